package dev.marina.console.learn;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;

/// How much time is left. It is shown at all times, and said aloud when half an hour, fifteen minutes, five and one are left.
final class ExamClock extends Div {

    private static final int[] SAID = {1800, 900, 300, 60};

    private final Span left = new Span();
    private final Span said = new Span();
    private int before = Integer.MAX_VALUE;

    ExamClock() {
        addClassName("exam-clock");
        left.getElement().setAttribute("role", "timer").setAttribute("aria-live", "off");
        said.addClassName("lab-news");
        said.getElement().setAttribute("role", "status").setAttribute("aria-live", "assertive");
        add(left, said);
    }

    void show(int seconds) {
        left.setText(getTranslation("exam.left", seconds / 60, "%02d".formatted(seconds % 60)));
        setClassName("exam-clock-late", seconds <= 300);
        for (int mark : SAID) {
            if (seconds <= mark && before > mark && before != Integer.MAX_VALUE) {
                said.setText(getTranslation("exam.left.said", mark / 60));
            }
        }
        before = seconds;
    }
}

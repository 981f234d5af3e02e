package dev.marina.console.learn;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;

/// How much time is left. It is shown at all times, and said aloud when half an hour, fifteen minutes, five and one are left.
final class ExamClock extends Div {

    private final Span left = new Span();
    private final Span said = new Span();
    private final TimeLeft marks = new TimeLeft();

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
        marks.at(seconds).ifPresent(minutes -> said.setText(getTranslation("exam.left.said", minutes)));
    }
}

package dev.marina.console.learn;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How long a learner has been at a lab beside how long it usually takes, and how long the class lasts for which it is open. Nothing ends by it: it is said when more
/// than the usual time has gone by, and when the class is about to end.
final class LabClock extends Div {

    private static final int SHOWN_SECONDS = 3_600;
    private static final int LATE_SECONDS = 300;

    private final Span spent = new Span();
    private final Span said = new Span();
    private TimeLeft marks = new TimeLeft();
    private boolean usualGone;
    private boolean looked;

    /// The end of a class for which the lab is open.
    record End(String name, Instant at) {}

    LabClock() {
        addClassName("exam-clock");
        spent.getElement().setAttribute("role", "timer").setAttribute("aria-live", "off");
        said.addClassName("lab-news");
        said.getElement().setAttribute("role", "status").setAttribute("aria-live", "polite");
        add(spent, said);
        forget();
    }

    /// Nothing runs.
    void forget() {
        setVisible(false);
        said.setText("");
        marks = new TimeLeft();
        looked = false;
    }

    /// @param minutes that the lab usually takes
    void show(Instant started, int minutes, Optional<End> end, Instant now) {
        setVisible(true);
        long gone = Math.max(0, Duration.between(started, now).toMinutes());
        String words = getTranslation("learn.time", gone, minutes);
        boolean late = false;
        if (end.isPresent()) {
            int left = Math.clamp(Duration.between(now, end.get().at()).toSeconds(), 0, Integer.MAX_VALUE);
            late = left <= LATE_SECONDS;
            if (left <= SHOWN_SECONDS) {
                words += " · " + getTranslation("learn.time.class", end.get().name(), left / 60);
            }
            marks.at(left).ifPresent(mark -> said.setText(getTranslation("learn.time.class.said", end.get().name(), mark)));
        }
        boolean over = gone >= minutes;
        if (looked && over && !usualGone) {
            said.setText(getTranslation("learn.time.usual", minutes));
        }
        usualGone = over;
        looked = true;
        spent.setText(words);
        setClassName("exam-clock-late", late);
    }
}

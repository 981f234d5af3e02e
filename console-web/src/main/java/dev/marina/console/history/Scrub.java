package dev.marina.console.history;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.RangeInput;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.rest.History;
import dev.marina.console.why.StepWords;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// A bar over what is known of the past, second by second; and steps of a minute and an hour.
final class Scrub extends Div {

    private final RangeInput bar = new RangeInput();
    private final Span shows = new Span();
    private History.Span span;
    private Instant at = Instant.EPOCH;

    Scrub(Consumer<Instant> moved) {
        addClassName("scrub");
        bar.setAriaLabel(getTranslation("history.bar"));
        bar.setStep(1.0);
        bar.addValueChangeListener(event -> {
            if (event.isFromClient()) {
                moved.accept(Instant.ofEpochSecond(event.getValue().longValue()));
            }
        });
        shows.addClassName("clock");
        Div ways = new Div(step("history.hour-back", Duration.ofHours(-1), moved), step("history.minute-back", Duration.ofMinutes(-1), moved), shows,
                step("history.minute-on", Duration.ofMinutes(1), moved), step("history.hour-on", Duration.ofHours(1), moved));
        ways.addClassName("scrub-ways");
        add(bar, ways);
    }

    private Button step(String key, Duration by, Consumer<Instant> moved) {
        Button button = new Button();
        button.setText(getTranslation(key));
        button.addClickListener(_ -> {
            if (span != null) {
                moved.accept(within(at.plus(by)));
            }
        });
        button.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
        return button;
    }

    private Instant within(Instant wanted) {
        return wanted.isBefore(span.oldest()) ? span.oldest() : wanted.isAfter(span.newest()) ? span.newest() : wanted;
    }

    void show(History.Span known, Instant moment) {
        span = known;
        at = moment;
        bar.setMin(known.oldest().getEpochSecond());
        bar.setMax(Math.max(known.newest().getEpochSecond(), known.oldest().getEpochSecond() + 1));
        bar.setValue((double) moment.getEpochSecond());
        String words = StepWords.time(moment);
        bar.getElement().setAttribute("aria-valuetext", words);
        shows.setText(words);
    }
}

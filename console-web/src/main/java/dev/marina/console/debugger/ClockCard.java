package dev.marina.console.debugger;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.debugger.DebuggerView.Change;
import dev.marina.console.debugger.DebuggerView.Guard;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.Guarded;
import dev.marina.console.why.StepWords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;

/// The cluster's clock: what it shows, how fast it goes, and how to make it slower, stop it or move it ahead.
final class ClockCard extends Div {

    private final Span shows = new Span();
    private final Span speed = new Span();
    private final Change change;
    private final List<Guarded> buttons;
    private final Guard guard;
    private ShownTime time;
    private ScheduledFuture<?> ticking;

    ClockCard(Guard guard, Change change) {
        this.change = change;
        this.guard = guard;
        addClassNames("card", "clock-card");
        shows.addClassName("clock");
        Div ways = new Div();
        ways.addClassName("title-actions");
        buttons = List.of(button("clock.stop", () -> set(ShownTime.speed(0))), button("clock.slow", () -> set(ShownTime.speed(10))),
                button("clock.usual", () -> set(ShownTime.speed(100))), button("clock.minute", () -> ahead(Duration.ofMinutes(1))),
                button("clock.hour", () -> ahead(Duration.ofHours(1))), button("clock.day", () -> ahead(Duration.ofDays(1))));
        buttons.forEach(ways::add);
        add(new H4(getTranslation("clock.title")), new Div(shows, speed), ways);
    }

    private static Guarded button(String key, Runnable act) {
        Button button = new Button();
        button.setText(button.getTranslation(key));
        button.addClickListener(_ -> act.run());
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        button.setEnabled(false);
        return new Guarded(button);
    }

    private void set(String document) {
        change.make("PATCH", ShownTime.CLOCK, Steering.MERGE, document);
    }

    private void ahead(Duration more) {
        if (time != null) {
            set(time.ahead(more));
        }
    }

    /// Enables what the person may do.
    void guard() {
        buttons.forEach(button -> guard.of(button, ShownTime.CHANGING));
    }

    void read(UI ui, ClusterApi api, Consumer<String> failed) {
        Attempt.of(ui, () -> api.read(ShownTime.CLOCK), clock -> {
            time = ShownTime.of(clock, Instant.now());
            tick();
        }, failed);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        UI ui = event.getUI();
        ticking = Background.repeat(Duration.ofSeconds(1), () -> Background.show(ui, this::tick));
    }

    @Override
    protected void onDetach(DetachEvent event) {
        ticking.cancel(false);
    }

    private void tick() {
        if (time != null) {
            shows.setText(StepWords.time(time.at(Instant.now())));
            speed.setText(time.speedPercent() == 100
                    ? getTranslation("clock.at-usual")
                    : time.speedPercent() == 0 ? getTranslation("clock.stopped") : getTranslation("clock.at", time.speedPercent()));
        }
    }
}

package dev.marina.console.worlds;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.RangeInput;
import com.vaadin.flow.component.html.Span;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/// The one clock of both worlds: a bar over its seconds, and steps from change to change.
final class FilmScrub extends Div {

    private final Film film;
    private final IntConsumer moved;
    private final RangeInput bar = new RangeInput();
    private final Span shows = new Span();
    private int second;

    FilmScrub(Film film, IntConsumer moved) {
        this.film = film;
        this.moved = moved;
        addClassName("scrub");
        bar.setAriaLabel(getTranslation("worlds.bar"));
        bar.setMin(0);
        bar.setMax(Math.max(1, film.seconds()));
        bar.setStep(1.0);
        bar.addValueChangeListener(event -> {
            if (event.isFromClient()) {
                go(event.getValue().intValue());
            }
        });
        shows.addClassName("clock");
        shows.getElement().setAttribute("role", "status");
        Div ways = new Div(button("worlds.back", () -> film.next(second, false)), shows, button("worlds.on", () -> film.next(second, true)));
        film.parting().ifPresent(parting -> ways.add(button("worlds.to-parting", parting::second)));
        ways.add(button("worlds.to-end", film::seconds));
        ways.addClassName("scrub-ways");
        add(track(), bar, ways);
    }

    /// Where something changes, and from where on they are apart; the table and the buttons say so too.
    private Div track() {
        Div track = new Div();
        track.addClassName("world-track");
        track.getElement().setAttribute("aria-hidden", "true");
        for (int side = 0; side < 2; side++) {
            Div line = new Div();
            for (Film.Moment moment : film.moments()) {
                if (!moment.changes().get(side).isEmpty()) {
                    Span mark = new Span();
                    mark.getStyle().set("left", "%d%%".formatted(100 * moment.second() / Math.max(1, film.seconds())));
                    mark.setClassName("apart", !moment.apart().isEmpty());
                    line.add(mark);
                }
            }
            track.add(line);
        }
        return track;
    }

    private Button button(String key, IntSupplier to) {
        Button button = new Button(getTranslation(key), _ -> go(to.getAsInt()));
        button.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
        return button;
    }

    void go(int to) {
        second = Math.clamp(to, 0, film.seconds());
        bar.setValue((double) second);
        String words = getTranslation("worlds.at", second, film.apart(second).size());
        bar.getElement().setAttribute("aria-valuetext", words);
        shows.setText(words);
        moved.accept(second);
    }
}

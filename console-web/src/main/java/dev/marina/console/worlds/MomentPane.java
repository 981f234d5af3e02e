package dev.marina.console.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import dev.marina.console.why.Actor;
import dev.marina.console.why.StepWords;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Both worlds at one second: drawn beside each other, then every object in a table, then what changed in just this second.
final class MomentPane extends Div {

    private static final int MOST_LINES = 40;

    private final Film film;
    private final int second;

    MomentPane(Film film, int second) {
        this.film = film;
        this.second = second;
        Div both = both();
        for (int side = 0; side < 2; side++) {
            both.add(new Div(new H4(getTranslation(side == 0 ? "worlds.a" : "worlds.b")), new WorldPicture(film, second, side)));
        }
        add(both, table(), changes());
    }

    static Div both() {
        Div both = new Div();
        both.addClassName("worlds-both");
        return both;
    }

    private Div table() {
        Div wide = new Div();
        wide.addClassName("wide");
        wide.getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("worlds.table", second));
        NativeTable table = new NativeTable();
        table.setCaptionText(getTranslation("worlds.table", second));
        NativeTableRow head = table.getHead().addRow();
        for (String title : List.of(getTranslation("column.object"), getTranslation("worlds.a"), getTranslation("worlds.b"), getTranslation("worlds.same"))) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(title);
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        }
        Map<Integer, JsonNode> a = film.at(second, 0);
        Map<Integer, JsonNode> b = film.at(second, 1);
        Set<Integer> all = new LinkedHashSet<>(a.keySet());
        all.addAll(b.keySet());
        Set<Integer> apart = film.apart(second);
        all.stream().sorted().forEach(object -> {
            NativeTableRow row = table.getBody().addRow();
            row.add(new NativeTableCell(film.objects().get(object).say(film.objects(), this::getTranslation)),
                    new NativeTableCell(StateWords.say(Optional.ofNullable(a.get(object)), this::getTranslation)),
                    new NativeTableCell(StateWords.say(Optional.ofNullable(b.get(object)), this::getTranslation)),
                    new NativeTableCell(apart.contains(object)
                            ? new Pill(getTranslation("worlds.differs"), Tone.BUSY)
                            : new Span(getTranslation("worlds.alike"))));
        });
        wide.add(table);
        return wide;
    }

    private Div changes() {
        Div both = both();
        for (int side = 0; side < 2; side++) {
            int which = side;
            List<Film.Change> changes = film.moment(second).map(moment -> moment.changes().get(which)).orElse(List.of());
            Div one = new Div(new H4(getTranslation(side == 0 ? "worlds.changes.a" : "worlds.changes.b", second)));
            if (changes.isEmpty()) {
                one.add(new Paragraph(getTranslation("worlds.changes.none")));
            } else {
                UnorderedList list = new UnorderedList();
                changes.stream().limit(MOST_LINES).forEach(change -> list.add(new ListItem(line(change))));
                if (changes.size() > MOST_LINES) {
                    list.add(new ListItem(getTranslation("plan.left-off", changes.size() - MOST_LINES)));
                }
                one.add(list);
            }
            both.add(one);
        }
        return both;
    }

    private String line(Film.Change change) {
        return change.object() < 0
                ? getTranslation("why.hidden")
                : getTranslation("worlds.change", StepWords.actor(this, Actor.of(change.by())), StepWords.verb(this, change.verb()),
                        film.objects().get(change.object()).say(film.objects(), this::getTranslation),
                        StateWords.say(change.state(), this::getTranslation));
    }
}

package dev.marina.console.worlds;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import dev.marina.console.why.DifferenceTable;
import java.util.List;

/// The answer: where they part, the moment that is looked at, and how they end.
final class FilmPane extends Div {

    private final Div moment = new Div();

    FilmPane(Film film) {
        addClassName("outcome");
        add(film.complete() ? new Pill(getTranslation("worlds.complete"), Tone.GOOD) : new Pill(getTranslation("plan.stopped"), Tone.BUSY));
        if (!film.message().isEmpty()) {
            Span limit = new Span(film.message());
            limit.addClassName("notice");
            limit.getElement().setAttribute("lang", "en");
            add(limit);
        }
        refused(film);
        add(new H4(getTranslation("worlds.parting")), new PartingPane(film));
        FilmScrub scrub = new FilmScrub(film, second -> {
            moment.removeAll();
            moment.add(new MomentPane(film, second));
        });
        add(new H4(getTranslation("worlds.clock")), scrub, moment);
        ends(film);
        if (film.changesLeftOff() > 0) {
            add(new Paragraph(getTranslation("plan.left-off", film.changesLeftOff())));
        }
        scrub.go(film.parting().map(Film.Parting::second).orElse(film.seconds()));
    }

    private void refused(Film film) {
        UnorderedList list = new UnorderedList();
        for (int side = 0; side < 2; side++) {
            String world = getTranslation(side == 0 ? "worlds.a" : "worlds.b");
            film.refused().get(side).forEach(each -> {
                Span why = new Span(each.message());
                why.addClassName("said");
                why.getElement().setAttribute("lang", "en");
                list.add(new ListItem(new Span("%s: %s".formatted(world, each.object())), why));
            });
        }
        if (list.getChildren().findAny().isPresent()) {
            list.addClassName("plan-refused");
            add(new Paragraph(getTranslation("worlds.refused")), list);
        }
    }

    private void ends(Film film) {
        add(new H4(getTranslation("worlds.ends")));
        if (film.ends().isEmpty()) {
            add(new Paragraph(getTranslation("worlds.ends.none")));
            return;
        }
        Div wide = new Div();
        wide.addClassName("wide");
        wide.getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("worlds.ends"));
        NativeTable table = new NativeTable();
        table.setCaptionText(getTranslation("worlds.ends.text"));
        NativeTableRow head = table.getHead().addRow();
        for (String title : List.of(getTranslation("column.object"), getTranslation("worlds.a"), getTranslation("worlds.b"), getTranslation("worlds.fields"))) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(title);
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        }
        film.ends().forEach(end -> {
            NativeTableCell fields = new NativeTableCell();
            if (!end.difference().isEmpty()) {
                fields.add(new NativeDetails(getTranslation("why.difference.fields", end.difference().size()),
                        new DifferenceTable(end.difference(), getTranslation("worlds.a"), getTranslation("worlds.b"))));
            }
            table.getBody().addRow().add(new NativeTableCell(film.objects().get(end.object()).say(film.objects(), this::getTranslation)),
                    new NativeTableCell(StateWords.say(end.states().getFirst(), this::getTranslation)),
                    new NativeTableCell(StateWords.say(end.states().getLast(), this::getTranslation)), fields);
        });
        wide.add(table);
        add(wide);
    }
}

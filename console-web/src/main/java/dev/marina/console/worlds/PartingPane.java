package dev.marina.console.worlds;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.why.ChainStep;
import dev.marina.console.why.DifferenceTable;
import dev.marina.console.why.Reasons;
import dev.marina.console.why.StepWords;
import java.util.List;
import java.util.Optional;

/// Where the worlds first part, in words: when, in what, and for each how it came to that or why not.
final class PartingPane extends Div {

    PartingPane(Film film) {
        addClassName("parting");
        getElement().setAttribute("role", "region").setAttribute("aria-label", getTranslation("worlds.parting"));
        Optional<Film.Parting> parting = film.parting();
        if (parting.isEmpty()) {
            add(new Paragraph(getTranslation("worlds.never")));
            return;
        }
        Film.Parting its = parting.get();
        Paragraph where = new Paragraph(getTranslation("worlds.part", its.second(), film.objects().get(its.object()).say(film.objects(), this::getTranslation),
                state(film, its, 0), state(film, its, 1)));
        where.addClassName("parting-words");
        add(where);
        Div both = MomentPane.both();
        for (int side = 0; side < 2; side++) {
            both.add(side(its, side));
        }
        add(both);
    }

    private String state(Film film, Film.Parting parting, int side) {
        return StateWords.say(Optional.ofNullable(film.at(parting.second(), side).get(parting.object())), this::getTranslation);
    }

    private Div side(Film.Parting parting, int side) {
        Div one = new Div(new H4(getTranslation(side == 0 ? "worlds.why.a" : "worlds.why.b")));
        if (parting.chains().get(side).isEmpty()) {
            one.add(new Paragraph(getTranslation("worlds.still")));
        } else {
            one.add(chain(parting.chains().get(side)));
        }
        UnorderedList waits = new UnorderedList();
        parting.waits().get(side).forEach(each -> each.reasons().forEach(reason -> {
            Span words = new Span(Reasons.say(reason, this::getTranslation));
            words.addClassName("said");
            waits.add(new ListItem(new Span(each.object().text()), words));
        }));
        parting.refused().get(side).forEach(refused -> {
            Span words = new Span(refused.message());
            words.addClassName("said");
            words.getElement().setAttribute("lang", "en");
            waits.add(new ListItem(new Span(refused.object()), words));
        });
        if (waits.getChildren().findAny().isPresent()) {
            one.add(new Paragraph(getTranslation("worlds.waits")), waits);
        }
        return one;
    }

    /// From the request to the change; the objects are in no cluster, so that nothing leads to them.
    private OrderedList chain(List<ChainStep> steps) {
        OrderedList list = new OrderedList();
        for (ChainStep step : steps) {
            ListItem item = new ListItem(step.object().map(ObjectAddress::text).map(object -> getTranslation("worlds.step",
                    StepWords.actor(this, step.actor()), StepWords.verb(this, step.verb()), object)).orElseGet(() -> getTranslation("why.hidden")));
            if (!step.difference().isEmpty()) {
                item.add(new NativeDetails(getTranslation("why.difference.fields", step.difference().size()), new DifferenceTable(step.difference())));
            }
            list.add(item);
        }
        return list;
    }
}

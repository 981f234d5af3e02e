package dev.marina.console.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.kube.Tone;
import dev.marina.console.rest.History;
import dev.marina.console.shell.Pill;
import dev.marina.console.why.DifferenceTable;
import dev.marina.console.why.StepWords;
import java.time.Instant;

/// What became of objects between two moments.
final class DifferenceList extends Div {

    DifferenceList(History.Page page, Instant from, Instant to) {
        addClassName("differences");
        add(new H4(getTranslation("history.differences", StepWords.time(from), StepWords.time(to))));
        if (page.items().isEmpty() && page.next().isEmpty()) {
            add(new Paragraph(getTranslation("history.same")));
            return;
        }
        UnorderedList list = new UnorderedList();
        page.items().forEach(item -> list.add(item(item)));
        add(list);
        if (!page.next().isEmpty()) {
            add(new Paragraph(getTranslation("history.differences.more", page.items().size())));
        }
    }

    private ListItem item(JsonNode difference) {
        String namespace = difference.path("namespace").asText();
        String name = difference.path("name").asText();
        ListItem item = new ListItem(pill(difference.path("change").asText()),
                new Span(" %s %s".formatted(difference.path("resource").asText(), namespace.isEmpty() ? name : namespace + "/" + name)));
        if (!difference.path("patch").isEmpty()) {
            item.add(new NativeDetails(getTranslation("why.difference.fields", difference.path("patch").size()),
                    new DifferenceTable(PatchOperations.of(difference.path("patch")))));
        }
        return item;
    }

    private Pill pill(String change) {
        return switch (change) {
            case "created" -> new Pill(getTranslation("history.created-since"), Tone.GOOD);
            case "deleted" -> new Pill(getTranslation("history.deleted-since"), Tone.BAD);
            case "replaced" -> new Pill(getTranslation("history.replaced-since"), Tone.BUSY);
            default -> new Pill(getTranslation("history.changed-since"), Tone.BUSY);
        };
    }
}

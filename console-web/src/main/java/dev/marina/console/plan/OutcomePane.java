package dev.marina.console.plan;

import com.vaadin.flow.component.html.Anchor;
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
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import dev.marina.console.why.Reasons;
import dev.marina.console.why.StepWords;
import java.util.List;

/// A plan's answer: whether it came to rest, what of the manifests would be applied, what would follow as a tree and as a list, and what would
/// then wait for what.
final class OutcomePane extends Div {

    /// A tree is drawn so deep and has so many branches; the list has all.
    private static final int DEEPEST = 12;
    private static final int MOST_BRANCHES = 300;

    private final ClusterRef cluster;
    private int drawn;

    OutcomePane(Outcome outcome, ClusterRef cluster) {
        this.cluster = cluster;
        addClassName("outcome");
        getElement().setAttribute("role", "region").setAttribute("aria-label", getTranslation("plan.follows"));
        add(outcome.complete() ? new Pill(getTranslation("plan.complete"), Tone.GOOD) : new Pill(getTranslation("plan.stopped"), Tone.BUSY));
        if (!outcome.message().isEmpty()) {
            Span limit = new Span(outcome.message());
            limit.addClassName("notice");
            limit.getElement().setAttribute("lang", "en");
            add(limit);
        }
        refused(outcome);
        add(new H4(getTranslation("plan.follows")));
        if (outcome.objects().isEmpty()) {
            add(new Paragraph(getTranslation("plan.nothing")));
        } else {
            add(branches(outcome.tree(), 0), list(outcome));
        }
        if (outcome.changesLeftOff() > 0) {
            add(new Paragraph(getTranslation("plan.left-off", outcome.changesLeftOff())));
        }
        waits(outcome);
        events(outcome);
        if (!outcome.notAsked().isEmpty()) {
            add(new Paragraph(getTranslation("plan.not-asked", String.join(", ", outcome.notAsked()))));
        }
    }

    private void refused(Outcome outcome) {
        List<Outcome.Applied> refused = outcome.manifests().stream().filter(each -> !each.refusal().isEmpty()).toList();
        add(new Paragraph(getTranslation("plan.applied", outcome.manifests().size() - refused.size(), outcome.manifests().size())));
        UnorderedList list = new UnorderedList();
        refused.forEach(each -> {
            Span why = new Span(each.refusal());
            why.addClassName("said");
            why.getElement().setAttribute("lang", "en");
            list.add(new ListItem(new Span("%s %s".formatted(each.kind(), each.name())), why));
        });
        if (!refused.isEmpty()) {
            list.addClassName("plan-refused");
            add(list);
        }
    }

    private UnorderedList branches(List<Outcome.Branch> branches, int depth) {
        UnorderedList list = new UnorderedList();
        list.addClassName("plan-tree");
        for (Outcome.Branch branch : branches) {
            if (++drawn > MOST_BRANCHES || depth > DEEPEST) {
                list.add(new ListItem("…"));
                break;
            }
            ListItem item = new ListItem(new Pill(StepWords.verb(this, branch.change().verb()), tone(branch.change().verb())),
                    object(branch.change().object()));
            if (!branch.followed().isEmpty()) {
                item.add(branches(branch.followed(), depth + 1));
            }
            list.add(item);
        }
        return list;
    }

    private static Tone tone(String verb) {
        return switch (verb) {
            case "create" -> Tone.GOOD;
            case "delete" -> Tone.BAD;
            default -> Tone.BUSY;
        };
    }

    /// What is only planned has no page to lead to.
    private Span object(ObjectAddress object) {
        return new Span(" " + object.text());
    }

    private Div list(Outcome outcome) {
        Div wide = new Div();
        wide.addClassName("wide");
        wide.getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("plan.list"));
        NativeTable table = new NativeTable();
        table.setCaptionText(getTranslation("plan.list"));
        NativeTableRow head = table.getHead().addRow();
        for (String title : List.of(getTranslation("plan.becomes"), getTranslation("column.object"), getTranslation("plan.by"),
                getTranslation("plan.because"))) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(title);
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        }
        outcome.objects().forEach(change -> table.getBody().addRow().add(new NativeTableCell(StepWords.verb(this, change.verb())),
                change.verb().equals("create")
                        ? new NativeTableCell(change.object().text())
                        : new NativeTableCell(new Anchor(change.object().link(cluster), change.object().text())),
                new NativeTableCell(StepWords.actor(this, change.by())),
                new NativeTableCell(change.because().map(ObjectAddress::text).orElseGet(() -> getTranslation("plan.manifest")))));
        wide.add(table);
        return wide;
    }

    private void waits(Outcome outcome) {
        if (outcome.waiting().isEmpty()) {
            return;
        }
        UnorderedList list = new UnorderedList();
        outcome.waiting().forEach(each -> {
            ListItem item = new ListItem(new Span(each.object().text()));
            each.reasons().forEach(reason -> {
                Span words = new Span(Reasons.say(reason, this::getTranslation));
                words.addClassName("said");
                item.add(words);
            });
            list.add(item);
        });
        add(new H4(getTranslation("plan.waits")), list);
    }

    private void events(Outcome outcome) {
        if (outcome.events().isEmpty()) {
            return;
        }
        UnorderedList list = new UnorderedList();
        outcome.events().stream().limit(50).forEach(event -> {
            ListItem item = new ListItem(new Pill(event.reason(), event.type().equals("Warning") ? Tone.BAD : Tone.QUIET));
            Span said = new Span(event.message());
            said.addClassName("said");
            said.getElement().setAttribute("lang", "en");
            item.add(said);
            list.add(item);
        });
        add(new H4(getTranslation("nav.events")), list);
    }
}

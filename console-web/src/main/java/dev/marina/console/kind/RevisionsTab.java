package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.act.Subject;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.edit.LineDiff;
import dev.marina.console.feed.Row;
import dev.marina.console.kube.Age;
import dev.marina.console.kube.Tone;
import dev.marina.console.kube.Yaml;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.DiffBlock;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Pill;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Supplier;

/// An application's revisions: since when, by whom, what became of each, and the way back, after showing what differs.
final class RevisionsTab implements DetailTab {

    private static final KindRef APPLICATIONS = new KindRef(ApplicationRequests.GROUP, "v1", ApplicationRequests.PLURAL);
    private static final KindRef KEPT = new KindRef("apps", "v1", "controllerrevisions");

    private final Div content = new Div();
    private final Span refusal = new Span();
    private final Div list = new Div();
    private final Supplier<WhyTab.Page> page;
    private String drawn = "";

    RevisionsTab(Supplier<WhyTab.Page> page) {
        this.page = page;
        refusal.addClassName("refusal");
        refusal.setVisible(false);
        content.add(refusal, list);
    }

    @Override
    public String titleKey() {
        return "tab.revisions";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void show(JsonNode object, Row row) {
        JsonNode revisions = object.at("/status/revisions");
        // A button stays under the pointer while only figures change.
        String version = object.at("/metadata/uid").asText() + revisions + object.path("spec").hashCode();
        if (version.equals(drawn)) {
            return;
        }
        drawn = version;
        list.removeAll();
        if (revisions.isEmpty()) {
            list.add(new Span(content.getTranslation("application.no-revisions")));
        }
        Target target = new Target(page.get().ui(), page.get().api(), APPLICATIONS, row.namespace(), row.name(), this::failed);
        long present = object.at("/status/revision").asLong();
        for (JsonNode revision : revisions) {
            list.add(line(revision, revision.path("revision").asLong() == present, target.subject(object), target));
        }
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(!reason.isEmpty());
    }

    private Div line(JsonNode revision, boolean present, Subject subject, Target target) {
        long number = revision.path("revision").asLong();
        String outcome = revision.path("outcome").asText();
        Div line = new Div(new Span(content.getTranslation("application.revision.number", number)),
                new Pill(outcomeWord(outcome), outcome.equals("Succeeded") ? Tone.GOOD : outcome.equals("Failed") ? Tone.BAD : Tone.QUIET),
                new Span(revision.path("image").asText()), new Span(age(revision.path("at").asText())),
                new Span(revision.path("by").asText(content.getTranslation("application.by-unknown"))));
        line.addClassNames("conditions", "revision");
        if (present) {
            line.add(new Pill(content.getTranslation("application.present"), Tone.GOOD));
        } else {
            Button back = new Button(content.getTranslation("action.undo"), _ -> ask(number, subject, target));
            back.addThemeVariants(ButtonVariant.LUMO_SMALL);
            back.setAriaLabel(content.getTranslation("application.undo-to", number));
            back.setEnabled(false);
            Guarded guarded = new Guarded(back);
            target.guard(guarded, ApplicationRequests.permission("patch", subject.namespace()));
            line.add(guarded);
        }
        return line;
    }

    private static String age(String at) {
        try {
            return Age.of(Duration.between(Instant.parse(at), Instant.now()));
        } catch (DateTimeParseException _) {
            return "–";
        }
    }

    private String outcomeWord(String outcome) {
        return switch (outcome) {
            case "Succeeded" -> content.getTranslation("application.outcome.succeeded");
            case "Failed" -> content.getTranslation("application.outcome.failed");
            case "Replaced" -> content.getTranslation("application.outcome.replaced");
            default -> content.getTranslation("application.outcome.progressing");
        };
    }

    /// What is kept of both revisions is read now; the page may be a moment behind.
    private void ask(long number, Subject subject, Target target) {
        failed("");
        String path = KEPT.listPath(subject.namespace()) + "?labelSelector=" + ApplicationRequests.LABEL + "%3D" + subject.name();
        Attempt.of(target.ui(), () -> target.api().read(path).path("items"), kept -> {
            JsonNode then = said(subject, kept, number);
            JsonNode now = said(subject, kept, subject.object().at("/status/revision").asLong());
            ObjectNode spec = JsonNodeFactory.instance.objectNode().put("rollbackTo", number);
            new ActionDialog(content.getTranslation("action.undo") + " " + subject.name(), content.getTranslation("application.undo.text", number))
                    .with(new DiffBlock(LineDiff.of(Yaml.sorted(now), Yaml.sorted(then)))).kubectl(ApplicationRequests.kubectl(subject, spec))
                    .confirm(content.getTranslation("action.undo"), () -> target.change(ApplicationRequests.change(subject, spec))).open();
        }, this::failed);
    }

    /// Of a chart or a folder what was rendered is in a Secret: its version tells it.
    private static JsonNode said(Subject subject, JsonNode kept, long number) {
        if (ApplicationRequests.sourced(subject)) {
            return subject.object().at("/status/revisions").valueStream().filter(one -> one.path("revision").asLong() == number)
                    .<JsonNode>map(one -> JsonNodeFactory.instance.objectNode().put("source", one.path("image").asText()).put("at", one.path("at").asText()))
                    .findFirst().orElse(JsonNodeFactory.instance.objectNode());
        }
        return kept.valueStream().filter(one -> one.path("revision").asLong() == number).map(one -> one.at("/data/spec")).findFirst()
                .orElse(JsonNodeFactory.instance.objectNode());
    }
}

package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// How an application is, in words: what runs, where it answers, what is in its way, and its pods, each with its terminal and its log.
final class ApplicationTab implements DetailTab {

    private static final KindRef PODS = new KindRef("", "v1", "pods");
    private static final int MOST_PODS = 50;

    private final Div content = new Div();
    private final Div said = new Div();
    private final Div pods = new Div();
    private final Supplier<WhyTab.Page> page;
    private String name = "";
    private Rows listed;

    ApplicationTab(Supplier<WhyTab.Page> page) {
        this.page = page;
        said.getElement().setAttribute("role", "status");
        pods.addClassName("application-pods");
        content.add(said, new H4(content.getTranslation("application.pods")), pods);
    }

    static boolean fits(KindRef kind) {
        return kind.group().equals(ApplicationRequests.GROUP) && kind.plural().equals(ApplicationRequests.PLURAL);
    }

    @Override
    public String titleKey() {
        return "tab.application";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void begin(Row row, Follow follow) {
        name = row.name();
        listed = null;
        follow.list(PODS.listPath(row.namespace()), "", rows -> {
            listed = rows;
            drawPods();
        });
    }

    @Override
    public void show(JsonNode object, Row row) {
        JsonNode status = object.path("status");
        said.removeAll();
        String phase = status.path("phase").asText("Waiting");
        JsonNode told = told(status, phase);
        Div head = new Div(new Pill(word("application.phase.", phase), tone(phase)), new Span(word("application.reason.", told.path("reason").asText())));
        head.addClassName("conditions");
        said.add(head);
        if (!status.path("message").asText().isEmpty()) {
            said.add(new Paragraph(status.path("message").asText()));
        }
        condition(status, "Overridden").filter(condition -> condition.path("status").asText().equals("True"))
                .ifPresent(condition -> said.add(new Paragraph(content.getTranslation("application.overridden", condition.path("message").asText()))));
        said.add(object.at("/spec/source").isObject() ? released(object) : facts(object));
    }

    private Div facts(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        Div facts = new Div();
        facts.addClassName("facts");
        String url = status.path("url").asText();
        facts.add(fact("application.url",
                url.isEmpty()
                        ? new Span(content.getTranslation(spec.path("internal").asBoolean() ? "application.internal" : "application.no-url"))
                        : outward(url)));
        facts.add(fact("application.image", new Span(status.path("image").asText(content.getTranslation("application.nothing-runs")))));
        facts.add(fact("application.revision", new Span(status.path("revision").asText("–"))));
        facts.add(fact("application.replicas", new Span(spec.path("autoscaling").isObject()
                ? content.getTranslation("application.autoscaled", spec.at("/autoscaling/min").asInt(1), spec.at("/autoscaling/max").asInt())
                : Integer.toString(spec.path("replicas").asInt(1)))));
        if (spec.path("build").isObject()) {
            facts.add(fact("application.build", new Span(spec.at("/build/name").asText())));
        }
        for (JsonNode host : spec.path("hosts")) {
            String secret = host.path("tlsSecret").asText();
            facts.add(fact("application.host", new Span(host.path("name").asText() + " · "
                    + (secret.isEmpty() ? content.getTranslation("application.no-tls") : content.getTranslation("application.tls", secret)))));
        }
        return facts;
    }

    /// What a chart or a folder has become: its objects, each with what is seen of it, and the hooks that were run.
    private Div released(JsonNode object) {
        JsonNode release = object.at("/status/release");
        Div facts = new Div();
        facts.addClassName("facts");
        facts.add(fact("application.source", new Span(object.at("/spec/source/git/url").asText(object.at("/spec/source/chart").asText()))));
        facts.add(fact("application.chart", new Span(release.path("chart").asText(release.path("commit").asText("–")))));
        facts.add(fact("application.revision", new Span(object.at("/status/revision").asText("–"))));
        Div all = new Div(facts);
        release.path("hooks").forEach(hook -> all.add(line(hook.path("event").asText() + " · " + hook.path("kind").asText() + " " + hook.path("name").asText(),
                hook.path("result").asText(), hook.path("message").asText())));
        release.path("objects").forEach(each -> all.add(line(each.path("kind").asText() + " " + each.path("name").asText(), each.path("state").asText(),
                each.path("message").asText())));
        return all;
    }

    private Div line(String what, String state, String message) {
        Tone tone = switch (state) {
            case "Ready", "Succeeded" -> Tone.GOOD;
            case "Degraded", "Missing", "Failed" -> Tone.BAD;
            default -> Tone.BUSY;
        };
        Div line = new Div(new Pill(word("application.state.", state), tone), new Span(what), new Span(message));
        line.addClassName("conditions");
        return line;
    }

    static Anchor outward(String url) {
        Anchor anchor = new Anchor(url, url);
        anchor.setTarget("_blank");
        anchor.getElement().setAttribute("rel", "noopener noreferrer");
        return anchor;
    }

    private Span fact(String key, Component value) {
        Span label = new Span(content.getTranslation(key));
        label.addClassName("label");
        return new Span(label, value);
    }

    /// The condition that says why it is as it is.
    private static JsonNode told(JsonNode status, String phase) {
        String type = switch (phase) {
            case "Degraded" -> "Degraded";
            case "Available" -> "Available";
            default -> "Progressing";
        };
        return condition(status, type).orElse(status.path("none"));
    }

    private static java.util.Optional<JsonNode> condition(JsonNode status, String type) {
        return status.path("conditions").valueStream().filter(condition -> condition.path("type").asText().equals(type)).findFirst();
    }

    /// In the reader's language where it is a word that is known.
    private String word(String prefix, String word) {
        String key = prefix + word.toLowerCase(Locale.ROOT);
        String translated = content.getTranslation(key);
        return translated.equals(key) ? word : translated;
    }

    private static Tone tone(String phase) {
        return KindExtras.application(phase);
    }

    private void drawPods() {
        List<Row> own = listed.rows().stream().filter(pod -> name.equals(pod.labels().get(ApplicationRequests.LABEL))).limit(MOST_PODS).toList();
        pods.removeAll();
        if (own.isEmpty()) {
            pods.add(new Span(content.getTranslation("application.no-pods")));
        }
        own.forEach(pod -> {
            Div line = new Div(new Anchor(ObjectView.path(page.get().cluster(), PODS, pod.namespace(), pod.name()), pod.name()));
            RowStatus.of(PODS, listed.columns(), pod).ifPresent(status -> line.add(new Pill(status.word(), status.tone())));
            line.addClassName("conditions");
            pods.add(line);
        });
    }
}

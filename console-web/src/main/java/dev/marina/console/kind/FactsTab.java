package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.feed.Row;
import dev.marina.console.kube.Age;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import java.time.Duration;
import java.time.Instant;

/// Conditions, owner, age and labels of any object.
final class FactsTab implements DetailTab {

    private static final int MOST_LABELS = 50;

    private final Div content = new Div();

    @Override
    public String titleKey() {
        return "tab.facts";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void show(JsonNode object, Row row) {
        content.removeAll();
        Div facts = new Div();
        facts.addClassName("facts");
        facts.add(fact("column.age", row.created() == null ? "–" : Age.of(Duration.between(row.created(), Instant.now()))));
        if (!row.owner().isEmpty()) {
            facts.add(fact("column.owner", row.owner()));
        }
        JsonNode metadata = object.path("metadata");
        if (metadata.has("deletionTimestamp")) {
            facts.add(fact("object.deleting",
                    metadata.path("finalizers").isEmpty() ? metadata.path("deletionTimestamp").asText() : metadata.path("finalizers").toString()));
        }
        content.add(facts);
        conditions(object.path("status").path("conditions"));
        chips("object.labels", metadata.path("labels"));
        chips("object.annotations", metadata.path("annotations"));
    }

    private Span fact(String key, String value) {
        Span label = new Span(content.getTranslation(key));
        label.addClassName("label");
        return new Span(label, new Span(value));
    }

    private void conditions(JsonNode conditions) {
        if (!conditions.isArray() || conditions.isEmpty()) {
            return;
        }
        Div pills = new Div();
        pills.addClassName("conditions");
        conditions.forEach(condition -> {
            Pill pill = new Pill(condition.path("type").asText(), condition.path("status").asText().equals("True") ? Tone.GOOD : Tone.BUSY);
            pill.setTitle("%s=%s %s %s".formatted(condition.path("type").asText(), condition.path("status").asText(), condition.path("reason").asText(),
                    condition.path("message").asText()));
            pills.add(pill);
        });
        content.add(new H4(content.getTranslation("object.conditions")), pills);
    }

    private void chips(String titleKey, JsonNode map) {
        if (map.isEmpty()) {
            return;
        }
        Div chips = new Div();
        chips.addClassName("chips");
        map.properties().stream().limit(MOST_LABELS).forEach(entry -> {
            String value = entry.getValue().asText();
            Span chip = new Span(entry.getKey() + "=" + (value.length() > 120 ? value.substring(0, 120) + "…" : value));
            chip.addClassName("chip");
            chips.add(chip);
        });
        content.add(new H4(content.getTranslation(titleKey)), chips);
    }
}

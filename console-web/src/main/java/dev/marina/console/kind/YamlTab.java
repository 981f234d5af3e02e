package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import dev.marina.console.client.YamlText;
import dev.marina.console.feed.Row;
import dev.marina.console.kube.Yaml;

/// The object as it is stored; it follows each change.
final class YamlTab implements DetailTab {

    private final YamlText text = new YamlText();

    @Override
    public String titleKey() {
        return "tab.yaml";
    }

    @Override
    public Component content() {
        return text;
    }

    @Override
    public void show(JsonNode object, Row row) {
        text.show(Yaml.of(object));
    }
}

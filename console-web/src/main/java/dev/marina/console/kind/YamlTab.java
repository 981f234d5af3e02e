package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Pre;
import dev.marina.console.feed.Row;
import dev.marina.console.kube.Yaml;

/// The object as it is stored; it follows each change.
final class YamlTab implements DetailTab {

    private final Pre text = new Pre();

    YamlTab() {
        text.addClassName("yaml");
    }

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
        text.setText(Yaml.of(object));
    }
}

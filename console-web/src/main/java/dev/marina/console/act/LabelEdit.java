package dev.marina.console.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Labels as lines `key=value`, and what changing them asks for.
public record LabelEdit(Map<String, String> wanted) {

    /// What is not of that form is refused, with its line.
    public static LabelEdit of(String lines) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String line : lines.lines().map(String::strip).filter(one -> !one.isEmpty()).toList()) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(line);
            }
            wanted.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
        return new LabelEdit(wanted);
    }

    public static String lines(JsonNode labels) {
        List<String> lines = new ArrayList<>();
        labels.properties().forEach(label -> lines.add(label.getKey() + "=" + label.getValue().asText()));
        return String.join("\n", lines);
    }

    /// Only what differs from what there is.
    private Map<String, String> changed(JsonNode present) {
        Map<String, String> changed = new LinkedHashMap<>();
        wanted.forEach((key, value) -> {
            if (!value.equals(present.path(key).asText(null))) {
                changed.put(key, value);
            }
        });
        present.fieldNames().forEachRemaining(key -> {
            if (!wanted.containsKey(key)) {
                changed.put(key, null);
            }
        });
        return changed;
    }

    public Request request(Subject subject) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode labels = patch.putObject("metadata").putObject("labels");
        changed(subject.object().at("/metadata/labels")).forEach(labels::put);
        return Request.merge(subject.path(), patch.toString());
    }

    public String kubectl(Subject subject) {
        List<String> words = new ArrayList<>();
        changed(subject.object().at("/metadata/labels")).forEach((key, value) -> words.add(value == null ? key + "-" : key + "=" + value));
        return subject.kubectl("label", words.isEmpty() ? "" : "--overwrite " + String.join(" ", words));
    }
}

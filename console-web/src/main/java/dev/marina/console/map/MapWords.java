package dev.marina.console.map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vaadin.flow.component.Component;
import dev.marina.console.kube.Tone;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The map in words: of one object, and of the whole for the drawing.
record MapWords(Component asking) {

    String kind(MapKind kind) {
        return asking.getTranslation("map.kind." + kind.ref().plural());
    }

    /// How it is, by a word that does not need a colour.
    String tone(Tone tone) {
        return asking.getTranslation(switch (tone) {
            case GOOD -> "map.tone.good";
            case BUSY -> "map.tone.busy";
            case BAD -> "map.tone.bad";
            case QUIET -> "map.tone.quiet";
        });
    }

    String status(MapGraph.Item item) {
        String pods = pods(item);
        return Stream.of(item.word(), pods).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    }

    private String pods(MapGraph.Item item) {
        return item.pods().isEmpty()
                ? ""
                : asking.getTranslation("map.pods", item.pods().values().stream().mapToInt(Integer::intValue).sum(),
                        item.pods().entrySet().stream().map(entry -> entry.getValue() + " " + tone(entry.getKey())).collect(Collectors.joining(", ")));
    }

    /// Such as `runs on nodes n1`.
    List<String> relations(MapGraph graph, MapGraph.Item item) {
        return graph.of(item.id()).stream().map(edge -> {
            boolean out = edge.from().equals(item.id());
            return asking.getTranslation(out ? edge.relation().key() : edge.relation().backKey(), (out ? edge.to() : edge.from()).replace('/', ' '));
        }).toList();
    }

    /// For the drawing.
    String json(MapGraph graph, MapLayout layout) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode items = root.putArray("items");
        graph.items().forEach(item -> {
            MapLayout.Place place = layout.places().get(item.id());
            ObjectNode node = items.addObject().put("id", item.id()).put("column", place.column()).put("row", place.row()).put("kind", kind(item.kind()))
                    .put("name", item.row().name()).put("word", item.word()).put("tone", item.tone().css())
                    .put("label", "%s %s, %s".formatted(kind(item.kind()), item.row().name(), Stream.of(tone(item.tone()), status(item))
                            .filter(text -> !text.isEmpty()).collect(Collectors.joining(", "))));
            ArrayNode pods = node.putArray("pods");
            item.pods().forEach((tone, count) -> pods.addObject().put("tone", tone.css()).put("count", count));
        });
        ArrayNode edges = root.putArray("edges");
        graph.edges().forEach(edge -> edges.addObject().put("from", edge.from()).put("to", edge.to()).put("relation", edge.relation().css()));
        return root.toString();
    }
}

package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.merge.Shape;
import dev.marina.apiserver.structural.Structural;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How objects of custom types merge, as their schemas say. What has no schema is deduced from its value.
final class StructuralShapes {

    private final Shape metadata;

    /// @param metadata of any object
    StructuralShapes(Shape metadata) {
        this.metadata = metadata;
    }

    Shape ofResource(Structural schema) {
        Shape own = schema.type().isEmpty() && schema.properties().isEmpty()
                ? new Shape.Granular(_ -> Optional.empty(), Optional.of(Shape.DEDUCED))
                : of(schema);
        return withMetadata(own instanceof Shape.Granular granular ? granular : new Shape.Granular(_ -> Optional.empty(), Optional.empty()));
    }

    private Shape.Granular withMetadata(Shape.Granular own) {
        return new Shape.Granular(name -> switch (name) {
            case "apiVersion", "kind" -> Optional.of(Shape.WHOLE);
            case "metadata" -> Optional.of(metadata);
            default -> own.declared().apply(name);
        }, own.others());
    }

    private Shape of(Structural schema) {
        if (schema.extensions().intOrString()) {
            return Shape.WHOLE;
        }
        return switch (schema.type()) {
            case "object" -> object(schema);
            case "array" -> list(schema);
            case "" -> schema.properties().isEmpty() ? Shape.DEDUCED : object(schema);
            default -> Shape.WHOLE;
        };
    }

    private Shape object(Structural schema) {
        if (schema.extensions().mapType().equals("atomic")) {
            return Shape.WHOLE;
        }
        Map<String, Shape> declared = new HashMap<>();
        schema.properties().forEach((name, property) -> declared.put(name, of(property)));
        Optional<Shape> others = schema.additional().flatMap(Structural.Additional::schema).map(this::of);
        boolean any = schema.extensions().preserveUnknown() || schema.additional().filter(Structural.Additional::allowed).isPresent();
        Shape.Granular granular = new Shape.Granular(name -> Optional.ofNullable(declared.get(name)),
                others.isEmpty() && any ? Optional.of(Shape.DEDUCED) : others);
        return schema.extensions().embedded() ? withMetadata(granular) : granular;
    }

    private Shape list(Structural schema) {
        return switch (schema.extensions().listType()) {
            case "set" -> new Shape.SetOf();
            case "map" -> {
                Shape items = schema.items().map(this::of).orElse(Shape.DEDUCED);
                yield new Shape.KeyedList(schema.extensions().listKeys(), defaults(schema), () -> items);
            }
            default -> Shape.WHOLE;
        };
    }

    private static Map<String, JsonNode> defaults(Structural list) {
        List<String> keys = list.extensions().listKeys();
        Map<String, JsonNode> defaults = new HashMap<>();
        list.items().ifPresent(item -> keys.forEach(key -> item.property(key).flatMap(Structural::preset).ifPresent(value -> defaults.put(key, value))));
        return defaults;
    }
}

package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schema.MapType;
import dev.marina.api.schema.Schemas;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The shapes of schemas, each made once. May be asked from any thread.
public final class SchemaShapes {

    private final Schemas schemas;
    private final Map<String, Shape> named = new ConcurrentHashMap<>();

    public SchemaShapes(Schemas schemas) {
        this.schemas = schemas;
    }

    public Shape of(Schema schema) {
        return switch (schema) {
            case Schema.Ref ref -> reference(ref);
            case Schema.ObjectOf object -> object.mapType() == MapType.ATOMIC ? Shape.WHOLE : granular(object);
            case Schema.MapOf map -> map.mapType() == MapType.ATOMIC ? Shape.WHOLE : new Shape.Granular(_ -> Optional.empty(), Optional.of(of(map.values())));
            case Schema.ListOf list -> switch (list.type()) {
                case ATOMIC -> Shape.WHOLE;
                case SET -> new Shape.SetOf();
                case MAP -> new Shape.KeyedList(list.mapKeys(), keyDefaults(list), () -> of(list.items()));
            };
            case Schema.Scalar _ -> Shape.WHOLE;
            case Schema.Free _ -> Shape.DEDUCED;
        };
    }

    private Shape reference(Schema.Ref ref) {
        if (ref.mapType().isPresent() && schemas.resolve(ref) instanceof Schema.ObjectOf object) {
            return ref.mapType().get() == MapType.ATOMIC ? Shape.WHOLE : granular(object);
        }
        Shape known = named.get(ref.name());
        if (known == null) {
            known = of(schemas.resolve(ref));
            named.put(ref.name(), known);
        }
        return known;
    }

    private Shape granular(Schema.ObjectOf object) {
        Map<String, Optional<Shape>> fields = new ConcurrentHashMap<>();
        return new Shape.Granular(name -> {
            Optional<Shape> known = fields.get(name);
            if (known != null) {
                return known;
            }
            Schema field = object.fields().get(name);
            if (field == null) {
                return Optional.empty();
            }
            Optional<Shape> shape = Optional.of(of(field));
            fields.put(name, shape);
            return shape;
        }, Optional.empty());
    }

    private Map<String, JsonNode> keyDefaults(Schema.ListOf list) {
        Map<String, JsonNode> defaults = new HashMap<>();
        if (schemas.resolve(list.items()) instanceof Schema.ObjectOf item) {
            item.defaults().forEach((name, value) -> defaults.put(name, TextNode.valueOf(value)));
        }
        return defaults;
    }
}

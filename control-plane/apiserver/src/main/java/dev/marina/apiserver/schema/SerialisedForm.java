package dev.marina.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schema.Presence;
import dev.marina.api.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Brings an object into the form in which Go's type of that name would write it: empty fields are left out, or written although
/// nobody gave them, as the schema says for each. So two writers who mean the same store the same, and a change that spells out
/// what was meant anyway is none.
public final class SerialisedForm {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Schemas schemas;

    public SerialisedForm(Schemas schemas) {
        this.schemas = schemas;
    }

    /// Changes `object`, which must be the caller's own.
    public void bring(ObjectNode object, Schema schema) {
        value(object, schemas.resolve(schema));
    }

    private void value(JsonNode value, Schema schema) {
        switch (schema) {
            case Schema.ObjectOf shape when value instanceof ObjectNode object -> fields(object, shape);
            case Schema.MapOf map when value instanceof ObjectNode object -> each(object, schemas.resolve(map.values()));
            case Schema.ListOf list when value instanceof ArrayNode array -> each(array, schemas.resolve(list.items()));
            case Schema.ObjectOf _, Schema.MapOf _, Schema.ListOf _, Schema.Scalar _, Schema.Free _, Schema.Ref _ -> {
            }
        }
    }

    /// Plain values are as they are, in lists and maps.
    private void each(Iterable<JsonNode> values, Schema schema) {
        if (!(schema instanceof Schema.Scalar)) {
            values.forEach(value -> value(value, schema));
        }
    }

    private void fields(ObjectNode object, Schema.ObjectOf shape) {
        List<String> gone = null;
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            Schema field = shape.fields().get(entry.getKey());
            if (field == null) {
                continue;
            }
            Schema resolved = schemas.resolve(field);
            value(entry.getValue(), resolved);
            boolean leaves = switch (shape.presence(entry.getKey())) {
                case KEPT -> entry.getValue().isNull();
                case OMITTED -> empty(entry.getValue());
                case NULL -> false;
                case ZERO -> {
                    if (entry.getValue().isNull()) {
                        entry.setValue(zero(resolved));
                    }
                    yield false;
                }
            };
            if (leaves) {
                gone = gone == null ? new ArrayList<>() : gone;
                gone.add(entry.getKey());
            }
        }
        if (gone != null) {
            object.remove(gone);
        }
        complete(object, shape);
    }

    private void complete(ObjectNode object, Schema.ObjectOf shape) {
        for (Map.Entry<String, Presence> field : shape.presence().entrySet()) {
            if (field.getValue() == Presence.NULL && !object.has(field.getKey())) {
                object.putNull(field.getKey());
            } else if (field.getValue() == Presence.ZERO && !object.has(field.getKey())) {
                object.set(field.getKey(), zero(schemas.resolve(shape.fields().get(field.getKey()))));
            }
        }
    }

    private static boolean empty(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue().isEmpty();
            case NUMBER -> value.doubleValue() == 0;
            case BOOLEAN -> !value.booleanValue();
            case ARRAY, OBJECT -> value.isEmpty();
            case NULL, MISSING -> true;
            case BINARY, POJO -> false;
        };
    }

    /// What Go's type holds of which nothing is known.
    JsonNode zero(Schema schema) {
        return switch (schema) {
            case Schema.ObjectOf shape -> {
                ObjectNode object = JSON.objectNode();
                complete(object, shape);
                yield object;
            }
            case Schema.Scalar scalar -> switch (scalar.kind()) {
                case STRING -> JSON.textNode("");
                case QUANTITY -> JSON.textNode("0");
                case INTEGER, NUMBER, INT_OR_STRING -> JSON.numberNode(0);
                case BOOLEAN -> JSON.booleanNode(false);
                case BYTES, TIME, MICRO_TIME -> JSON.nullNode();
            };
            case Schema.MapOf _, Schema.ListOf _, Schema.Free _, Schema.Ref _ -> JSON.nullNode();
        };
    }
}

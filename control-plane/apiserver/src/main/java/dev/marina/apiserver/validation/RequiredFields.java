package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schemas;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Fields that the schema requires and the object lacks: `Required value`.
final class RequiredFields {

    private final Schemas schemas;
    private final List<FieldError> errors = new ArrayList<>();

    private RequiredFields(Schemas schemas) {
        this.schemas = schemas;
    }

    /// The status is not looked at: it is written by components, which may fill it step by step.
    static List<FieldError> check(Document object, Schema schema, Schemas schemas) {
        RequiredFields check = new RequiredFields(schemas);
        check.value(object.root(), schemas.resolve(schema), "");
        return List.copyOf(check.errors);
    }

    private void value(JsonNode value, Schema schema, String path) {
        switch (schema) {
            case Schema.ObjectOf object when value.isObject() -> object(value, object, path);
            case Schema.MapOf map when value.isObject() ->
                value.properties().forEach(entry -> value(entry.getValue(), schemas.resolve(map.values()), path + "[" + entry.getKey() + "]"));
            case Schema.ListOf list when value.isArray() -> {
                Schema items = schemas.resolve(list.items());
                for (int i = 0; i < value.size(); i++) {
                    value(value.get(i), items, path + "[" + i + "]");
                }
            }
            case Schema.ObjectOf _, Schema.MapOf _, Schema.ListOf _, Schema.Scalar _, Schema.Free _, Schema.Ref _ -> {
            }
        }
    }

    private void object(JsonNode value, Schema.ObjectOf schema, String path) {
        for (String field : schema.required()) {
            String at = path.isEmpty() ? field : path + "." + field;
            JsonNode present = value.path(field);
            // Go clients leave out empty lists although the schema requires the field.
            boolean list = schemas.resolve(schema.fields().get(field)) instanceof Schema.ListOf;
            if ((present.isMissingNode() || present.isNull()) && !list) {
                errors.add(new FieldError("FieldValueRequired", at, "Required value"));
            }
        }
        for (Map.Entry<String, Schema> field : schema.fields().entrySet()) {
            boolean looked = !path.isEmpty() || !(field.getKey().equals("status") || field.getKey().equals("metadata"));
            if (looked && value.has(field.getKey())) {
                value(value.get(field.getKey()), schemas.resolve(field.getValue()), path.isEmpty() ? field.getKey() : path + "." + field.getKey());
            }
        }
    }
}

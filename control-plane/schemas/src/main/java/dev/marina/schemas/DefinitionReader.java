package dev.marina.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads one class of the client as an OpenAPI schema: names from `@SerializedName`, texts and required fields from
/// `@ApiModelProperty`, shapes from the Java types, the rest from the facts.
final class DefinitionReader {

    private static final String REFERENCE = "#/components/schemas/";
    private static final String META = "io.k8s.apimachinery.pkg.";
    private static final String KEPT = "kept";

    private final Map<Class<?>, String> names;
    private final JsonNodeFactory json;

    DefinitionReader(Map<Class<?>, String> names, JsonNodeFactory json) {
        this.names = names;
        this.json = json;
    }

    ObjectNode read(Class<?> type, JsonNode facts) throws NoSuchMethodException {
        ObjectNode schema = json.objectNode();
        ApiModel model = type.getAnnotation(ApiModel.class);
        if (model != null && !model.description().isEmpty()) {
            schema.put("description", model.description());
        }
        schema.put("type", "object");
        ArrayNode required = json.arrayNode();
        ObjectNode properties = json.objectNode();
        for (Field field : type.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name == null) {
                continue;
            }
            ApiModelProperty property = getter(type, field).getAnnotation(ApiModelProperty.class);
            properties.set(name.value(), property(field, property, facts.path("fields").path(name.value())));
            if (property != null && property.required()) {
                required.add(name.value());
            }
        }
        schema.set("properties", properties);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        if (facts.has("map")) {
            schema.set("x-kubernetes-map-type", facts.get("map"));
        }
        return schema;
    }

    private static Method getter(Class<?> type, Field field) throws NoSuchMethodException {
        // A field named like a Java keyword is written `_default`, its getter getDefault.
        String plain = field.getName().startsWith("_") ? field.getName().substring(1) : field.getName();
        return type.getMethod("get" + capital(plain));
    }

    /// The generator of the client leaves `xKubernetesListType` as it is and makes `$Ref` of `$ref`.
    private static String capital(String name) {
        if (name.startsWith("$")) {
            return "$" + capital(name.substring(1));
        }
        return name.startsWith("xKubernetes") ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private ObjectNode property(Field field, ApiModelProperty property, JsonNode facts) {
        ObjectNode schema = facts.has("ref") ? reference(facts.path("ref").asText()) : shape(field.getGenericType(), facts);
        if (property != null && !property.value().isEmpty()) {
            ObjectNode described = json.objectNode();
            described.put("description", property.value());
            described.setAll(schema);
            schema = described;
        }
        describeReference(facts, schema);
        String presence = facts.path("json").asText(schema.has("$ref") ? KEPT : "omitted");
        if (!presence.equals(KEPT)) {
            schema.put("x-marina-json", presence);
        }
        copy(facts, "default", schema, "x-marina-default");
        copy(facts, "map", schema, "x-kubernetes-map-type");
        copy(facts, "list", schema, "x-kubernetes-list-type");
        copy(facts, "keys", schema, "x-kubernetes-list-map-keys");
        copy(facts, "patch", schema, "x-kubernetes-patch-strategy");
        copy(facts, "mergeKey", schema, "x-kubernetes-patch-merge-key");
        return schema;
    }

    /// The client has no text for fields of another type.
    private static void describeReference(JsonNode facts, ObjectNode schema) {
        if (facts.has("text")) {
            schema.set("description", facts.get("text"));
        }
    }

    private static void copy(JsonNode facts, String from, ObjectNode schema, String to) {
        if (facts.has(from)) {
            schema.set(to, facts.get(from));
        }
    }

    private ObjectNode shape(Type type, JsonNode facts) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            ObjectNode inner = facts.has("itemRef") ? reference(facts.path("itemRef").asText()) : shape(last, json.objectNode());
            ObjectNode schema = json.objectNode();
            if (generic.getRawType() == List.class) {
                schema.put("type", "array").set("items", inner);
            } else {
                schema.put("type", "object").set("additionalProperties", inner);
            }
            return schema;
        }
        return shape((Class<?>) type);
    }

    private ObjectNode shape(Class<?> type) {
        if (names.containsKey(type)) {
            return reference(names.get(type));
        }
        if (type == String.class || type == URI.class) {
            return scalar("string", "");
        }
        if (type == Integer.class) {
            return scalar("integer", "int32");
        }
        if (type == Long.class) {
            return scalar("integer", "int64");
        }
        if (type == Double.class || type == BigDecimal.class || type == Float.class) {
            return scalar("number", "double");
        }
        if (type == Boolean.class) {
            return scalar("boolean", "");
        }
        if (type == byte[].class) {
            return scalar("string", "byte");
        }
        if (type == OffsetDateTime.class) {
            return reference(META + "apis.meta.v1.Time");
        }
        if (type == Quantity.class) {
            return reference(META + "api.resource.Quantity");
        }
        if (type == IntOrString.class) {
            return reference(META + "util.intstr.IntOrString");
        }
        if (type == Object.class) {
            return json.objectNode().put("type", "object");
        }
        throw new IllegalArgumentException("no definition is known for " + type.getName() + "; add it to the facts");
    }

    private ObjectNode scalar(String type, String format) {
        ObjectNode schema = json.objectNode().put("type", type);
        if (!format.isEmpty()) {
            schema.put("format", format);
        }
        return schema;
    }

    private ObjectNode reference(String name) {
        return json.objectNode().put("$ref", REFERENCE + name);
    }
}

package dev.marina.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.protobuf.WireForms.Field;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns messages into the JSON that the same object has. Go writes zero values too, unless they are pointers; which of them
/// JSON leaves out the schema says, when the object is decoded.
final class MessageReader {

    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final String SCHEMAS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";
    /// Of a schema: here an empty text or `false` is what somebody meant.
    private static final Set<String> VALUES = Set.of("default", "example");
    private static final int DEEPEST = 100;
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonNodeFactory json = JsonNodeFactory.instance;

    JsonNode message(String name, ByteBuffer bytes) {
        return message(name, bytes, 0);
    }

    private JsonNode message(String name, ByteBuffer bytes, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("messages are nested deeper than %d".formatted(DEEPEST));
        }
        ObjectNode plain = json.objectNode();
        fill(plain, name, bytes, depth);
        return switch (name) {
            case META + "Time" -> time(plain, DateTimeFormatter.ISO_INSTANT);
            case META + "MicroTime" -> time(plain, MICROS);
            case META + "FieldsV1" -> embedded(plain.path("Raw"));
            case "k8s.io.apimachinery.pkg.runtime.RawExtension" -> embedded(plain.path("raw"));
            case "k8s.io.apimachinery.pkg.api.resource.Quantity" -> json.textNode(plain.path("string").asText("0"));
            case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" -> plain.path("type").asInt() == 0
                    ? json.numberNode(plain.path("intVal").asInt())
                    : json.textNode(plain.path("strVal").asText());
            // a list with a name of its own, such as the values of UserInfo.extra
            case String list when list.endsWith(".ExtraValue") || list.endsWith(".Verbs") -> plain.withArray("items");
            case SCHEMAS + "JSON" -> embedded(plain.path("raw"));
            case SCHEMAS + "JSONSchemaProps" -> withoutZeros(plain);
            case SCHEMAS + "JSONSchemaPropsOrArray" -> plain.has("schema") ? plain.get("schema") : plain.withArray("jSONSchemas");
            case SCHEMAS + "JSONSchemaPropsOrBool" -> plain.has("schema") ? plain.get("schema") : json.booleanNode(plain.path("allows").asBoolean());
            case SCHEMAS + "JSONSchemaPropsOrStringArray" -> plain.has("schema") ? plain.get("schema") : plain.withArray("property");
            default -> plain;
        };
    }

    private void fill(ObjectNode target, String name, ByteBuffer bytes, int depth) {
        WireReader reader = new WireReader(bytes);
        while (reader.next()) {
            Field field = WireForms.fields(name).get(reader.number());
            if (field == null) {
                reader.skip();
                continue;
            }
            switch (field.shape()) {
                case SINGLE -> target.set(field.name(), value(reader, field, depth));
                case REPEATED -> repeated(target.withArray(field.name()), reader, field, depth);
                case MAP -> {
                    JsonNode entry = message(field.message(), reader.bytes(), depth + 1);
                    JsonNode value = entry.path("value");
                    target.withObjectProperty(field.name()).set(entry.path("key").asText(), value.isMissingNode() ? json.textNode("") : value);
                }
                case INLINE -> fill(target, field.message(), reader.bytes(), depth + 1);
            }
        }
    }

    private void repeated(ArrayNode list, WireReader reader, Field field, int depth) {
        boolean packed = reader.delimited() && Set.of("int32", "int64", "bool", "enum").contains(field.kind());
        if (!packed) {
            list.add(value(reader, field, depth));
            return;
        }
        WireReader numbers = new WireReader(reader.bytes());
        while (numbers.more()) {
            list.add(numbers.varint());
        }
    }

    private JsonNode value(WireReader reader, Field field, int depth) {
        return switch (field.kind()) {
            case "message" -> message(field.message(), reader.bytes(), depth + 1);
            case "string" -> json.textNode(StandardCharsets.UTF_8.decode(reader.bytes()).toString());
            case "bytes" -> json.textNode(base64(reader.bytes()));
            case "bool" -> json.booleanNode(reader.varint() != 0);
            case "int32" -> json.numberNode((int) reader.varint());
            case "int64", "uint32", "uint64", "enum" -> whole(reader.varint());
            case "double" -> json.numberNode(reader.fixed64());
            case "float" -> json.numberNode(Double.parseDouble(Float.toString(reader.fixed32())));
            default -> throw new IllegalArgumentException("field %s has the unknown kind %s".formatted(field.name(), field.kind()));
        };
    }

    /// As the parser of JSON makes it, which takes the smallest node: documents are compared node by node.
    private JsonNode whole(long number) {
        return number == (int) number ? json.numberNode((int) number) : json.numberNode(number);
    }

    /// Go writes the zero value of every field that is no pointer. Elsewhere the type's schema tells which mean nothing; to it a schema inside a
    /// schema is any value.
    private static ObjectNode withoutZeros(ObjectNode schema) {
        List<String> zeros = schema.propertyStream().filter(field -> !VALUES.contains(field.getKey()))
                .filter(field -> field.getValue().equals(BooleanNode.FALSE) || field.getValue().isTextual() && field.getValue().asText().isEmpty())
                .map(Map.Entry::getKey).toList();
        return schema.remove(zeros);
    }

    private static String base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }

    /// Go's zero time travels as an empty message.
    private JsonNode time(ObjectNode parts, DateTimeFormatter form) {
        return parts.isEmpty()
                ? json.nullNode()
                : json.textNode(form.format(Instant.ofEpochSecond(parts.path("seconds").asLong(), parts.path("nanos").asLong())));
    }

    private JsonNode embedded(JsonNode base64) {
        if (base64.isMissingNode()) {
            return json.nullNode();
        }
        try {
            return Document.mapper().readTree(Base64.getDecoder().decode(base64.asText()));
        } catch (IOException e) {
            throw new IllegalArgumentException("an embedded object is not JSON: " + e.getMessage(), e);
        }
    }
}

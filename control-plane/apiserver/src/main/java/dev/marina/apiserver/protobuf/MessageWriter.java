package dev.marina.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marina.api.schedule.GoDuration;
import dev.marina.apiserver.protobuf.WireForms.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes JSON as the messages that the same objects are, as Go does: what it holds as values is written even where it is empty,
/// fields in the order of their numbers, maps in the order of their keys. What no message has a place for is left out, and what cannot be
/// read as what it should be is empty: one object that somebody stored so keeps nobody from the others of its list.
///
/// What is to be done for a message is looked up once, for all messages, since every object of a long list passes here.
final class MessageWriter {

    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final String SCHEMAS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";
    private static final int NANOS_PER_MICRO = 1000;
    private static final Map<String, MessageWriter> ALL = all();

    /// Set once all are there: messages contain each other. Is given the missing node where nobody gave a value.
    private Part content;

    private MessageWriter() {}

    static byte[] bytes(String name, JsonNode object) {
        WireWriter out = new WireWriter();
        ALL.get(name).content.write(out, object);
        return out.bytes();
    }

    private static Map<String, MessageWriter> all() {
        Map<String, MessageWriter> all = new HashMap<>();
        WireForms.names().forEach(name -> all.put(name, new MessageWriter()));
        all.forEach((name, writer) -> writer.content = content(name, all));
        return Map.copyOf(all);
    }

    private static Part content(String name, Map<String, MessageWriter> all) {
        MessageWriter schema = all.get(SCHEMAS + "JSONSchemaProps");
        return switch (name) {
            case META + "Time" -> (out, value) -> time(out, value, false);
            case META + "MicroTime" -> (out, value) -> time(out, value, true);
            case META + "Duration" -> (out, value) -> out.integer(1, GoDuration.parse(value.asText()).map(Duration::toNanos).orElse(0L));
            case META + "FieldsV1", "k8s.io.apimachinery.pkg.runtime.RawExtension", SCHEMAS + "JSON" -> MessageWriter::embedded;
            case "k8s.io.apimachinery.pkg.api.resource.Quantity" -> (out, value) -> out.text(1, value.asText("0"));
            case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" -> (out, value) -> {
                out.integer(1, value.isTextual() ? 1 : 0);
                out.integer(2, value.isTextual() ? 0 : value.asInt());
                out.text(3, value.isTextual() ? value.asText() : "");
            };
            // a list with a name of its own, such as the values of UserInfo.extra
            case String list when list.endsWith(".ExtraValue") || list.endsWith(".Verbs") -> each(Part.text(1));
            case SCHEMAS + "JSONSchemaPropsOrArray" -> either(nested(1, schema), each(nested(2, schema)));
            case SCHEMAS + "JSONSchemaPropsOrBool" -> {
                Part one = either(nested(2, schema), (_, _) -> {});
                yield (out, value) -> {
                    out.flag(1, value.isObject() || value.asBoolean());
                    one.write(out, value);
                };
            }
            case SCHEMAS + "JSONSchemaPropsOrStringArray" -> either(nested(1, schema), each(Part.text(2)));
            default -> {
                List<Part> fields = WireForms.inOrder(name).stream().map(field -> field(field, all)).toList();
                yield (out, object) -> fields.forEach(field -> field.write(out, object));
            }
        };
    }

    /// Of an object one of its fields.
    private static Part field(Field field, Map<String, MessageWriter> all) {
        String name = field.name();
        Part one = single(field, all);
        return switch (field.shape()) {
            case SINGLE -> field.always()
                    ? (out, object) -> one.write(out, given(object.path(name)))
                    : (out, object) -> {
                        JsonNode value = object.get(name);
                        if (value != null && !value.isNull()) {
                            one.write(out, value);
                        }
                    };
            case INLINE -> one;
            case REPEATED -> {
                Part items = each(one);
                yield (out, object) -> items.write(out, object.path(name));
            }
            case MAP -> {
                Part content = single(WireForms.fields(field.message()).get(2), all);
                yield (out, object) -> entries(out, field.number(), object.path(name), content);
            }
        };
    }

    private static JsonNode given(JsonNode value) {
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    private static Part single(Field field, Map<String, MessageWriter> all) {
        int number = field.number();
        return switch (field.kind()) {
            case "message" -> nested(number, all.get(field.message()));
            case "string" -> Part.text(number);
            case "bytes" -> (out, value) -> out.bytes(number, decoded(value.asText()));
            case "bool" -> Part.flag(number);
            case "int32", "int64", "uint32", "uint64", "enum" -> Part.integer(number);
            case "double" -> Part.decimal(number);
            default -> throw new IllegalStateException("field %s has the unknown kind %s".formatted(field.name(), field.kind()));
        };
    }

    private static Part nested(int number, MessageWriter message) {
        return Part.at(number, (out, value) -> message.content.write(out, value));
    }

    private static Part each(Part item) {
        return (out, list) -> list.forEach(value -> item.write(out, given(value)));
    }

    /// What is one message or something else.
    private static Part either(Part object, Part other) {
        return Part.either(JsonNode::isObject, object, other);
    }

    private static void entries(WireWriter out, int number, JsonNode map, Part content) {
        if (map.isEmpty()) {
            return;
        }
        Map<String, JsonNode> sorted = new TreeMap<>();
        map.properties().forEach(entry -> sorted.put(entry.getKey(), given(entry.getValue())));
        sorted.forEach((key, value) -> {
            int opened = out.open(number);
            out.text(1, key);
            content.write(out, value);
            out.close(opened);
        });
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /// Go's zero time is an empty message. Of a time in whole seconds no fraction travels.
    private static void time(WireWriter out, JsonNode value, boolean micros) {
        if (value.isMissingNode()) {
            return;
        }
        Instant time;
        try {
            time = Instant.parse(value.asText());
        } catch (DateTimeParseException e) {
            return;
        }
        out.integer(1, time.getEpochSecond());
        out.integer(2, micros ? time.getNano() / NANOS_PER_MICRO * NANOS_PER_MICRO : 0);
    }

    private static void embedded(WireWriter out, JsonNode value) {
        if (!value.isMissingNode()) {
            out.bytes(1, value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}

package dev.marina.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import dev.marina.api.Document;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.Runtime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What the classes of the official client make of a message, beside the JSON of the same object.
final class OfficialMessages {

    private static final Set<String> BY_GROUP = Set.of("apps", "batch", "policy", "autoscaling");

    static {
        // generated long ago; each of hundreds of classes would say so
        System.setProperty("com.google.protobuf.use_unsafe_pre22_gencode", "true");
    }

    private final List<String> differences = new ArrayList<>();

    private OfficialMessages() {}

    /// The class of the client for a kind.
    static Message.Builder builder(String apiVersion, String kind) {
        String[] parts = apiVersion.split("/");
        String version = parts[parts.length - 1].toUpperCase(Locale.ROOT);
        String group = parts.length == 1 ? "" : parts[0].replaceFirst("\\..*", "");
        String outer = "io.kubernetes.client.proto." + version + (group.isEmpty() ? "" : group.substring(0, 1).toUpperCase(Locale.ROOT) + group.substring(1));
        try {
            return (Message.Builder) Class.forName(outer + "$" + kind).getMethod("newBuilder").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the client has no class for %s %s".formatted(apiVersion, kind), e);
        }
    }

    static boolean has(String apiVersion) {
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        return group.isEmpty() || BY_GROUP.contains(group) || !Set.of("apiregistration.k8s.io", "metrics.k8s.io").contains(group);
    }

    static Runtime.Unknown envelope(byte[] answer) throws InvalidProtocolBufferException {
        assert answer[0] == 'k' && answer[1] == '8' && answer[2] == 's' && answer[3] == 0;
        return Runtime.Unknown.parseFrom(ByteString.copyFrom(answer, 4, answer.length - 4));
    }

    /// Where the message and the JSON of its object differ, one line each.
    static List<String> differences(Message message, JsonNode json) {
        OfficialMessages comparison = new OfficialMessages();
        comparison.compare("", message, json);
        return comparison.differences;
    }

    private void compare(String path, MessageOrBuilder message, JsonNode json) {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            differences.add(path + ": unknown fields " + message.getUnknownFields().asMap().keySet());
        }
        switch (message) {
            case Meta.Time time -> plain(path, time.hasSeconds() ? Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString() : "", json);
            case Meta.MicroTime time -> plain(path, Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString(), json);
            case Resource.Quantity quantity -> plain(path, quantity.getString(), json);
            case IntStr.IntOrString value -> plain(path, value.getType() == 1 ? value.getStrVal() : value.getIntVal(), json);
            case Meta.FieldsV1 fields -> raw(path, fields.getRaw(), json);
            case Runtime.RawExtension extension -> raw(path, extension.getRaw(), json);
            default -> {
                switch (message.getDescriptorForType().getName()) {
                    case "JSON" -> raw(path, (ByteString) only(message), json);
                    case "ExtraValue", "Verbs" -> list(path, (List<?>) only(message), json);
                    case "JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrStringArray" -> union(path, message, json);
                    default -> fields(path, message, json);
                }
            }
        }
    }

    private static Object only(MessageOrBuilder message) {
        return message.getField(message.getDescriptorForType().getFields().getFirst());
    }

    private void union(String path, MessageOrBuilder message, JsonNode json) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            Object value = message.getField(field);
            switch (field.getName()) {
                case "schema" -> {
                    if (message.hasField(field) != json.isObject()) {
                        differences.add(path + ": a schema is there: " + message.hasField(field));
                    } else if (json.isObject()) {
                        compare(path, (Message) value, json);
                    }
                }
                case "allows" -> plain(path, value, json.isObject() ? BooleanNode.TRUE : json);
                default -> list(path, (List<?>) value, json.isArray() ? json : JsonNodeFactory.instance.arrayNode());
            }
        }
    }

    private void fields(String path, MessageOrBuilder message, JsonNode json) {
        Map<String, String> names = new HashMap<>();
        json.fieldNames().forEachRemaining(name -> names.put(simple(name), name));
        fields(path, message, json, names);
        if (!names.isEmpty()) {
            differences.add(path + ": of the fields of the JSON these did not arrive: " + names.values());
        }
    }

    private void fields(String path, MessageOrBuilder message, JsonNode json, Map<String, String> names) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            String name = names.remove(simple(field.getName()));
            Object value = message.getField(field);
            if (name != null) {
                value(path + "/" + name, field, value, json.get(name));
            } else if (value instanceof Message embedded && !empty(embedded)) {
                // the fields of a struct in a struct stand beside their parent's
                fields(path, embedded, json, names);
            } else if (!empty(value)) {
                differences.add(path + "/" + field.getName() + ": nobody gave " + value);
            }
        }
    }

    private static boolean empty(Object value) {
        return switch (value) {
            case String text -> text.isEmpty();
            case Number number -> number.doubleValue() == 0;
            case Boolean flag -> !flag;
            case List<?> list -> list.isEmpty();
            case ByteString bytes -> bytes.isEmpty();
            case Resource.Quantity quantity -> quantity.getString().equals("0");
            case Message message -> message.getAllFields().values().stream().allMatch(OfficialMessages::empty);
            default -> false;
        };
    }

    private void value(String path, FieldDescriptor field, Object value, JsonNode json) {
        if (field.isMapField()) {
            Map<String, Object> entries = new HashMap<>();
            ((List<?>) value).forEach(entry -> entries.put((String) part((Message) entry, "key"), part((Message) entry, "value")));
            if (entries.size() != json.size()) {
                differences.add(path + ": %d entries instead of %d".formatted(entries.size(), json.size()));
                return;
            }
            json.properties().forEach(entry -> single(path + "/" + entry.getKey(), entries.get(entry.getKey()), entry.getValue()));
        } else if (field.isRepeated()) {
            list(path, (List<?>) value, json);
        } else {
            single(path, value, json);
        }
    }

    private static Object part(Message entry, String name) {
        return entry.getField(entry.getDescriptorForType().findFieldByName(name));
    }

    private void list(String path, List<?> values, JsonNode json) {
        if (values.size() != json.size()) {
            differences.add(path + ": %d items instead of %d".formatted(values.size(), json.size()));
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            single(path + "/" + i, values.get(i), json.get(i));
        }
    }

    private void single(String path, Object value, JsonNode json) {
        if (value instanceof Message message) {
            compare(path, message, json);
        } else {
            plain(path, value instanceof ByteString bytes ? Base64.getEncoder().encodeToString(bytes.toByteArray()) : value, json);
        }
    }

    private void plain(String path, Object value, JsonNode json) {
        boolean same = value instanceof Number number
                ? json.isNumber() && number.doubleValue() == json.asDouble()
                : String.valueOf(value).equals(json.asText());
        if (!same) {
            differences.add("%s: %s instead of %s".formatted(path, value, json));
        }
    }

    private void raw(String path, ByteString bytes, JsonNode json) {
        try {
            if (!Document.mapper().readTree(bytes.toByteArray()).equals(json)) {
                differences.add("%s: %s instead of %s".formatted(path, bytes.toStringUtf8(), json));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /// Keywords of schemas have characters that names of fields cannot have.
    private static String simple(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}

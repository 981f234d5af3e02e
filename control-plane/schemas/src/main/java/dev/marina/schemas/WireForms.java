package dev.marina.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apiextensions;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Certificates;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Discovery;
import io.kubernetes.client.proto.V1Events;
import io.kubernetes.client.proto.V1Flowcontrol;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Node;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Resource;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V2Autoscaling;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads how messages travel from the descriptors of the client's protobuf classes: by message name, by field number, a list
/// of JSON name, kind, message name or "", and flags (`repeated`, `map`, `inline`; `always` where Go's struct has no pointer, so that the
/// field is written also where it is empty).
final class WireForms {

    private static final List<FileDescriptor> FILES = List.of(IntStr.getDescriptor(), Meta.getDescriptor(),
            Resource.getDescriptor(), Runtime.getDescriptor(), V1.getDescriptor(), V1Admissionregistration.getDescriptor(),
            V1Apiextensions.getDescriptor(), V1Apps.getDescriptor(), V1Authentication.getDescriptor(), V1Authorization.getDescriptor(),
            V1Autoscaling.getDescriptor(), V1Batch.getDescriptor(), V1Certificates.getDescriptor(),
            V1Coordination.getDescriptor(), V1Discovery.getDescriptor(), V1Events.getDescriptor(),
            V1Flowcontrol.getDescriptor(), V1Networking.getDescriptor(), V1Node.getDescriptor(), V1Policy.getDescriptor(),
            V1Rbac.getDescriptor(), V1Resource.getDescriptor(), V1Scheduling.getDescriptor(), V1Storage.getDescriptor(),
            V2Autoscaling.getDescriptor());

    private final JsonNode schemas;
    private final JsonNode always;
    private final ObjectNode messages = JsonNodeFactory.instance.objectNode();

    /// @param always by message name the numbers of those fields
    WireForms(JsonNode schemas, JsonNode always) {
        this.schemas = schemas;
        this.always = always;
    }

    ObjectNode read() {
        FILES.forEach(file -> file.getMessageTypes().forEach(this::message));
        return messages;
    }

    private void message(Descriptor message) {
        ObjectNode fields = messages.putObject(message.getFullName());
        for (FieldDescriptor field : message.getFields()) {
            ArrayNode entry = fields.putArray(Integer.toString(field.getNumber()));
            entry.add(jsonName(message, field)).add(field.getType().name().toLowerCase(Locale.ROOT));
            boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            entry.add(nested ? field.getMessageType().getFullName() : "");
            if (field.isMapField()) {
                entry.add("map");
            } else if (field.isRepeated()) {
                entry.add("repeated");
            } else if (nested && inlined(message, field)) {
                entry.add("inline");
            }
            if (always.path(message.getFullName()).valueStream().anyMatch(number -> number.asInt() == field.getNumber())) {
                entry.add("always");
            }
        }
        message.getNestedTypes().forEach(this::message);
    }

    /// Nearly always the field's own name; one message writes `uID` where JSON says `uid`.
    private String jsonName(Descriptor message, FieldDescriptor field) {
        if (message.getFullName().endsWith(".JSONSchemaProps")) {
            return keyword(field.getName());
        }
        return properties(message).properties().stream().map(Map.Entry::getKey).filter(field.getName()::equalsIgnoreCase).findFirst()
                .orElse(field.getName());
    }

    /// Keywords of schemas have characters that names of fields cannot have.
    private static String keyword(String name) {
        return switch (name) {
            case "ref", "schema" -> "$" + name;
            case String extension when extension.startsWith("xKubernetes") -> extension.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            default -> name;
        };
    }

    private JsonNode properties(Descriptor message) {
        return schemas.path("io." + message.getFullName().replace("k8s.io.", "k8s.").replace('_', '-')).path("properties");
    }

    /// Embedded structs of Go are messages on the wire, but their fields stand in the parent's JSON.
    private boolean inlined(Descriptor message, FieldDescriptor field) {
        JsonNode properties = properties(message);
        return properties.isObject() && !properties.has(field.getName());
    }
}

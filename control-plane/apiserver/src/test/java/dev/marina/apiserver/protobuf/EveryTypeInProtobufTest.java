package dev.marina.apiserver.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.schema.BuiltinSchemas;
import dev.marina.apiserver.schema.SerialisedForm;
import dev.marina.apiserver.types.BuiltinTypes;
import io.kubernetes.client.proto.Runtime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every type that is served, with all its fields: what the official client reads is what was written.
class EveryTypeInProtobufTest {

    private static final SerialisedForm FORM = new SerialisedForm(BuiltinSchemas.load());

    /// The client that the forms are read from has no messages for it: as custom types, it is served as JSON.
    private static final String AS_JSON = "v1alpha2";

    static Stream<GroupVersionKind> kinds() {
        return BuiltinTypes.tenant().definitions().stream().map(ResourceDefinition::kind)
                .filter(kind -> !kind.group().endsWith("marina.dev") && !kind.version().equals(AS_JSON));
    }

    private static Document stored(GroupVersionKind kind) {
        ResourceDefinition definition = BuiltinTypes.tenant().find(kind).orElseThrow();
        return ExampleObjects.of(definition).edited(root -> FORM.bring(root, definition.schema()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theOfficialClientReadsWhatWasWritten(GroupVersionKind kind) throws InvalidProtocolBufferException {
        Document object = stored(kind);

        byte[] answer = ProtobufForm.object(object);

        Runtime.Unknown envelope = OfficialMessages.envelope(answer);
        assertEquals("%s %s \"\" \"\"".formatted(object.apiVersion(), object.kind()), "%s %s \"%s\" \"%s\"".formatted(envelope.getTypeMeta().getApiVersion(),
                envelope.getTypeMeta().getKind(), envelope.getContentType(), envelope.getContentEncoding()));
        if (OfficialMessages.has(object.apiVersion())) {
            Message message = OfficialMessages.builder(object.apiVersion(), object.kind()).mergeFrom(envelope.getRaw()).build();
            assertEquals(List.of(), OfficialMessages.differences(message, withoutKind(object)));
        }
    }

    /// Those that somebody may send.
    static Stream<GroupVersionKind> writable() {
        return kinds().filter(kind -> !kind.group().equals("metrics.k8s.io"));
    }

    @ParameterizedTest
    @MethodSource("writable")
    void whatWasWrittenIsReadAsTheSameObject(GroupVersionKind kind) {
        Document object = stored(kind);

        Document read = ProtobufBody.read(ProtobufForm.object(object));

        assertEquals(object, read.edited(root -> FORM.bring(root, BuiltinTypes.tenant().find(kind).orElseThrow().schema())));
    }

    private static ObjectNode withoutKind(Document object) {
        return object.edited(root -> root.remove(List.of("apiVersion", "kind"))).root();
    }

    @Test
    void ourOwnTypesHaveNoSuchForm() {
        assertEquals(List.of(), BuiltinTypes.management().definitions().stream().map(ResourceDefinition::kind)
                .filter(kind -> (kind.group().endsWith("marina.dev") || kind.version().equals(AS_JSON)) && ProtobufForm.has(kind)).toList());
    }
}

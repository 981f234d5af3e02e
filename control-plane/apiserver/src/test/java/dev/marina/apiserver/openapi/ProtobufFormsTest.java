package dev.marina.apiserver.openapi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.types.BuiltinTypes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProtobufFormsTest {

    private static final OpenApi OPENAPI = new OpenApi(BuiltinTypes.management());

    @Test
    void versionTwoHasEachDefinitionAndPath() {
        OpenApiDocument document = OPENAPI.version2();
        JsonNode json = Document.parse(Pieces.joined(document.json())).root();

        assertEquals(names(json.path("definitions")), entryNames(Pieces.joined(document.protobuf()), 9, 1));
        assertEquals(names(json.path("paths")), entryNames(Pieces.joined(document.protobuf()), 8, 2));
    }

    @Test
    void versionThreeHasEachSchemaAndPath() {
        OpenApiDocument document = OPENAPI.groupVersion("apis/apps/v1").orElseThrow();
        JsonNode json = Document.parse(Pieces.joined(document.json())).root();

        assertEquals(names(json.path("components").path("schemas")), entryNames(first(Pieces.joined(document.protobuf()), 5), 1, 1));
        assertEquals(names(json.path("paths")), entryNames(Pieces.joined(document.protobuf()), 4, 1));
    }

    /// kubectl finds a kind's schema by this extension.
    @Test
    void aKindIsFoundByItsExtension() {
        byte[] definition = entry(Pieces.joined(OPENAPI.version2().protobuf()), "io.k8s.api.core.v1.Pod");
        byte[] extension = first(first(definition, 2), 31);

        assertEquals("x-kubernetes-group-version-kind", text(first(extension, 1)));
        assertEquals("[{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}]\n", text(first(first(extension, 2), 2)));
    }

    @Test
    void aSmallMessageIsWrittenByteForByte() {
        JsonNode document = Document.empty().with("2.0", "swagger").with("t", "info", "title").root();

        assertArrayEquals(new byte[] {0x0a, 3, '2', '.', '0', 0x12, 3, 0x0a, 1, 't'}, ProtobufForms.version2(document));
    }

    @Test
    void aMemberWithoutAPlaceIsAMistake() {
        JsonNode document = Document.empty().with("x", "unheardOf").root();

        assertTrue(assertThrows(IllegalStateException.class, () -> ProtobufForms.version3(document)).getMessage().contains("unheardOf"));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> entryNames(byte[] message, int container, int entries) {
        Set<String> names = new HashSet<>();
        all(first(message, container), entries).forEach(entry -> names.add(text(first(entry, 1))));
        return names;
    }

    private static byte[] entry(byte[] document, String name) {
        return all(first(document, 9), 1).stream().filter(entry -> text(first(entry, 1)).equals(name)).findFirst().orElseThrow();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] first(byte[] message, int number) {
        return all(message, number).getFirst();
    }

    private static List<byte[]> all(byte[] message, int number) {
        List<byte[]> found = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(message);
        while (buffer.hasRemaining()) {
            long tag = varint(buffer);
            switch ((int) (tag & 7)) {
                case 0 -> varint(buffer);
                case 1 -> buffer.getLong();
                default -> {
                    byte[] value = new byte[(int) varint(buffer)];
                    buffer.get(value);
                    if (tag >>> 3 == number) {
                        found.add(value);
                    }
                }
            }
        }
        return found;
    }

    private static long varint(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte next = buffer.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}

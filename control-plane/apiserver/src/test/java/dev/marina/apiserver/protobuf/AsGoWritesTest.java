package dev.marina.apiserver.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bytes are those that apimachinery 0.36 made of the same objects, with every field filled.
class AsGoWritesTest {

    @ParameterizedTest
    @ValueSource(strings = {"EndpointSlice", "HorizontalPodAutoscaler", "Pod"})
    void theBytesAreTheSame(String kind) throws IOException {
        byte[] ours = ProtobufForm.object(Document.parse(resource(kind + ".json")));

        byte[] theirs = Base64.getMimeDecoder().decode(resource(kind + ".b64"));
        assertEquals(HexFormat.of().formatHex(theirs), HexFormat.of().formatHex(ours));
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = AsGoWritesTest.class.getResourceAsStream("go/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
        }
    }
}

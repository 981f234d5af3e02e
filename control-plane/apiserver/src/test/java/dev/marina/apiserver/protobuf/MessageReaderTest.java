package dev.marina.apiserver.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageReaderTest {

    private static final String SCHEMA = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

    /// In what a custom type publishes as its OpenAPI nobody wants `"uniqueItems":false`, or the test of what is the same fails.
    @Test
    void aSchemaInsideASchemaKeepsNoZeroValue() {
        byte[] items = concat(field(4, ""), field(5, "string"), new byte[] {(byte) (18 << 3 & 0x7f | 0x80), 1, 0}, field(8, concat(field(1, "\"\""))));
        byte[] list = concat(field(4, "Names"), field(5, "array"), field(24, field(1, items)));

        assertEquals("{\"description\":\"Names\",\"type\":\"array\",\"items\":{\"type\":\"string\",\"default\":\"\"}}",
                new MessageReader().message(SCHEMA, ByteBuffer.wrap(list)).toString());
    }

    private static byte[] field(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] field(int number, byte[] content) {
        int tag = number << 3 | 2;
        byte[] head = tag < 0x80 ? new byte[] {(byte) tag} : new byte[] {(byte) (tag & 0x7f | 0x80), (byte) (tag >> 7)};
        return concat(head, new byte[] {(byte) content.length}, content);
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

package dev.marina.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes protobuf's wire format. https://protobuf.dev/programming-guides/encoding/
final class WireWriter {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    void text(int number, String value) {
        bytes(number, value.getBytes(StandardCharsets.UTF_8));
    }

    void flag(int number, boolean value) {
        tag(number, VARINT);
        varint(value ? 1 : 0);
    }

    void integer(int number, long value) {
        tag(number, VARINT);
        varint(value);
    }

    void decimal(int number, double value) {
        tag(number, FIXED64);
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    }

    void message(int number, WireWriter message) {
        bytes(number, message.bytes());
    }

    private void bytes(int number, byte[] value) {
        tag(number, BYTES);
        varint(value.length);
        out.writeBytes(value);
    }

    private void tag(int number, int type) {
        varint((long) number << 3 | type);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}

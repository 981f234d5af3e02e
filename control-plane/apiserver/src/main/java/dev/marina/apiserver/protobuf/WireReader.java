package dev.marina.apiserver.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads protobuf's wire format. https://protobuf.dev/programming-guides/encoding/
final class WireReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer buffer;
    private int number;
    private int type;

    WireReader(ByteBuffer bytes) {
        this.buffer = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Goes to the next field; false at the end.
    boolean next() {
        if (!buffer.hasRemaining()) {
            return false;
        }
        long tag = varint();
        number = (int) (tag >>> 3);
        type = (int) (tag & 7);
        return true;
    }

    boolean more() {
        return buffer.hasRemaining();
    }

    int number() {
        return number;
    }

    /// Whether the present field has a length: a text, bytes, a message, or packed numbers.
    boolean delimited() {
        return type == BYTES;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = buffer.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint is longer than ten bytes");
    }

    double fixed64() {
        return buffer.getDouble();
    }

    float fixed32() {
        return buffer.getFloat();
    }

    ByteBuffer bytes() {
        long length = varint();
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalArgumentException("field %d claims %d bytes of %d".formatted(number, length, buffer.remaining()));
        }
        ByteBuffer slice = buffer.slice(buffer.position(), (int) length);
        buffer.position(buffer.position() + (int) length);
        return slice;
    }

    void skip() {
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> buffer.getLong();
            case BYTES -> bytes();
            case FIXED32 -> buffer.getInt();
            default -> throw new IllegalArgumentException("field %d has the unknown wire type %d".formatted(number, type));
        }
    }
}

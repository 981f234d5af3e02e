package dev.marina.apiserver.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes protobuf's wire format. https://protobuf.dev/programming-guides/encoding/
public final class WireWriter {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int BITS = 7;

    private byte[] buffer = new byte[256];
    private int size;

    public byte[] bytes() {
        return Arrays.copyOf(buffer, size);
    }

    public void text(int number, String value) {
        bytes(number, value.getBytes(StandardCharsets.UTF_8));
    }

    public void flag(int number, boolean value) {
        integer(number, value ? 1 : 0);
    }

    public void integer(int number, long value) {
        tag(number, VARINT);
        varint(value);
    }

    public void decimal(int number, double value) {
        tag(number, FIXED64);
        long bits = Double.doubleToLongBits(value);
        reserve(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            buffer[size++] = (byte) (bits >>> i * Byte.SIZE);
        }
    }

    public void bytes(int number, byte[] value) {
        length(number, value.length);
        raw(value);
    }

    /// Begins a message within the message; what is written until [#close] is its content.
    ///
    /// @return what `close` needs
    public int open(int number) {
        tag(number, BYTES);
        reserve(1);
        return size++;
    }

    /// The length of most messages takes the one byte that was left free for it; others are moved.
    public void close(int opened) {
        int length = size - opened - 1;
        int more = lengthOf(length) - 1;
        if (more > 0) {
            reserve(more);
            System.arraycopy(buffer, opened + 1, buffer, opened + 1 + more, length);
        }
        size = opened;
        varint(length);
        size += length;
    }

    /// What stands before so many bytes of a text, bytes or a message.
    void length(int number, long length) {
        tag(number, BYTES);
        varint(length);
    }

    /// Bytes that are in the format already.
    void raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
    }

    private void tag(int number, int type) {
        varint((long) number << 3 | type);
    }

    private void varint(long value) {
        reserve(lengthOf(value));
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= BITS;
        }
        buffer[size++] = (byte) rest;
    }

    /// How many bytes a varint takes.
    static int lengthOf(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + BITS - 1) / BITS;
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}

package dev.marina.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Writes the store's own small binary forms: lengths and counts as varints, text as UTF-8.
final class Packer {

    private byte[] buffer;
    private int length;

    Packer(int expected) {
        buffer = new byte[expected];
    }

    Packer octet(int value) {
        room(1);
        buffer[length++] = (byte) value;
        return this;
    }

    Packer fixed(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    Packer fixed32(int value) {
        room(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    Packer count(int value) {
        room(5);
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            buffer[length++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
        return this;
    }

    Packer text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    Packer bytes(byte[] value) {
        return count(value.length).raw(value);
    }

    Packer raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
        return this;
    }

    Packer texts(Collection<String> values) {
        count(values.size());
        values.forEach(this::text);
        return this;
    }

    Packer textMap(Map<String, String> map) {
        count(map.size());
        new TreeMap<>(map).forEach((key, value) -> text(key).text(value));
        return this;
    }

    int length() {
        return length;
    }

    byte[] done() {
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    private void room(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}

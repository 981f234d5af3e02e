package dev.marina.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Reads what [Packer] wrote. Throws [Unreadable] for anything else, whatever the bytes are.
final class Unpacker {

    private final byte[] buffer;
    private final UnaryOperator<String> interner;
    private int at;

    Unpacker(byte[] buffer, int at) {
        this(buffer, at, UnaryOperator.identity());
    }

    /// `interner` makes one string of the many equal ones that a cluster's objects have.
    Unpacker(byte[] buffer, int at, UnaryOperator<String> interner) {
        this.buffer = buffer;
        this.at = at;
        this.interner = interner;
    }

    int octet() {
        need(1);
        return buffer[at++] & 0xFF;
    }

    long fixed() {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | buffer[at++] & 0xFF;
        }
        return value;
    }

    int fixed32() {
        need(4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | buffer[at++] & 0xFF;
        }
        return value;
    }

    int count() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7F) << shift;
            if ((octet & 0x80) == 0) {
                if (value < 0 || value > buffer.length) {
                    throw new Unreadable("a count of " + value);
                }
                return value;
            }
        }
        throw new Unreadable("a count without end");
    }

    String text() {
        int length = count();
        need(length);
        String text = new String(buffer, at, length, StandardCharsets.UTF_8);
        at += length;
        return text.length() > 64 ? text : interner.apply(text);
    }

    byte[] bytes() {
        return raw(count());
    }

    byte[] raw(int length) {
        need(length);
        byte[] bytes = Arrays.copyOfRange(buffer, at, at + length);
        at += length;
        return bytes;
    }

    Set<String> texts() {
        int count = count();
        if (count == 0) {
            return Set.of();
        }
        Set<String> texts = LinkedHashSet.newLinkedHashSet(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return Set.copyOf(texts);
    }

    Map<String, String> textMap() {
        int count = count();
        if (count == 0) {
            return Map.of();
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        Map.Entry<String, String>[] entries = new Map.Entry[count];
        for (int i = 0; i < count; i++) {
            entries[i] = Map.entry(text(), text());
        }
        return Map.ofEntries(entries);
    }

    int position() {
        return at;
    }

    private void need(int bytes) {
        if (bytes < 0 || buffer.length - at < bytes) {
            throw new Unreadable("%d bytes are missing".formatted(bytes - (buffer.length - at)));
        }
    }

    static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message);
        }
    }
}

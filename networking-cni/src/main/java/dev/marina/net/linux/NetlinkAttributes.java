package dev.marina.net.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The attributes of a received message by type; flags for nesting and byte order are taken off.
final class NetlinkAttributes {

    private final Map<Integer, ByteBuffer> values = new HashMap<>();

    private NetlinkAttributes() {}

    static NetlinkAttributes read(ByteBuffer buffer, int offset) {
        NetlinkAttributes attributes = new NetlinkAttributes();
        int position = offset;
        while (position + 4 <= buffer.limit()) {
            int length = Short.toUnsignedInt(buffer.getShort(position));
            if (length < 4 || position + length > buffer.limit()) {
                break;
            }
            int type = buffer.getShort(position + 2) & 0x3fff;
            attributes.values.put(type, buffer.slice(position + 4, length - 4).order(ByteOrder.nativeOrder()));
            position += length + 3 & ~3;
        }
        return attributes;
    }

    boolean has(int type) {
        return values.containsKey(type);
    }

    int number(int type, int otherwise) {
        ByteBuffer value = values.get(type);
        return value == null ? otherwise : value.getInt(0);
    }

    byte[] bytes(int type) {
        ByteBuffer value = values.get(type);
        if (value == null) {
            return new byte[0];
        }
        byte[] bytes = new byte[value.limit()];
        value.get(0, bytes);
        return bytes;
    }

    String name(int type) {
        byte[] bytes = bytes(type);
        return new String(bytes, 0, Math.max(0, bytes.length - 1), StandardCharsets.US_ASCII);
    }

    NetlinkAttributes nested(int type) {
        ByteBuffer value = values.get(type);
        return value == null ? new NetlinkAttributes() : read(value, 0);
    }
}

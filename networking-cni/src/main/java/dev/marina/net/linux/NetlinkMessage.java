package dev.marina.net.linux;

import dev.marina.net.ip.Ipv4;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Builds one netlink request: header, fixed part, then attributes padded to four bytes and possibly nested.
final class NetlinkMessage {

    static final int HEADER = 16;
    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_REPLACE = 0x100;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;
    static final int NLM_F_APPEND = 0x800;
    static final int NLM_F_DUMP = 0x300;

    private final ByteBuffer buffer = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());

    NetlinkMessage(int type, int flags) {
        buffer.putInt(0).putShort((short) type).putShort((short) (NLM_F_REQUEST | flags)).putInt(0).putInt(0);
    }

    NetlinkMessage bytes(int... values) {
        for (int value : values) {
            buffer.put((byte) value);
        }
        return this;
    }

    NetlinkMessage shorts(int... values) {
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return this;
    }

    NetlinkMessage ints(int... values) {
        for (int value : values) {
            buffer.putInt(value);
        }
        return this;
    }

    NetlinkMessage attribute(int type, byte[] value) {
        buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        return pad();
    }

    NetlinkMessage attribute(int type, int value) {
        buffer.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    NetlinkMessage attribute(int type, Ipv4 value) {
        return attribute(type, value.bytes());
    }

    NetlinkMessage byteAttribute(int type, int value) {
        return attribute(type, new byte[] {(byte) value});
    }

    NetlinkMessage portAttribute(int type, int port) {
        return attribute(type, new byte[] {(byte) (port >> 8), (byte) port});
    }

    NetlinkMessage name(int type, String value) {
        return attribute(type, (value + '\0').getBytes(StandardCharsets.US_ASCII));
    }

    NetlinkMessage nested(int type, Runnable content) {
        int start = buffer.position();
        buffer.putShort((short) 0).putShort((short) type);
        content.run();
        buffer.putShort(start, (short) (buffer.position() - start));
        return this;
    }

    private NetlinkMessage pad() {
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    /// The finished message under a sequence number, by which its answer is recognised.
    byte[] encode(int sequence) {
        buffer.putInt(0, buffer.position()).putInt(8, sequence);
        byte[] message = new byte[buffer.position()];
        buffer.get(0, message);
        return message;
    }
}

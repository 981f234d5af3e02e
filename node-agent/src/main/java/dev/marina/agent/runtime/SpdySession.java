package dev.marina.agent.runtime;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.Deflater;

/// A session with a CRI runtime's streaming server: the streams of SPDY/3.1, as kubelet and kubectl speak it. Its WebSockets, the other way, cannot
/// pass on the end of the input, on which a program like `cat` waits.
///
/// Of SPDY what these servers need: they send headers that say nothing and have no windows. Ours are compressed without the protocol's dictionary, which
/// a reader knows by zlib's own header.
///
/// @see <a href="https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/">SPDY/3.1</a>
final class SpdySession implements AutoCloseable {

    private static final int VERSION = 0x8003;
    private static final int SYN_STREAM = 1;
    private static final int RST_STREAM = 3;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int FIN = 1;
    private static final int LENGTH = 0xFF_FFFF;
    private static final int MOST_OF_A_FRAME = 4 << 20;
    private static final int MOST_OF_A_HEAD = 16 << 10;

    private final SocketChannel channel;
    private final DataInputStream in;
    private final Deflater deflater = new Deflater();
    /// Guards what is sent: frames, and the state of the headers' compression, go in one order.
    private final ReentrantLock sending = new ReentrantLock();
    private final Map<Integer, OutputStream> outputs = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();
    private int next = 1;

    /// Throws [RuntimeFailure] in the server's words when it refuses.
    SpdySession(SocketChannel channel, URI url) throws IOException {
        this.channel = channel;
        in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 32 << 10));
        String path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        write("""
                POST %s HTTP/1.1\r
                Host: %s\r
                Connection: Upgrade\r
                Upgrade: SPDY/3.1\r
                X-Stream-Protocol-Version: v4.channel.k8s.io\r
                Content-Length: 0\r
                \r
                """.formatted(path, url.getAuthority()).getBytes(StandardCharsets.US_ASCII));
        String head = head();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new RuntimeFailure("the container runtime refused the session: " + head.lines().findFirst().orElse(""));
        }
    }

    /// @param output where what comes on it goes; null for one that is only sent on
    int open(String type, OutputStream output) throws IOException {
        sending.lock();
        try {
            int id = next;
            next += 2;
            ByteArrayOutputStream headers = new ByteArrayOutputStream();
            DataOutputStream block = new DataOutputStream(headers);
            block.writeInt(1);
            text(block, "streamtype");
            text(block, type);
            byte[] packed = deflated(headers.toByteArray());
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(frame);
            fields.writeShort(VERSION);
            fields.writeShort(SYN_STREAM);
            fields.writeInt(10 + packed.length);
            fields.writeInt(id);
            fields.writeInt(0);
            fields.writeShort(0);
            fields.write(packed);
            if (output != null) {
                outputs.put(id, output);
                open.add(id);
            }
            write(frame.toByteArray());
            return id;
        } finally {
            sending.unlock();
        }
    }

    private static void text(DataOutputStream block, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        block.writeInt(bytes.length);
        block.write(bytes);
    }

    private byte[] deflated(byte[] plain) {
        deflater.setInput(plain);
        byte[] buffer = new byte[plain.length + 64];
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        return java.util.Arrays.copyOf(buffer, length);
    }

    /// @param end whether nothing more comes on this stream
    void send(int stream, byte[] bytes, int length, boolean end) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(8 + length).putInt(stream).putInt((end ? FIN << 24 : 0) | length).put(bytes, 0, length);
        write(frame.array());
    }

    /// Passes on what comes until all streams that bring something have ended.
    void receive() throws IOException {
        while (!open.isEmpty()) {
            int first;
            try {
                first = in.readInt();
            } catch (EOFException _) {
                return;
            }
            int second = in.readInt();
            int length = second & LENGTH;
            if (length > MOST_OF_A_FRAME) {
                throw new IOException("the container runtime sent a frame of %d bytes".formatted(length));
            }
            if (first >= 0) {
                data(first, in.readNBytes(length), (second >>> 24 & FIN) != 0);
            } else if (!control(first & 0xFFFF, in.readNBytes(length), (second >>> 24 & FIN) != 0)) {
                return;
            }
        }
    }

    private void data(int stream, byte[] bytes, boolean end) throws IOException {
        OutputStream output = outputs.get(stream);
        if (output != null && bytes.length > 0) {
            output.write(bytes);
            output.flush();
        }
        if (end) {
            open.remove(stream);
        }
    }

    /// False when nothing more comes.
    private boolean control(int type, byte[] content, boolean end) throws IOException {
        switch (type) {
            case PING -> write(ByteBuffer.allocate(12).putShort((short) VERSION).putShort((short) PING).putInt(4).put(content, 0, 4).array());
            case RST_STREAM -> open.remove(ByteBuffer.wrap(content).getInt());
            case GOAWAY -> {
                return false;
            }
            default -> {
                // headers that say nothing, settings, windows
                if (end && content.length >= 4) {
                    open.remove(ByteBuffer.wrap(content).getInt());
                }
            }
        }
        return true;
    }

    private void write(byte[] bytes) throws IOException {
        sending.lock();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } finally {
            sending.unlock();
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < MOST_OF_A_HEAD) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("container runtime: no answer");
            }
            head.append((char) next);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        throw new IOException("the container runtime's answer has no end");
    }

    @Override
    public void close() {
        deflater.end();
        try {
            channel.close();
        } catch (IOException _) {
            // it is closed either way
        }
    }
}

package dev.marina.agent.tunnel;

import dev.marina.model.tunnel.TunnelFrame;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The control plane's end of the tunnel, which says nothing that the test does not want.
final class WebSocketPeer implements AutoCloseable {

    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MEDIUM = 126;
    private static final int LONG = 127;

    private final ServerSocket server;
    final List<TunnelFrame> received = new CopyOnWriteArrayList<>();
    final List<Socket> connections = new CopyOnWriteArrayList<>();
    /// Whether pings are answered.
    volatile boolean there = true;
    /// So many connections are closed at once.
    volatile int refusals;
    volatile int pings;

    WebSocketPeer(ServerSocket server) {
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                if (refusals > 0) {
                    refusals--;
                    socket.close();
                    continue;
                }
                Thread.ofVirtual().start(() -> converse(socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void converse(Socket socket) {
        try (socket; DataInputStream in = new DataInputStream(socket.getInputStream())) {
            socket.getOutputStream().write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
                    .formatted(acceptance(head(in)))).getBytes(StandardCharsets.US_ASCII));
            connections.add(socket);
            while (true) {
                int kind = in.readUnsignedByte() & 0x0F;
                byte[] payload = payload(in);
                if (kind == PING) {
                    pings++;
                    if (there) {
                        write(socket, PONG, payload);
                    }
                } else if (kind == BINARY) {
                    received.add(TunnelFrame.decode(payload));
                }
            }
        } catch (IOException over) {
            // the other side is gone
        }
    }

    private static String head(DataInputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new SocketException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static String acceptance(String head) {
        String key = head.lines().filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:")).findFirst().orElseThrow()
                .split(":", 2)[1].strip();
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] payload(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 0x7F;
        if (length == MEDIUM) {
            length = in.readUnsignedShort();
        } else if (length == LONG) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % mask.length];
        }
        return payload;
    }

    void send(TunnelFrame frame) throws IOException {
        write(connections.getLast(), BINARY, frame.encode());
    }

    private static void write(Socket socket, int kind, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 4).put((byte) (0x80 | kind));
        if (payload.length < MEDIUM) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) MEDIUM).putShort((short) payload.length);
        }
        frame.put(payload).flip();
        OutputStream out = socket.getOutputStream();
        synchronized (socket) {
            out.write(frame.array(), 0, frame.limit());
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}

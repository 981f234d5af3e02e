package dev.marina.console.kube;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The exec endpoint of a cluster as one client sees it: a WebSocket (RFC 6455) whose far end the test is.
public final class FakeExecServer implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    public final List<String> head = new ArrayList<>();
    /// Messages of the client, each with its channel.
    public final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private Socket client;
    private OutputStream out;

    public FakeExecServer() throws IOException {}

    public ExecChannel connect(ExecChannel.Sink sink) throws Exception {
        Thread accepting = Thread.startVirtualThread(this::accept);
        ExecChannel channel = ExecChannel.open(HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:%d/exec".formatted(server.getLocalPort())), "token",
                sink);
        accepting.join();
        return channel;
    }

    private void accept() {
        try {
            client = server.accept();
            DataInputStream in = new DataInputStream(client.getInputStream());
            out = client.getOutputStream();
            StringBuilder line = new StringBuilder();
            for (int one = in.read();; one = in.read()) {
                if (one == '\n') {
                    if (line.isEmpty()) {
                        break;
                    }
                    head.add(line.toString());
                    line.setLength(0);
                } else if (one != '\r') {
                    line.append((char) one);
                }
            }
            String key = head.stream().filter(header -> header.toLowerCase().startsWith("sec-websocket-key:")).findFirst().orElseThrow().split(": ?", 2)[1];
            String accept = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
            out.write(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\nSec-WebSocket-Accept: %s\r\n\r\n"
                            .formatted(accept).getBytes(StandardCharsets.US_ASCII));
            Thread.startVirtualThread(() -> read(in));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(DataInputStream in) {
        try {
            while (true) {
                int first = in.readUnsignedByte();
                int length = in.readUnsignedByte() & 0x7f;
                long bytes = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
                byte[] mask = in.readNBytes(4);
                byte[] data = in.readNBytes((int) bytes);
                for (int i = 0; i < data.length; i++) {
                    data[i] ^= mask[i % 4];
                }
                if ((first & 0x0f) == 2) {
                    received.add(data);
                }
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }

    /// A message of the server. Blocks while the client does not read.
    public void send(int channel, byte[] bytes) throws IOException {
        int length = bytes.length + 1;
        ByteBuffer frame = ByteBuffer.allocate(length + 10).put((byte) 0x82);
        if (length < 126) {
            frame.put((byte) length);
        } else {
            frame.put((byte) 126).putShort((short) length);
        }
        frame.put((byte) channel).put(bytes);
        out.write(frame.array(), 0, frame.position());
    }

    public void end() throws IOException {
        out.write(new byte[] {(byte) 0x88, 2, 0x03, (byte) 0xe8});
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (client != null) {
            client.close();
        }
    }
}

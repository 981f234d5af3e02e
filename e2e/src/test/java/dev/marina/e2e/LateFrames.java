package dev.marina.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/// Strangers who open WebSockets of the console, take their leave, and go on sending: again and again until it is closed. Each comes from an address of
/// its own, so that what the front allows one address is used up by itself alone.
final class LateFrames implements AutoCloseable {

    private static final byte[] FRAME = {(byte) 0x81, (byte) 0x81, (byte) 0xDD, (byte) 0x80, 0x6B, 0x20, (byte) (0x58 ^ 0xDD)};
    private static final byte[] LEAVE = {(byte) 0x88, (byte) 0x82, (byte) 0xDD, (byte) 0x80, 0x6B, 0x20, 0x03 ^ (byte) 0xDD, (byte) (0xE9 ^ 0x80)};
    private static final int LATE = 40;
    private static final int PATIENCE_MS = 5_000;

    private final URI console;
    private final SSLContext trust;
    private final AtomicInteger opened = new AtomicInteger();
    private final List<Thread> strangers;
    private volatile boolean closed;

    LateFrames(Marina marina, int strangers) {
        this.console = URI.create(marina.console());
        this.trust = Trust.only(marina.home().resolve("pki/ca.pem"));
        this.strangers = IntStream.range(0, strangers).mapToObj(which -> Thread.startVirtualThread(() -> again(address(which)))).toList();
    }

    /// How many WebSockets there were.
    int opened() {
        return opened.get();
    }

    /// Of loopback, and not the one that everybody else comes from.
    private static InetAddress address(int which) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 77, (byte) (which + 1)});
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void again(InetAddress own) {
        while (!closed) {
            try (Socket socket = trust.getSocketFactory().createSocket(console.getHost(), console.getPort(), own, 0)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MS);
                once(socket);
            } catch (IOException _) {
                // It is closed by the server, as it should be.
            }
        }
    }

    private void once(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write("""
                GET /terminal?id=none&n=none HTTP/1.1\r
                Host: %s\r
                Origin: %s\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """.formatted(console.getAuthority(), console).getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4096];
        int length = socket.getInputStream().read(answer);
        if (length > 0 && new String(answer, 0, length, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 101")) {
            opened.incrementAndGet();
            out.write(LEAVE);
            for (int times = 0; times < LATE && !closed; times++) {
                out.write(FRAME);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread stranger : strangers) {
            try {
                stranger.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            }
        }
    }
}

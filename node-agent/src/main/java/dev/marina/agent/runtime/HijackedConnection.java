package dev.marina.agent.runtime;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A connection to the engine that has left HTTP behind: bytes both ways, as exec and attach use it. Our own, because the client
/// library does not pass on the end of the input, on which a program like `cat` waits.
final class HijackedConnection implements AutoCloseable {

    private static final int HEADER_LIMIT = 64 * 1024;
    private static final byte STDERR = 2;

    private final SocketChannel channel;
    private final InputStream in;

    /// Throws [RuntimeFailure] with the engine's words when it refuses.
    HijackedConnection(Path socket, String path, String body) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        in = new BufferedInputStream(Channels.newInputStream(channel), 32 * 1024);
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        write(("POST %s HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, content.length)).getBytes(StandardCharsets.US_ASCII));
        write(content);
        String head = head();
        String status = head.split(" ", 3)[1];
        if (!status.equals("101") && !status.equals("200")) {
            String words = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
            close();
            throw new RuntimeFailure(words.replaceFirst("(?s).*\"message\":\"", "").replaceFirst("(?s)\"}.*", ""));
        }
    }

    /// Passes bytes from the caller until it ends.
    ///
    /// @param end whether to pass that on too
    void send(InputStream stdin, boolean end) {
        byte[] buffer = new byte[32 * 1024];
        try {
            for (int n = stdin.read(buffer); n >= 0; n = stdin.read(buffer)) {
                channel.write(ByteBuffer.wrap(buffer, 0, n));
            }
            if (end) {
                channel.shutdownOutput();
            }
        } catch (IOException _) {
            // the program has ended; whoever reads its output sees that
        }
    }

    /// Passes the program's output until it ends.
    ///
    /// @param raw with a terminal there is one stream without frames
    void receive(boolean raw, OutputStream stdout, OutputStream stderr) throws IOException {
        if (raw) {
            byte[] buffer = new byte[32 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                stdout.write(buffer, 0, n);
                stdout.flush();
            }
            return;
        }
        DataInputStream frames = new DataInputStream(in);
        while (true) {
            byte kind;
            try {
                kind = frames.readByte();
            } catch (EOFException _) {
                return;
            }
            frames.skipNBytes(3);
            byte[] payload = frames.readNBytes(frames.readInt());
            OutputStream target = kind == STDERR ? stderr : stdout;
            target.write(payload);
            target.flush();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // it is closed either way
        }
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0 || head.size() > HEADER_LIMIT) {
                throw new IOException("container engine: no answer");
            }
            head.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.US_ASCII);
    }
}

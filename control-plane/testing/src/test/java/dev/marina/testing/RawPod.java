package dev.marina.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// A server that reads a request's head and then says whatever the test likes.
final class RawPod implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0);
    private volatile Conversation conversation = (_, socket) -> socket.close();

    @FunctionalInterface
    interface Conversation {
        /// @param head of the request
        void hold(String head, Socket socket) throws IOException;
    }

    RawPod() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", server.getLocalPort());
    }

    /// And closes.
    void says(String answer) {
        holds((_, socket) -> {
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        });
    }

    void saysForEver(String first, String repeated) {
        holds((_, socket) -> {
            socket.getOutputStream().write(first.getBytes(StandardCharsets.ISO_8859_1));
            byte[] more = repeated.repeat(10).getBytes(StandardCharsets.ISO_8859_1);
            while (true) {
                socket.getOutputStream().write(more);
            }
        });
    }

    /// Switches to bytes, each of which is answered with what `change` makes of it.
    void switches(Function<Byte, Byte> change) {
        holds((_, socket) -> {
            socket.getOutputStream().write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Of-The-Pod: yes\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
                socket.getOutputStream().write(change.apply((byte) c));
            }
        });
    }

    void holds(Conversation next) {
        conversation = next;
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = socket.getInputStream().read();
                if (c < 0) {
                    return;
                }
                head.append((char) c);
            }
            conversation.hold(head.toString(), socket);
        } catch (IOException e) {
            // the other end is gone, as some tests want it
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

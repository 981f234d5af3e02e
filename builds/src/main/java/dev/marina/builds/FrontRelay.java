package dev.marina.builds;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// The registry under its own name, where that name means loopback: what connects there is passed on to the platform's front.
final class FrontRelay implements AutoCloseable {

    private static final int CONNECT_MILLIS = 15_000;

    private final ServerSocket listener;
    private final InetSocketAddress front;

    /// @param front `host:port`
    FrontRelay(int port, String front) throws IOException {
        int colon = front.lastIndexOf(':');
        this.front = new InetSocketAddress(front.substring(0, colon), Integer.parseInt(front.substring(colon + 1)));
        this.listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread.ofVirtual().name("front relay").start(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    System.out.println("the way to the registry: " + e.getMessage());
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client; Socket server = new Socket()) {
            server.connect(front, CONNECT_MILLIS);
            Thread back = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (IOException e) {
            System.out.println("the way to the registry: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // One of them has gone; the other side ends by itself.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

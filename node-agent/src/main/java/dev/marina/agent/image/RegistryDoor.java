package dev.marina.agent.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The platform's own registry where an installation is called `localhost`: programs in Go ask no proxy for that, so it is there, in the engine's network
/// namespace, at the port that images name. It leads to the front and nowhere else.
public final class RegistryDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryDoor.class);
    private static final int CONNECTIONS = 64;
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final ServerSocketChannel listener;
    private final PlatformRegistry registry;
    private final Semaphore free = new Semaphore(CONNECTIONS);

    public RegistryDoor(ServerSocketChannel listener, PlatformRegistry registry) {
        this.listener = listener;
        this.registry = registry;
        Thread.ofVirtual().name("registry door").start(this::accept);
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                free.acquire();
                Socket client = listener.accept().socket();
                Thread.ofVirtual().name("registry door connection").start(() -> serve(client));
            } catch (InterruptedException _) {
                return;
            } catch (IOException failure) {
                free.release();
                LOG.atDebug().addKeyValue("error", failure.toString()).log("registry door: no connection accepted");
            }
        }
    }

    private void serve(Socket client) {
        try (client; Socket server = new Socket()) {
            client.setSoTimeout((int) IDLE.toMillis());
            server.connect(registry.address(), (int) CONNECT.toMillis());
            server.setSoTimeout((int) IDLE.toMillis());
            Relay.run(client, server);
        } catch (IOException failure) {
            LOG.atDebug().addKeyValue("error", failure.toString()).log("registry door: connection broke");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

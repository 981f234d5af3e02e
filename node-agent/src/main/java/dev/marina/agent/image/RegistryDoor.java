package dev.marina.agent.image;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/// The platform's own registry where an installation is called `localhost`: programs in Go ask no proxy for that, so it is there, in the engine's network
/// namespace, at the port that images name. It leads to the front and nowhere else.
public final class RegistryDoor implements AutoCloseable {

    private static final int CONNECTIONS = 64;
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final PlatformRegistry registry;
    private final Admittance admittance;

    public RegistryDoor(ServerSocketChannel listener, PlatformRegistry registry) {
        this.registry = registry;
        admittance = Admittance.open("registry door", listener, CONNECTIONS, this::serve);
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        try (Socket server = new Socket()) {
            client.setSoTimeout((int) IDLE.toMillis());
            server.connect(registry.address(), (int) CONNECT.toMillis());
            server.setSoTimeout((int) IDLE.toMillis());
            Relay.run(client, server);
        }
    }

    @Override
    public void close() {
        admittance.close();
    }
}

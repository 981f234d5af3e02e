package dev.marina.agent.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/// Connects from inside a node's network, where pods' addresses mean what they mean in its cluster.
@FunctionalInterface
public interface Dialer {
    Socket connect(InetSocketAddress target, Duration timeout) throws IOException;

    /// From the machine itself; for tests.
    Dialer DIRECT = (target, timeout) -> {
        Socket socket = new Socket();
        socket.connect(target, (int) timeout.toMillis());
        return socket;
    };
}

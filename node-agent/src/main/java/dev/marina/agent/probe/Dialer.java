package dev.marina.agent.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// Connects from inside a node's network, where pods' addresses mean what they mean in its cluster.
@FunctionalInterface
public interface Dialer {
    SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException;

    /// From the machine itself; for tests.
    Dialer DIRECT = (target, timeout) -> {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(target, (int) timeout.toMillis());
            return channel;
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    };
}

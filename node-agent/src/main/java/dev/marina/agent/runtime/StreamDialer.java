package dev.marina.agent.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/// Connects to where a container runtime's streams are: on loopback where the runtime lives.
@FunctionalInterface
public interface StreamDialer {

    SocketChannel connect(InetSocketAddress target) throws IOException;
}

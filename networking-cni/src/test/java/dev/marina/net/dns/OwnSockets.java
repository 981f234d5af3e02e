package dev.marina.net.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// Sockets of the test's own process, where a node would open them inside itself.
record OwnSockets() implements ClusterDns.Sockets {

    @Override
    public DatagramChannel datagrams(InetSocketAddress address) throws IOException {
        return DatagramChannel.open().bind(address);
    }

    @Override
    public ServerSocketChannel listen(InetSocketAddress address) throws IOException {
        return ServerSocketChannel.open().bind(address);
    }

    @Override
    public SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.socket().connect(target, Math.toIntExact(timeout.toMillis()));
        return channel;
    }
}

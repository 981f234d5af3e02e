package dev.marina.agent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// Opens a connection and closes it again.
final class TcpProbe {

    private final Dialer dialer;

    TcpProbe(Dialer dialer) {
        this.dialer = dialer;
    }

    ProbeResult connect(TCPSocketAction action, Container container, String podIp, Duration timeout) {
        String host = Ports.host(action.getHost(), podIp);
        Optional<Integer> port = Ports.find(action.getPort(), container);
        if (port.isEmpty()) {
            return ProbeResult.failure("couldn't find port: %s".formatted(action.getPort()));
        }
        try (SocketChannel _ = dialer.connect(new InetSocketAddress(host, port.get()), timeout)) {
            return ProbeResult.SUCCESS;
        } catch (IOException failure) {
            return ProbeResult.failure("dial tcp %s:%d: %s".formatted(host, port.get(), Ports.words(failure)));
        }
    }
}

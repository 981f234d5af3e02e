package dev.marina.bench;

import dev.marina.net.NodeNetwork;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Links.Route;
import dev.marina.net.linux.Netns;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Namespaces between which it is measured: a machine of its own, pods, and two ends with two plain routers between them.
final class Wires implements AutoCloseable {

    private static final int PORT = 5201;
    private static final int POD_MTU = 1450;
    private static final int MTU = 1500;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration MEASURED = Duration.ofSeconds(3);

    private final String prefix;
    private final List<String> made = new ArrayList<>();
    private final List<Netns> open = new ArrayList<>();
    private final Netns machine;
    private final Ends plain;
    private int numbers;

    /// From one end to the other.
    record Ends(Netns from, Netns to, String address, Runnable removed) implements AutoCloseable {

        /// What one TCP connection brings over.
        double bytesPerSecond() throws IOException {
            AtomicLong received = new AtomicLong();
            try (ServerSocketChannel server = to.listen(new InetSocketAddress("0.0.0.0", PORT))) {
                Thread.ofPlatform().daemon().start(() -> receive(server, received));
                try (SocketChannel client = from.connect(new InetSocketAddress(address, PORT), PATIENCE)) {
                    Thread.ofPlatform().daemon().start(() -> send(client));
                    LockSupport.parkNanos(WARM_UP.toNanos());
                    long bytes = received.get();
                    long start = System.nanoTime();
                    LockSupport.parkNanos(MEASURED.toNanos());
                    return (received.get() - bytes) * 1e9 / (System.nanoTime() - start);
                }
            }
        }

        private static void send(SocketChannel client) {
            ByteBuffer block = ByteBuffer.allocateDirect(1 << 17);
            try {
                while (client.isOpen()) {
                    client.write(block.clear());
                }
            } catch (ClosedChannelException _) {
                // measured enough
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void receive(ServerSocketChannel server, AtomicLong received) {
            ByteBuffer block = ByteBuffer.allocateDirect(1 << 17);
            try (SocketChannel client = server.accept()) {
                for (int read = 0; read >= 0; read = client.read(block.clear())) {
                    received.addAndGet(read);
                }
            } catch (IOException _) {
                // the other end has been measured enough
            }
        }

        @Override
        public void close() {
            removed.run();
        }
    }

    Wires(String instance) {
        prefix = "mr" + instance + "w-";
        machine = made("machine");
        Netns one = made("one");
        Netns first = made("first-router");
        Netns second = made("second-router");
        Netns two = made("two");
        join(first, "left", one, "eth0", POD_MTU);
        join(first, "right", second, "left", MTU);
        join(second, "right", two, "eth0", POD_MTU);
        address(one, "eth0", "192.0.2.1/30", "0.0.0.0/0", "192.0.2.2");
        address(first, "left", "192.0.2.2/30", null, null);
        address(first, "right", "192.0.2.5/30", "192.0.2.8/30", "192.0.2.6");
        address(second, "left", "192.0.2.6/30", "192.0.2.0/30", "192.0.2.5");
        address(second, "right", "192.0.2.9/30", null, null);
        address(two, "eth0", "192.0.2.10/30", "0.0.0.0/0", "192.0.2.9");
        List.of(first, second).forEach(router -> router.sysctl("net/ipv4/ip_forward=1"));
        plain = new Ends(one, two, "192.0.2.10", () -> {});
    }

    private Netns made(String name) {
        made.add(prefix + name);
        Netns namespace = Netns.ensure(prefix + name);
        open.add(namespace);
        return namespace;
    }

    private static void join(Netns one, String name, Netns other, String peer, int mtu) {
        try (Links links = one.links(); Links others = other.links()) {
            links.addVeth(name, peer, other, mtu);
            links.up(name);
            others.up(peer);
        }
    }

    private static void address(Netns namespace, String link, String address, String destination, String via) {
        try (Links links = namespace.links()) {
            links.ensureAddress(link, IpPrefix.parse(address));
            if (destination != null) {
                links.ensureRoute(Route.via(IpPrefix.parse(destination), link, Ipv4.parse(via)));
            }
        }
    }

    Path machine() {
        return machine.path();
    }

    Ends plain() {
        return plain;
    }

    /// A pod on each of the two nodes.
    Ends pods(Path plugin, NodeNetwork first, NodeNetwork second) throws IOException, InterruptedException {
        String one = "pod-" + ++numbers;
        String two = "pod-" + ++numbers;
        Netns from = made(one);
        Netns to = made(two);
        cni("ADD", plugin, first, one, from);
        String answer = cni("ADD", plugin, second, two, to);
        return new Ends(from, to, answer.replaceAll("(?s).*\"address\":\"([0-9.]+)/32\".*", "$1"), () -> {
            try {
                cni("DEL", plugin, first, one, from);
                cni("DEL", plugin, second, two, to);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private static String cni(String verb, Path plugin, NodeNetwork node, String container, Netns namespace) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(plugin.toString());
        builder.environment().put("CNI_COMMAND", verb);
        builder.environment().put("CNI_CONTAINERID", container);
        builder.environment().put("CNI_IFNAME", "eth0");
        builder.environment().put("CNI_NETNS", namespace.path().toString());
        Process process = builder.start();
        try (var input = process.getOutputStream()) {
            input.write(node.cniConfig().getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("CNI %s: %s".formatted(verb, output));
        }
        return output;
    }

    @Override
    public void close() {
        open.forEach(Netns::close);
        made.forEach(Netns::delete);
    }
}

package dev.marina.net;

import dev.marina.net.NodeSpec.Peer;
import dev.marina.net.cni.CniPlugin;
import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Netns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A real instance with tenants' nodes and pods on this machine, for integration tests. Pods are namespaces without
/// processes; what they do is done by channels opened in them.
final class World implements AutoCloseable {

    static final int MACHINES_PORT = 24789;
    /// Addresses of load balancers of a machine that is one of several, to which everybody is let.
    static final String BALANCERS = "203.0.113.0/24";
    static final Duration PATIENCE = Duration.ofSeconds(3);
    static final Duration LONG_ENOUGH_TO_FAIL = Duration.ofMillis(400);

    final String instance;
    final Path directory;
    final Netns machine;
    final Netns outside;
    private final String subnet;
    private final List<Integer> allowedPorts;
    /// Null: it is alone.
    private final String address;
    /// Null: this one leads strangers to others.
    private final String front;
    private final List<String> otherNamespaces;
    NodeNetworks networks;
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<String> podNamespaces = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final Map<String, NodeSpec> specs = new HashMap<>();

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// A machine of its own: a namespace with a default route to an outside of its own, where `198.51.100.1` is.
    World(String instance, List<Integer> allowedPorts) {
        this(instance, allowedPorts, null);
    }

    World(String instance, List<Integer> allowedPorts, String address) {
        this(instance, allowedPorts, address, null);
    }

    /// @param address at which other machines reach this one, once somebody gives it to a link
    /// @param front address of the machine that leads strangers to this one
    World(String instance, List<Integer> allowedPorts, String address, String front) {
        this(instance, "100.64.0.0/16", allowedPorts, address, front, Netns.ensure("mr" + instance + "t-machine"),
                Netns.ensure("mr" + instance + "t-outside"));
        // a new namespace begins with what this machine has, which is a router where an engine of containers runs
        machine.sysctl("net/ipv4/ip_forward=0");
        try (Links links = machine.links(); Links outsideLinks = outside.links()) {
            links.addVeth("up0", "down0", outside, 1500);
            links.up("lo");
            links.up("up0");
            outsideLinks.up("lo");
            outsideLinks.up("down0");
            links.ensureAddress("up0", IpPrefix.parse("198.51.100.2/24"));
            outsideLinks.ensureAddress("down0", IpPrefix.parse("198.51.100.1/24"));
            links.ensureRoute(Links.Route.via(IpPrefix.parse("0.0.0.0/0"), "up0", Ipv4.parse("198.51.100.1")));
            outsideLinks.ensureRoute(Links.Route.via(IpPrefix.parse(BALANCERS), "down0", Ipv4.parse("198.51.100.2")));
        }
        start();
    }

    private World(String instance, String subnet, List<Integer> allowedPorts, String address, String front, Netns machine, Netns outside) {
        this.address = address;
        this.front = front;
        this.instance = instance;
        this.subnet = subnet;
        this.allowedPorts = allowedPorts;
        this.machine = machine;
        this.outside = outside;
        otherNamespaces = outside == null ? List.of() : List.of("mr" + instance + "t-machine", "mr" + instance + "t-outside");
        try {
            directory = Files.createTempDirectory("marina-net-it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// On the real machine.
    static World onThisMachine(String instance, String subnet) {
        World world = new World(instance, subnet, List.of(), null, null, Netns.own(), null);
        world.start();
        return world;
    }

    /// As the agent does when it starts, also again after [NodeNetworks#close].
    void start() {
        networks = NodeNetworks.open(
                new NetworkConfig(instance, directory.resolve("run"), directory.resolve("state"), subnet, List.of("127.0.0.1:1"), allowedPorts,
                        address == null || front != null ? null : BALANCERS, address, MACHINES_PORT, front),
                machine.path());
    }

    /// Two nodes of one cluster. All tenants get the same pod and service addresses.
    List<NodeNetwork> cluster(String id, int vni, String first, String second) {
        NodeSpec one = spec(id, 1, vni, first, second);
        NodeSpec two = spec(id, 2, vni, second, first);
        return List.of(networks.ensure(one), networks.ensure(two));
    }

    /// Nodes of one cluster, by number from 1 on.
    ///
    /// @param subnets of the nodes, which have the addresses from `first` on
    List<NodeNetwork> cluster(String id, int vni, String first, Backend backend, boolean reflector, int... subnets) {
        List<NodeNetwork> nodes = new ArrayList<>();
        for (int index = 1; index <= subnets.length; index++) {
            int self = index;
            List<Peer> peers = IntStream.rangeClosed(1, subnets.length).filter(other -> other != self).mapToObj(other -> {
                Ipv4 address = Ipv4.parse(first).plus(other - 1);
                return new Peer("node-" + other, "10.244." + other + ".0/24", address.toString(), MacAddress.ofVxlan(address).toString(), subnets[other - 1]);
            }).toList();
            NodeSpec spec = new NodeSpec(id, "node-" + index, vni, "10.244.0.0/16", "10.96.0.0/16", "10.244." + index + ".0/24",
                    Ipv4.parse(first).plus(index - 1).toString(), peers, null, backend, reflector, subnets[index - 1]);
            specs.put(id + "+node-" + index, spec);
            nodes.add(networks.ensure(spec));
        }
        return nodes;
    }

    /// Has the node change to another back end.
    NodeNetwork change(String node, Backend backend, boolean reflector) {
        return networks.ensure(specs.compute(node, (_, before) -> before.with(backend, reflector)));
    }

    /// As after a restart of the agent.
    NodeNetwork again(String node) {
        return networks.ensure(specs.get(node));
    }

    NodeSpec spec(String node) {
        return specs.get(node);
    }

    /// The namespace with the bridges and the router.
    Netns wiring() {
        Netns namespace = Netns.open(Netns.DIRECTORY.resolve(new Names(instance).wiring()));
        open.add(namespace);
        return namespace;
    }

    Netns namespace(NodeNetwork node) {
        Netns namespace = Netns.open(node.netns());
        open.add(namespace);
        return namespace;
    }

    Netns underlay(String node) {
        Netns namespace = Netns.open(Netns.DIRECTORY.resolve(new Names(instance).underlay(NodeKey.parse(node))));
        open.add(namespace);
        return namespace;
    }

    private NodeSpec spec(String cluster, int index, int vni, String address, String other) {
        int peer = 3 - index;
        NodeSpec spec = new NodeSpec(cluster, "node-" + index, vni, "10.244.0.0/16", "10.96.0.0/16", "10.244." + index + ".0/24", address,
                List.of(new Peer("node-" + peer, "10.244." + peer + ".0/24", other, MacAddress.ofVxlan(Ipv4.parse(other)).toString())), null);
        specs.put(cluster + "+node-" + index, spec);
        return spec;
    }

    Pod pod(String node, String name) {
        return pod(node, name, "[]");
    }

    /// A pod of the cluster, under its policies.
    Pod pod(String node, PodIdentity identity) {
        return pod(node, identity.uid(), "[]", "K8S_POD_NAMESPACE=%s;K8S_POD_UID=%s".formatted(identity.namespace(), identity.uid()));
    }

    /// @param ports JSON of `portMappings`
    Pod pod(String node, String name, String ports) {
        return pod(node, name, ports, "");
    }

    private Pod pod(String node, String name, String ports, String args) {
        String netns = "mr" + instance + "pod-" + numbers.incrementAndGet();
        podNamespaces.add(netns);
        Netns namespace = Netns.ensure(netns);
        open.add(namespace);
        String output = cni(Map.of("CNI_COMMAND", "ADD", "CNI_CONTAINERID", name, "CNI_IFNAME", "eth0", "CNI_NETNS", namespace.path().toString(),
                "CNI_ARGS", args),
                "{\"cniVersion\":\"1.1.0\",\"name\":\"marina\",\"type\":\"marina-cni\",\"node\":\"" + node + "\",\"socket\":\""
                        + directory.resolve("run/cni.sock") + "\",\"runtimeConfig\":{\"portMappings\":" + ports + "}}");
        String address = output.replaceAll("(?s).*\"address\":\"([0-9.]+)/32\".*", "$1");
        return new Pod(namespace, node, new CniPlugin.Attachment(name, "eth0"), Ipv4.parse(address));
    }

    /// Runs the plugin executable as a container runtime does, and expects success.
    String cni(Map<String, String> environment, String input) {
        try {
            ProcessBuilder builder = new ProcessBuilder(networks.cniPlugin().toString());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A TCP server that says a word and where it sees the client.
    void serve(Netns namespace, int port, String word) {
        try {
            ServerSocketChannel server = namespace.listen(new InetSocketAddress("0.0.0.0", port));
            serve(server, word);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void serve(ServerSocketChannel server, String word) {
        open.add(server);
        Thread.ofVirtual().start(() -> {
            while (server.isOpen()) {
                try (SocketChannel client = server.accept()) {
                    String seen = ((InetSocketAddress) client.getRemoteAddress()).getAddress().getHostAddress();
                    client.write(ByteBuffer.wrap((word + " " + seen).getBytes(StandardCharsets.UTF_8)));
                } catch (IOException _) {
                    // the test is over, or the client went away
                }
            }
        });
    }

    /// A UDP server that counts what it gets.
    Counter count(Netns namespace, int port) {
        try {
            Counter counter = new Counter(namespace.datagrams(new InetSocketAddress("0.0.0.0", port)));
            open.add(counter.channel());
            return counter;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Counter(DatagramChannel channel) {

        /// Waits for a datagram and counts those that lie in the queue then.
        int awaitOne() throws IOException {
            channel.configureBlocking(true);
            channel.socket().setSoTimeout((int) PATIENCE.toMillis());
            try {
                channel.socket().receive(new DatagramPacket(new byte[4096], 4096));
            } catch (SocketTimeoutException _) {
                return 0;
            }
            return 1 + received();
        }

        /// Datagrams on one machine arrive while they are sent, or within a moment.
        int afterAMoment() throws IOException {
            channel.configureBlocking(true);
            channel.socket().setSoTimeout(200);
            try {
                channel.socket().receive(new DatagramPacket(new byte[4096], 4096));
                return 1 + received();
            } catch (SocketTimeoutException _) {
                return 0;
            }
        }

        /// How many datagrams lie in the socket's queue.
        int received() throws IOException {
            channel.configureBlocking(false);
            int count = 0;
            while (channel.receive(ByteBuffer.allocate(4096)) != null) {
                count++;
            }
            return count;
        }
    }

    /// The server's word and the client's address as it saw it; or what went wrong.
    static String ask(Netns from, String address, int port, Duration patience) {
        try (SocketChannel channel = from.connect(new InetSocketAddress(address, port), patience)) {
            ByteBuffer answer = ByteBuffer.allocate(200);
            while (channel.read(answer) >= 0) {
                // until the server closes
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    record Pod(Netns netns, String node, CniPlugin.Attachment attachment, Ipv4 address) {

        String ask(String target, int port) {
            return World.ask(netns, target, port, PATIENCE);
        }

        /// The result code, and the addresses if there are any.
        String resolve(String server, String name) throws IOException {
            Message query = Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.A, DClass.IN));
            try (DatagramChannel channel = netns.datagrams(new InetSocketAddress("0.0.0.0", 0))) {
                channel.socket().setSoTimeout((int) PATIENCE.toMillis());
                byte[] wire = query.toWire();
                channel.socket().send(new DatagramPacket(wire, wire.length, new InetSocketAddress(server, 53)));
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                channel.socket().receive(packet);
                Message answer = new Message(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                return (Rcode.string(answer.getRcode()) + " "
                        + String.join(" ", answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).sorted().toList())).strip();
            }
        }

        boolean reaches(String target, int port) {
            return World.ask(netns, target, port, LONG_ENOUGH_TO_FAIL).contains(" ");
        }
    }

    @Override
    public void close() {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        podNamespaces.forEach(Netns::delete);
        networks.removeAll();
        otherNamespaces.forEach(Netns::delete);
        removeDirectory();
    }

    private void removeDirectory() {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

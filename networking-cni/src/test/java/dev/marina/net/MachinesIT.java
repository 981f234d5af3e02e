package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.NodeSpec.Peer;
import dev.marina.net.World.Counter;
import dev.marina.net.World.Pod;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Netns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Two machines with a wire between them, and nodes of two tenants on each.
@EnabledIf("dev.marina.net.World#root")
class MachinesIT {

    private static final String FIRST = "192.0.2.1";
    private static final String SECOND = "192.0.2.2";

    private World first;
    private World second;

    @BeforeEach
    void twoMachines() {
        first = new World("nja", List.of(), FIRST);
        second = new World("njb", List.of(), SECOND);
        try (Links one = first.machine.links(); Links two = second.machine.links()) {
            one.addVeth("wire", "wire", second.machine, 1500);
            one.up("wire");
            two.up("wire");
            one.ensureAddress("wire", IpPrefix.parse(FIRST + "/24"));
            two.ensureAddress("wire", IpPrefix.parse(SECOND + "/24"));
        }
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    /// @param peers numbers and their machines, null for this one
    private static NodeNetwork node(World world, String cluster, int vni, int base, int number, Object... peers) {
        List<Peer> others = new ArrayList<>();
        for (int i = 0; i < peers.length; i += 2) {
            Ipv4 address = Ipv4.parse("100.64.0.0").plus(base + (int) peers[i]);
            others.add(new Peer("node-" + peers[i], "10.244." + peers[i] + ".0/24", address.toString(), MacAddress.ofVxlan(address).toString(), 0,
                    (String) peers[i + 1]));
        }
        return world.networks.ensure(new NodeSpec(cluster, "node-" + number, vni, "10.244.0.0/16", "10.96.0.0/16", "10.244." + number + ".0/24",
                Ipv4.parse("100.64.0.0").plus(base + number).toString(), others, null));
    }

    private void nodesOf(String cluster, int vni, int base) {
        node(first, cluster, vni, base, 1, 2, null, 3, SECOND);
        node(first, cluster, vni, base, 2, 1, null, 3, SECOND);
        node(second, cluster, vni, base, 3, 1, FIRST, 2, FIRST);
    }

    @Test
    void podsReachEachOtherFromMachineToMachineAndSeeTheirOwnAddresses() {
        nodesOf("acme", 5001, 20);
        Pod here = first.pod("acme+node-1", "p1");
        Pod beside = first.pod("acme+node-2", "p2");
        Pod there = second.pod("acme+node-3", "p3");
        first.serve(here.netns(), 80, "one");
        first.serve(beside.netns(), 80, "two");
        second.serve(there.netns(), 80, "three");

        assertEquals("three " + here.address(), here.ask(there.address().toString(), 80));
        assertEquals("one " + there.address(), there.ask(here.address().toString(), 80));
        assertEquals("two " + there.address(), there.ask(beside.address().toString(), 80));
        assertEquals("two " + here.address(), here.ask(beside.address().toString(), 80));
    }

    /// A packet of the pods' size does not fit the wire with both headers.
    @Test
    void muchDataComesThroughWhole() throws IOException {
        nodesOf("acme", 5001, 20);
        Pod here = first.pod("acme+node-1", "p1");
        Pod there = second.pod("acme+node-3", "p3");
        byte[] data = new byte[1 << 20];
        new Random(1).nextBytes(data);
        try (ServerSocketChannel server = there.netns().listen(new InetSocketAddress("0.0.0.0", 80))) {
            Thread.ofVirtual().start(() -> {
                try (SocketChannel client = server.accept()) {
                    ByteBuffer left = ByteBuffer.wrap(data);
                    while (left.hasRemaining()) {
                        client.write(left);
                    }
                } catch (IOException _) {
                    // the reader sees too little
                }
            });
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            try (SocketChannel channel = here.netns().connect(new InetSocketAddress(there.address().toString(), 80), World.PATIENCE)) {
                ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
                while (channel.read(buffer) >= 0) {
                    got.write(buffer.array(), 0, buffer.position());
                    buffer.clear();
                }
            }
            assertTrue(Arrays.equals(data, got.toByteArray()), got.size() + " bytes");
        }
    }

    /// Two tenants with the same pod addresses on both machines.
    @Test
    void tenantsStayApartOnBothMachines() {
        nodesOf("acme", 5001, 20);
        nodesOf("globex", 5002, 40);
        Pod acme = first.pod("acme+node-1", "p1");
        Pod acmes = second.pod("acme+node-3", "p3");
        Pod globex = first.pod("globex+node-1", "p1");
        Pod globexes = second.pod("globex+node-3", "p3");
        second.serve(acmes.netns(), 80, "acme");
        second.serve(globexes.netns(), 80, "globex");
        assertEquals(acmes.address(), globexes.address());

        assertTrue(acme.ask(acmes.address().toString(), 80).startsWith("acme "));
        assertTrue(globex.ask(globexes.address().toString(), 80).startsWith("globex "));
    }

    /// What stands is taken over, and frames of the other machine are taken from the first moment on.
    @Test
    void anAgentThatComesBackDisturbsNothing() {
        nodesOf("acme", 5001, 20);
        Pod here = first.pod("acme+node-1", "p1");
        Pod there = second.pod("acme+node-3", "p3");
        first.serve(here.netns(), 80, "one");
        assertEquals("one " + there.address(), there.ask(here.address().toString(), 80));

        first.networks.close();
        assertEquals("one " + there.address(), there.ask(here.address().toString(), 80));
        first.start();
        assertEquals("one " + there.address(), there.ask(here.address().toString(), 80));
        nodesOf("acme", 5001, 20);
        assertEquals("one " + there.address(), there.ask(here.address().toString(), 80));
    }

    /// A frame in VXLAN in VXLAN, as machines send them, for a node of another tenant. From the machine it arrives; that shows that it is right.
    @Test
    void noPodSpeaksAsAMachine() throws IOException {
        try (Links one = first.machine.links()) {
            one.ensureRoute(Links.Route.via(IpPrefix.parse("0.0.0.0/0"), "wire", Ipv4.parse(SECOND)));
        }
        nodesOf("acme", 5001, 20);
        nodesOf("globex", 5002, 40);
        Pod victim = second.pod("acme+node-3", "p3");
        Pod hostile = first.pod("globex+node-1", "p1");
        Counter received = second.count(victim.netns(), 7777);
        byte[] frame = RawPacket.betweenMachines(Ipv4.parse("100.64.0.21"), Ipv4.parse("100.64.0.23"), 5001,
                RawPacket.udp("10.244.1.99", victim.address().toString(), 7777));

        Counter world = second.count(second.machine, 7000);
        send(hostile.netns(), frame, 7000);
        assertEquals(1, world.awaitOne());
        send(hostile.netns(), frame);
        assertEquals(0, received.afterAMoment());
        // in the node proper, as a pod of the host's network
        try (Netns node = Netns.open(Netns.DIRECTORY.resolve(new Names("nja").node(NodeKey.parse("globex+node-1"))))) {
            send(node, frame);
        }
        assertEquals(0, received.afterAMoment());
        send(first.machine, frame);
        assertEquals(1, received.awaitOne());
    }

    /// Nobody else on the wire is believed either.
    @Test
    void aStrangerOnTheWireIsNoMachine() throws IOException {
        nodesOf("acme", 5001, 20);
        Pod victim = second.pod("acme+node-3", "p3");
        Counter received = second.count(victim.netns(), 7777);
        try (Links one = first.machine.links()) {
            one.ensureAddress("wire", IpPrefix.parse("192.0.2.66/24"));
        }
        byte[] frame = RawPacket.betweenMachines(Ipv4.parse("100.64.0.21"), Ipv4.parse("100.64.0.23"), 5001,
                RawPacket.udp("10.244.1.99", victim.address().toString(), 7777));

        try (DatagramChannel stranger = first.machine.datagrams(new InetSocketAddress("192.0.2.66", 0))) {
            stranger.socket().send(new DatagramPacket(frame, frame.length, new InetSocketAddress(SECOND, World.MACHINES_PORT)));
        }
        assertEquals(0, received.afterAMoment());
        send(first.machine, frame);
        assertEquals(1, received.awaitOne());
    }

    private static void send(Netns from, byte[] datagram) throws IOException {
        send(from, datagram, World.MACHINES_PORT);
    }

    private static void send(Netns from, byte[] datagram, int port) throws IOException {
        try (DatagramChannel channel = from.datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            channel.socket().send(new DatagramPacket(datagram, datagram.length, new InetSocketAddress(SECOND, port)));
        } catch (IOException refused) {
            // the rules may say so to who sends
            assertTrue(refused.getMessage().contains("not permitted") || refused.getMessage().contains("refused")
                    || refused.getMessage().contains("unreachable"), refused::getMessage);
        }
    }
}

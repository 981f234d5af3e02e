package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Netns;
import dev.marina.net.linux.Nftables;
import dev.marina.net.service.Samples;
import dev.marina.net.service.ServiceEntry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.xbill.DNS.Rcode;

/// Two tenants with identical pod and service addresses on two nodes each. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class TenantIsolationIT {

    private static final int ALLOWED = 18080;
    private static final int FORBIDDEN = 18081;
    private static final int VICTIM_PORT = 9999;
    private static final String MACHINE = "100.64.255.254";

    private static World world;
    private static List<NodeNetwork> acme;
    private static World.Pod acmeWeb;
    private static World.Pod acmeClient;
    private static World.Pod betaWeb;
    private static World.Pod betaClient;
    private static World.Counter victim;

    @BeforeAll
    static void twoTenants() {
        world = new World("nit", List.of(ALLOWED));
        acme = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2");
        List<NodeNetwork> beta = world.cluster("beta", 102, "100.64.0.3", "100.64.0.4");
        acmeClient = world.pod("acme+node-1", "client");
        acmeWeb = world.pod("acme+node-2", "web");
        betaClient = world.pod("beta+node-1", "client");
        betaWeb = world.pod("beta+node-2", "web");
        world.serve(acmeWeb.netns(), 8080, "acme");
        world.serve(betaWeb.netns(), 8080, "beta");
        world.serve(world.machine, ALLOWED, "console");
        world.serve(world.machine, FORBIDDEN, "database");
        world.serve(world.outside, 80, "outside");
        victim = world.count(betaWeb.netns(), VICTIM_PORT);
        ServiceEntry web = Samples.service("web", "10.96.0.20", Samples.tcp("http", 80, 30080, Samples.ready("10.244.2.2", 8080)));
        acme.forEach(node -> node.services(List.of(web, Samples.service("secret", "10.96.0.66", Samples.tcp("", 1, 0)))));
        beta.forEach(node -> node.services(List.of(web)));
    }

    @AfterAll
    static void gone() {
        world.close();
    }

    @Test
    void tenantsHaveTheSameAddresses() {
        assertEquals(acmeWeb.address(), betaWeb.address());
        assertEquals(acmeClient.address(), betaClient.address());
    }

    @Test
    void podsOfOneClusterReachEachOtherAcrossNodesUnderTheirOwnAddresses() {
        assertEquals("acme 10.244.1.2", acmeClient.ask("10.244.2.2", 8080));
        assertEquals("beta 10.244.1.2", betaClient.ask("10.244.2.2", 8080));
    }

    @Test
    void aServiceAddressLeadsToTheTenantsOwnPod() {
        assertEquals("acme 10.244.1.2", acmeClient.ask("10.96.0.20", 80));
        assertEquals("beta 10.244.1.2", betaClient.ask("10.96.0.20", 80));
    }

    @Test
    void nodePortsAnswerTheMachineOnEveryNodesAddress() {
        assertEquals("acme 100.64.0.1", World.ask(world.machine, "100.64.0.1", 30080, World.PATIENCE));
        assertEquals("acme 100.64.0.2", World.ask(world.machine, "100.64.0.2", 30080, World.PATIENCE));
        assertEquals("beta 100.64.0.3", World.ask(world.machine, "100.64.0.3", 30080, World.PATIENCE));
        assertEquals("beta 100.64.0.4", World.ask(world.machine, "100.64.0.4", 30080, World.PATIENCE));
    }

    @Test
    void nodePortsAnswerPodsOfTheSameClusterOnly() {
        assertTrue(acmeClient.ask("100.64.0.1", 30080).startsWith("acme"));
        assertTrue(acmeClient.ask("100.64.0.2", 30080).startsWith("acme"));
        assertFalse(acmeClient.reaches("100.64.0.3", 30080));
        assertFalse(acmeClient.reaches("100.64.0.4", 30080));
    }

    @Test
    void nodesReachNodesOfTheirOwnClusterOnly() {
        world.serve(world.namespace(acme.get(1)), 7000, "acme-host");
        Netns node = world.namespace(acme.getFirst());

        assertEquals("acme-host 100.64.0.1", World.ask(node, "100.64.0.2", 7000, World.PATIENCE));
        assertFalse(World.ask(node, "100.64.0.4", 30080, World.LONG_ENOUGH_TO_FAIL).contains(" "));
        assertFalse(betaClient.reaches("100.64.0.2", 7000));
    }

    @Test
    void podsReachTheAllowedPortsOfTheMachineOnly() {
        for (String address : List.of(MACHINE, "198.51.100.2")) {
            assertEquals("console 100.64.0.1", acmeClient.ask(address, ALLOWED));
            assertFalse(acmeClient.reaches(address, FORBIDDEN), address);
        }
    }

    @Test
    void hostNetworkPodsReachTheAllowedPortsOfTheMachineOnly() {
        Netns node = world.namespace(acme.getFirst());

        assertEquals("console 100.64.0.1", World.ask(node, MACHINE, ALLOWED, World.PATIENCE));
        assertFalse(World.ask(node, MACHINE, FORBIDDEN, World.LONG_ENOUGH_TO_FAIL).contains(" "));
    }

    @Test
    void podsReachTheWorldUnderTheMachinesAddress() {
        assertEquals("outside 198.51.100.2", acmeClient.ask("198.51.100.1", 80));
        assertEquals("outside 198.51.100.2", World.ask(world.namespace(acme.getFirst()), "198.51.100.1", 80, World.PATIENCE));
    }

    @Test
    void theWorldDoesNotReachNodes() {
        try (Links links = world.outside.links()) {
            links.ensureRoute(Links.Route.via(IpPrefix.parse("100.64.0.0/16"), "down0", Ipv4.parse("198.51.100.2")));
        }

        assertFalse(World.ask(world.outside, "100.64.0.1", 30080, World.LONG_ENOUGH_TO_FAIL).contains(" "));
    }

    @Test
    void namesOfAnotherTenantDoNotExist() throws IOException {
        assertEquals("NOERROR 10.96.0.66", acmeClient.resolve("10.96.0.10", "secret.default.svc.cluster.local"));
        assertEquals(Rcode.string(Rcode.NXDOMAIN), betaClient.resolve("10.96.0.10", "secret.default.svc.cluster.local"));
        assertEquals("NOERROR 10.96.0.66", acmeClient.resolve("169.254.1.1", "secret.default.svc.cluster.local"));
    }

    @Test
    void aCraftedFrameWouldArriveIfItCameFromANodeOfTheCluster() throws IOException {
        victim.received();

        sendCraftedFrame(world.underlay("beta+node-1"), "100.64.0.4");

        assertEquals(1, victim.awaitOne());
    }

    @Test
    void framesCraftedInAPodAreDropped() throws IOException {
        victim.received();

        sendCraftedFrame(acmeClient.netns(), "100.64.0.4");
        sendCraftedFrame(acmeClient.netns(), "100.64.0.3");

        assertNothingArrives();
    }

    @Test
    void framesCraftedInAHostNetworkPodAreDropped() throws IOException {
        victim.received();

        sendCraftedFrame(world.namespace(acme.getFirst()), "100.64.0.4");
        sendCraftedFrame(world.namespace(acme.getFirst()), "100.64.0.3");

        assertNothingArrives();
    }

    @Test
    void framesCraftedOnTheMachineAreDropped() throws IOException {
        victim.received();

        sendCraftedFrame(world.machine, "100.64.0.4");

        assertNothingArrives();
    }

    @Test
    void theUnderlaySideTakesFramesFromNodesOfItsClusterOnly() throws IOException {
        victim.received();

        try {
            sendCraftedFrame(world.underlay("acme+node-1"), "100.64.0.4");
        } catch (IOException _) {
            // refused where it was sent: as good
        }

        assertNothingArrives();
    }

    @Test
    void aPodThatTakesAnotherAddressIsNotHeard() throws IOException {
        World.Counter counter = world.count(acmeWeb.netns(), 9998);
        World.Pod liar = world.pod("acme+node-1", "liar");
        try (Links links = liar.netns().links()) {
            links.ensureAddress("eth0", IpPrefix.parse("10.244.1.77/32"));
        }

        send(liar.netns(), "10.244.1.77", "10.244.2.2", 9998);
        assertEquals(0, counter.afterAMoment());
        send(liar.netns(), liar.address().toString(), "10.244.2.2", 9998);
        assertEquals(1, counter.awaitOne());
    }

    @Test
    void aNodeThatTakesAnothersAddressIsNotHeard() throws IOException {
        World.Counter counter = world.count(world.outside, 9997);
        Netns node = world.namespace(acme.getFirst());
        try (Links links = node.links()) {
            links.ensureAddress("eth0", IpPrefix.parse("100.64.0.3/32"));

            send(node, "100.64.0.3", "198.51.100.1", 9997);
            assertEquals(0, counter.afterAMoment());
            send(node, "100.64.0.1", "198.51.100.1", 9997);
            assertEquals(1, counter.awaitOne());

            links.deleteAddress("eth0", IpPrefix.parse("100.64.0.3/32"));
        }
    }

    /// The worst case: a `hostNetwork` pod with every capability over its node's network.
    @Test
    void aTenantWhoControlsItsNodeReachesNobodyElse() throws IOException {
        Netns node = world.namespace(world.cluster("evil", 103, "100.64.0.5", "100.64.0.6").getFirst());
        MacAddress target = MacAddress.ofVxlan(Ipv4.parse("100.64.0.4"));
        victim.received();
        try (Nftables rules = node.nftables(); Links links = node.links()) {
            rules.apply("flush ruleset");
            links.addVxlan("own", node, 102, Ipv4.parse("100.64.0.5"), 4789, 1450, MacAddress.ofVxlan(Ipv4.parse("100.64.0.3")));
            for (String device : List.of("vxlan0", "own")) {
                links.up(device);
                links.ensureForwarding(device, target, Ipv4.parse("100.64.0.4"));
                links.ensureNeighbour(device, Ipv4.parse("10.244.2.2"), target);
                links.ensureAddress(device, IpPrefix.parse("10.244.1.2/32"));
                links.ensureRoute(Links.Route.onLink(IpPrefix.parse("10.244.2.2/32"), device).from(Ipv4.parse("10.244.1.2")));
                send(node, "10.244.1.2", "10.244.2.2", VICTIM_PORT);
            }
        }
        sendCraftedFrame(node, "100.64.0.4");

        assertNothingArrives();
        assertFalse(World.ask(node, "100.64.0.4", 30080, World.LONG_ENOUGH_TO_FAIL).contains(" "));
        assertFalse(World.ask(node, MACHINE, FORBIDDEN, World.LONG_ENOUGH_TO_FAIL).contains(" "));
        assertEquals("console 100.64.0.5", World.ask(node, MACHINE, ALLOWED, World.PATIENCE));
    }

    @Test
    void thereIsNoIpv6BesidesLoopback() throws IOException {
        for (Netns namespace : List.of(acmeClient.netns(), world.namespace(acme.getFirst()), world.underlay("acme+node-1"))) {
            String addresses = namespace.call(() -> Files.readString(Path.of("/proc/thread-self/net/if_inet6")));

            assertTrue(addresses.lines().allMatch(line -> line.endsWith(" lo")), addresses);
        }
    }

    private static void assertNothingArrives() throws IOException {
        // A frame sent the right way afterwards arrives; what was sent before it would have.
        sendCraftedFrame(world.underlay("beta+node-1"), "100.64.0.4");
        assertEquals(1, victim.awaitOne());
    }

    private static void send(Netns from, String source, String destination, int port) throws IOException {
        try (DatagramChannel channel = from.datagrams(new InetSocketAddress(source, 0))) {
            channel.send(ByteBuffer.wrap("x".getBytes()), new InetSocketAddress(destination, port));
        }
    }

    /// VXLAN with tenant beta's identifier, and in it a datagram from its one pod to its other.
    private static void sendCraftedFrame(Netns from, String node) throws IOException {
        byte[] payload = "injected".getBytes();
        ByteBuffer packet = ByteBuffer.allocate(8 + 14 + 20 + 8 + payload.length);
        packet.putInt(0x08000000).putInt(102 << 8);
        packet.put(MacAddress.ofVxlan(Ipv4.parse(node)).bytes()).put(MacAddress.ofVxlan(Ipv4.parse("100.64.0.3")).bytes()).putShort((short) 0x0800);
        int header = packet.position();
        packet.put((byte) 0x45).put((byte) 0).putShort((short) (28 + payload.length)).putInt(0).put((byte) 64).put((byte) 17).putShort((short) 0)
                .put(Ipv4.parse("10.244.1.2").bytes()).put(Ipv4.parse("10.244.2.2").bytes());
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += packet.getShort(header + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        packet.putShort(header + 10, (short) ~((sum & 0xffff) + (sum >> 16)));
        packet.putShort((short) 5555).putShort((short) VICTIM_PORT).putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
        try (DatagramChannel channel = from.datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            channel.send(packet.flip(), new InetSocketAddress(node, 4789));
        }
    }
}

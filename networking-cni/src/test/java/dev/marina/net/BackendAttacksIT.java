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
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two tenants with the same pod addresses, and what one of them tries against the other and against its own nodes. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class BackendAttacksIT {

    private static final int PORT = 9999;
    private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");

    private World world;

    @BeforeEach
    void aMachine() {
        world = new World("bat", List.of());
    }

    @AfterEach
    void none() {
        world.close();
    }

    private void twoTenants(Backend backend) {
        world.cluster("acme", 101, "100.64.0.1", backend, false, 0, 0);
        world.cluster("beta", 102, "100.64.0.11", backend, false, 0, 0);
    }

    /// The same words at the same address: each hears its own.
    @ParameterizedTest
    @EnumSource(value = Backend.class, names = {"VXLAN_DIRECT", "HOST_GW"})
    void tenantsWithTheSameAddressesDoNotMeet(Backend backend) {
        twoTenants(backend);
        World.Pod acme = world.pod("acme+node-1", "a");
        World.Pod beta = world.pod("beta+node-1", "a");
        for (String tenant : List.of("acme", "beta")) {
            world.serve(world.pod(tenant + "+node-2", "b").netns(), PORT, tenant);
        }

        assertEquals(acme.address(), beta.address());
        assertEquals("acme " + acme.address(), acme.ask("10.244.2.2", PORT));
        assertEquals("beta " + beta.address(), beta.ask("10.244.2.2", PORT));
    }

    /// The worst case: a `hostNetwork` pod with every capability over its node's network. Its segment has nobody but its own cluster in it.
    @Test
    void aTenantWhoControlsItsNodeReachesNobodyElseThroughItsSegment() throws IOException {
        twoTenants(Backend.HOST_GW);
        World.Pod victim = world.pod("beta+node-2", "b");
        World.Counter counter = world.count(victim.netns(), PORT);
        Netns node = world.namespace(world.networks.ensure(world.spec("acme+node-1")));
        try (Nftables rules = node.nftables(); Links links = node.links()) {
            rules.apply("flush ruleset");
            links.ensureNeighbour("seg0", Ipv4.parse("100.64.0.12"), MacAddress.ofSegment(Ipv4.parse("100.64.0.12")));
            links.ensureRoute(Links.Route.onLink(IpPrefix.parse("100.64.0.12/32"), "seg0"));
            links.ensureRoute(Links.Route.via(IpPrefix.parse("10.244.2.0/24"), "seg0", Ipv4.parse("100.64.0.12")));
            RawPacket.send(node, "10.244.2.2", RawPacket.udp("10.244.1.2", "10.244.2.2", PORT));
            // under the name of a node of the other's, too
            links.ensureMac("seg0", MacAddress.ofSegment(Ipv4.parse("100.64.0.11")));
            RawPacket.send(node, "10.244.2.2", RawPacket.udp("10.244.1.2", "10.244.2.2", PORT));
            RawPacket.send(node, "100.64.0.12",
                    RawPacket.ipip("100.64.0.11", "100.64.0.12", RawPacket.udp("10.244.1.2", "10.244.2.2", PORT)));
        }

        assertEquals(0, counter.afterAMoment());
        // The same packet from where it may come from arrives.
        RawPacket.send(world.namespace(world.networks.ensure(world.spec("beta+node-1"))), "10.244.2.2", RawPacket.udp("100.64.0.11", "10.244.2.2", PORT));
        assertEquals(1, counter.awaitOne());
    }

    /// Somebody who answers for others on the segment, or fills the bridge's memory.
    @Test
    void aNodeSendsOnItsSegmentUnderItsOwnHardwareAddressOnly() throws IOException {
        world.cluster("acme", 101, "100.64.0.1", Backend.HOST_GW, false, 0, 0);
        World.Counter counter = world.count(world.pod("acme+node-2", "b").netns(), PORT);
        Netns node = world.namespace(world.networks.ensure(world.spec("acme+node-1")));

        try (Links links = node.links()) {
            links.ensureMac("seg0", MacAddress.parse("02:6d:01:99:99:99"));
            RawPacket.send(node, "10.244.2.2", RawPacket.udp("100.64.0.1", "10.244.2.2", PORT));
            assertEquals(0, counter.afterAMoment());
            links.ensureMac("seg0", MacAddress.ofSegment(Ipv4.parse("100.64.0.1")));
            RawPacket.send(node, "10.244.2.2", RawPacket.udp("100.64.0.1", "10.244.2.2", PORT));
            assertEquals(1, counter.awaitOne());
        }
    }

    @Test
    void aNodeCannotSpeakWithTheSwitchThroughItsSegment() throws IOException {
        world.cluster("acme", 101, "100.64.0.1", Backend.HOST_GW, false, 0, 0);
        Netns node = world.namespace(world.networks.ensure(world.spec("acme+node-1")));
        World.Counter counter = world.count(world.wiring(), PORT);
        try (Links links = node.links(); Links wiring = world.wiring().links()) {
            links.ensureNeighbour("seg0", Ipv4.parse("100.64.255.253"), wiring.mac("b000065-0"));
            links.ensureRoute(Links.Route.onLink(IpPrefix.parse("100.64.255.253/32"), "seg0"));
            RawPacket.send(node, "100.64.255.253", RawPacket.udp("100.64.0.1", "100.64.255.253", PORT));
        }

        assertEquals(0, counter.afterAMoment());
        try (DatagramChannel own = world.machine.datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            own.send(ByteBuffer.wrap("x".getBytes()), new InetSocketAddress("100.64.255.253", PORT));
        }
        assertEquals(1, counter.awaitOne(), "somebody does listen there");
    }

    /// A packet in a packet from a pod, whatever it says of where it comes from, does not reach the other node; one from a node does.
    @Test
    void noPodHasAPartInTunnels() {
        world.cluster("acme", 101, "100.64.0.1", Backend.HOST_GW, false, 0, 0);
        World.Pod pod = world.pod("acme+node-1", "a");
        Netns second = world.namespace(world.networks.ensure(world.spec("acme+node-2")));
        byte[] inner = RawPacket.udp("10.244.1.99", "10.244.2.2", PORT);
        try (Nftables rules = second.nftables()) {
            rules.apply("""
                    table ip seen {
                    chain c {
                    type filter hook prerouting priority -310; policy accept;
                    ip protocol 4 counter
                    }
                    }
                    """);

            assertTrue(RawPacket.send(pod.netns(), "100.64.0.2", RawPacket.ipip(pod.address().toString(), "100.64.0.2", inner)));
            assertTrue(RawPacket.send(pod.netns(), "100.64.0.2", RawPacket.ipip("100.64.0.1", "100.64.0.2", inner)));
            assertEquals(0, packets(rules));

            RawPacket.send(world.namespace(world.networks.ensure(world.spec("acme+node-1"))), "100.64.0.2", RawPacket.ipip("100.64.0.1", "100.64.0.2", inner));
            assertEquals(1, packets(rules));
        }
    }

    private static int packets(Nftables rules) {
        Matcher counted = PACKETS.matcher(rules.query("list table ip seen", false));
        assertTrue(counted.find());
        return Integer.parseInt(counted.group(1));
    }

    /// Whoever speaks BGP to a node could lead other nodes' pods to itself.
    @Test
    @EnabledIf(value = "dev.marina.net.BackendsIT#bird", disabledReason = "needs bird2")
    void nobodyButNodesOfTheClusterSpeaksBgpWithANode() {
        twoTenants(Backend.BGP);
        World.Pod pod = world.pod("acme+node-1", "a");
        Netns node = world.namespace(world.networks.ensure(world.spec("acme+node-1")));
        Netns other = world.namespace(world.networks.ensure(world.spec("beta+node-1")));

        for (String target : List.of("100.64.0.1", "100.64.0.2", "169.254.1.1")) {
            assertFalse(connects(pod.netns(), target), target);
        }
        assertFalse(connects(other, "100.64.0.1"));
        assertFalse(connects(world.machine, "100.64.0.1"));
        assertTrue(connects(node, "100.64.0.2"), "a node of the cluster may");
    }

    private static boolean connects(Netns from, String address) {
        try (var _ = from.connect(new InetSocketAddress(address, BirdConfig.PORT), World.LONG_ENOUGH_TO_FAIL)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}

package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Netns;
import dev.marina.net.linux.Nftables;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What a tenant's traffic takes of the kernel's connection tables, and what a change of the guard leaves. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class ConnectionLimitsIT {

    /// Of others, and of what was being counted while the limit was reached.
    private static final int SLACK = 64;
    private static final String OUTSIDE = "198.51.100.1";

    private World world;
    private NodeNetwork greedy;

    @BeforeEach
    void twoTenants() {
        world = new World("ncl", List.of());
        greedy = world.cluster("evil", 101, "100.64.0.1", "100.64.0.2").getFirst();
        world.cluster("good", 102, "100.64.0.3", "100.64.0.4");
        world.serve(world.outside, 80, "outside");
    }

    @AfterEach
    void gone() {
        world.close();
    }

    private static int tracked(Netns namespace) {
        return Integer.parseInt(namespace.readSysctl("net/netfilter/nf_conntrack_count"));
    }

    /// Each port of each address is another connection.
    private static void spray(Netns from, int datagrams, String... addresses) throws IOException {
        try (DatagramChannel channel = from.datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            for (int i = 0; i < datagrams; i++) {
                try {
                    channel.send(ByteBuffer.wrap(new byte[] {1}), new InetSocketAddress(addresses[i % addresses.length], 1024 + i / addresses.length));
                } catch (IOException refused) {
                    // A rule of the sender's own node says no: that is what this is about.
                }
            }
        }
    }

    /// The worst case: a `hostNetwork` pod that has thrown away its node's own rules.
    private Netns lawlessNode() {
        Netns node = world.namespace(greedy);
        try (Nftables rules = node.nftables()) {
            rules.apply("flush ruleset");
        }
        return node;
    }

    @Test
    void nodeOpensConnectionsThroughTheMachineNoFasterThanItMay() throws IOException {
        long start = System.nanoTime();

        spray(lawlessNode(), 20_000, OUTSIDE);

        int machine = tracked(world.machine);
        long seconds = (System.nanoTime() - start) / 1_000_000_000 + 1;
        long allowed = GuardRules.Leaving.STANDARD.atOnce() + seconds * GuardRules.Leaving.STANDARD.perSecond() + SLACK;
        assertTrue(machine > SLACK && machine <= allowed, "the machine tracks " + machine + " of " + allowed);
        assertEquals("outside 198.51.100.2", world.pod("good+node-1", "web").ask(OUTSIDE, 80));
    }

    @Test
    void nodeHasNoMoreConnectionsThroughTheMachineThanItMay() throws IOException {
        String bindings = Stream.of("100.64.0.1", "100.64.0.2", "100.64.0.3", "100.64.0.4").map(Ipv4::parse)
                .map(node -> GuardRules.binding(Names.nodePort(node), node)).collect(Collectors.joining(","));
        try (Netns wiring = Netns.open(Netns.DIRECTORY.resolve(new Names(world.instance).wiring())); Nftables rules = wiring.nftables()) {
            rules.apply(GuardRules.wiring(Names.MACHINE_SIDE, IpPrefix.parse("100.64.0.0/16"), Ipv4.parse("100.64.255.254"), List.of(bindings), List.of(),
                    new GuardRules.Leaving(100_000, 100_000, 100), false));
        }

        spray(lawlessNode(), 2_000, OUTSIDE);

        int machine = tracked(world.machine);
        assertTrue(machine >= 100 && machine <= 100 + SLACK, "the machine tracks " + machine);
        assertEquals("outside 198.51.100.2", world.pod("good+node-1", "web").ask(OUTSIDE, 80));
    }

    @Test
    void changeOfPeersLeavesPoliciesAsTheyAre() {
        Netns node = world.namespace(greedy);
        NodeSpec spec = world.spec("evil+node-1");
        try (Nftables rules = node.nftables()) {
            rules.apply("add rule " + Names.POLICIES + " forward ip daddr 10.244.1.9 drop");

            world.networks.ensure(new NodeSpec(spec.clusterId(), spec.name(), spec.vni(), spec.clusterPodCidr(), spec.serviceCidr(), spec.podCidr(),
                    spec.address(), List.of(),
                    spec.netns()));

            assertTrue(rules.query("list table " + Names.POLICIES, false).contains("ip daddr 10.244.1.9 drop"));
        }
    }
}

package dev.marina.net;

import static dev.marina.net.policy.Samples.egress;
import static dev.marina.net.policy.Samples.from;
import static dev.marina.net.policy.Samples.ingress;
import static dev.marina.net.policy.Samples.labelled;
import static dev.marina.net.policy.Samples.pod;
import static dev.marina.net.policy.Samples.ports;
import static dev.marina.net.policy.Samples.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.policy.Peer;
import dev.marina.net.policy.PodEntry;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.policy.PolicyEntry;
import dev.marina.net.policy.PolicyPort;
import dev.marina.net.policy.RuleEntry;
import dev.marina.net.policy.Selector;
import dev.marina.net.service.Samples;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.slf4j.LoggerFactory;

/// NetworkPolicies of two tenants whose pods have the same addresses, with packets through the kernel. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class PoliciesIT {

    private static final Map<String, Map<String, String>> NAMESPACES = Map.of("red", Map.of("team", "a"), "blue", Map.of("team", "b"), "kube-system", Map.of());
    private static final PodIdentity WEB = new PodIdentity("red", "web");
    private static final PodIdentity NEAR = new PodIdentity("red", "near");
    private static final PodIdentity FAR = new PodIdentity("blue", "far");
    private static final PodEntry.Port HTTP = new PodEntry.Port("http", "tcp", 80);
    private static final List<PodEntry> PODS = List.of(pod("web", "red", "web", "node-1", "10.244.1.2", HTTP), pod("near", "red", "client", "node-1",
            "10.244.1.3"), pod("far", "blue", "client", "node-2", "10.244.2.2"));

    private static final InetSocketAddress WEB_7000 = new InetSocketAddress("10.244.1.2", 7000);

    private World world;
    private List<NodeNetwork> acme;
    private World.Pod web;
    private World.Pod near;
    private World.Pod far;

    @BeforeEach
    void twoTenants() {
        world = new World("nip", List.of());
        acme = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2");
        List<NodeNetwork> beta = world.cluster("beta", 102, "100.64.0.3", "100.64.0.4");
        acme.forEach(node -> node.policies(everything()));
        beta.forEach(node -> node.policies(everything()));
        web = world.pod("acme+node-1", WEB);
        near = world.pod("acme+node-1", NEAR);
        far = world.pod("acme+node-2", FAR);
        world.serve(web.netns(), 80, "web");
        world.serve(web.netns(), 81, "web");
    }

    @AfterEach
    void gone() {
        world.close();
    }

    private static PolicyChange everything(PolicyEntry... policies) {
        return PolicyChange.everything(PODS, NAMESPACES, List.of(policies));
    }

    private void policies(PolicyEntry... policies) {
        acme.forEach(node -> assertTrue(node.policies(everything(policies))));
    }

    @Test
    void aTenantsPoliciesHoldForItsOwnPodsOnly() {
        World.Pod other = world.pod("beta+node-1", WEB);
        World.Pod others = world.pod("beta+node-1", NEAR);
        world.serve(other.netns(), 80, "other");
        assertEquals(web.address(), other.address());

        policies(ingress("red", "none", Selector.EVERYTHING));

        assertFalse(near.reaches("10.244.1.2", 80));
        assertFalse(far.reaches("10.244.1.2", 80));
        assertEquals("other 10.244.1.3", others.ask("10.244.1.2", 80));
    }

    @Test
    void peersAndPortsThatAreAllowedPassAndNoOthers() {
        policies(ingress("red", "blue", labelled("app", "web"), to(new Peer.PodsAcross(labelled("team", "b"), labelled("app", "client")),
                new PolicyPort.Named("tcp", "http"))));

        assertEquals("web 10.244.2.2", far.ask("10.244.1.2", 80));
        assertFalse(far.reaches("10.244.1.2", 81));
        assertFalse(near.reaches("10.244.1.2", 80));

        policies(ingress("red", "blue", labelled("app", "web"), to(new Peer.Block(IpPrefix.parse("10.244.0.0/16"), List.of(IpPrefix.parse("10.244.2.0/24"))),
                new PolicyPort.Numbers("tcp", 79, 80), new PolicyPort.Numbers("tcp", 82, 90), new PolicyPort.Numbers("sctp", 0, 65_535))));

        assertEquals("web 10.244.1.3", near.ask("10.244.1.2", 80));
        assertFalse(near.reaches("10.244.1.2", 81));
        assertFalse(far.reaches("10.244.1.2", 80));
    }

    @Test
    void whatGoesThroughAServiceIsMeasuredByThePodBehindIt() {
        acme.forEach(node -> node.services(List.of(Samples.service("web", "10.96.0.20", Samples.tcp("http", 8000, 30080, Samples.ready("10.244.1.2", 80))))));

        policies(egress("red", "out", labelled("app", "client"), to(new Peer.PodsHere("red", labelled("app", "web")), new PolicyPort.Named("tcp", "http"))));
        assertEquals("web 10.244.1.3", near.ask("10.96.0.20", 8000));
        assertFalse(near.reaches("10.244.1.2", 81));

        policies(egress("red", "out", labelled("app", "client"), ports(new PolicyPort.Numbers("tcp", 8000, 8000))));
        assertFalse(near.reaches("10.96.0.20", 8000));
        assertFalse(near.reaches("10.96.0.1", 443));
    }

    @Test
    void whoComesByANodePortIsMeasuredByItsOwnAddress() {
        acme.forEach(node -> node.services(List.of(Samples.service("web", "10.96.0.20", Samples.tcp("http", 80, 30080, Samples.ready("10.244.1.2", 80))))));

        policies(ingress("red", "in", labelled("app", "web"), from(new Peer.Block(IpPrefix.parse("100.64.255.254/32"), List.of()))));
        assertEquals("web 100.64.0.1", World.ask(world.machine, "100.64.0.1", 30080, World.PATIENCE));

        policies(ingress("red", "in", labelled("app", "web"),
                from(new Peer.Block(IpPrefix.parse("100.64.0.0/16"), List.of(IpPrefix.parse("100.64.255.254/32"))))));
        assertFalse(World.ask(world.machine, "100.64.0.1", 30080, World.LONG_ENOUGH_TO_FAIL).contains(" "));
    }

    @Test
    void theNodeItselfAndThePodItselfAlwaysPassAndAnswersToo() {
        acme.forEach(node -> node.services(List.of(Samples.service("web", "10.96.0.20", Samples.tcp("http", 80, 0, Samples.ready("10.244.1.2", 80))))));
        world.serve(world.namespace(acme.getFirst()), 7000, "node");

        policies(ingress("red", "in", labelled("app", "web")), egress("red", "out", labelled("app", "web")));

        assertTrue(World.ask(world.namespace(acme.getFirst()), "10.244.1.2", 80, World.PATIENCE).startsWith("web "), "a probe");
        assertEquals("web 100.64.0.1", web.ask("10.96.0.20", 80));
        assertTrue(web.reaches("100.64.0.1", 7000));
        policies(egress("red", "out", labelled("app", "web")));
        assertEquals("web 10.244.1.3", near.ask("10.244.1.2", 80), "answers pass");
    }

    @Test
    void namesAreAnsweredAsIfTheDnsWereAPod() throws IOException {
        PolicyEntry none = egress("red", "none", labelled("app", "client"));
        policies(none, egress("red", "dns", labelled("app", "client"), to(new Peer.PodsAcross(Selector.EVERYTHING, labelled("k8s-app", "kube-dns")),
                new PolicyPort.Numbers("udp", 53, 53))));
        acme.forEach(node -> node.services(List.of(Samples.service("web", "10.96.0.20", Samples.tcp("http", 80, 0)))));
        assertEquals("NOERROR 10.96.0.20", near.resolve("10.96.0.10", "web.default.svc.cluster.local"));

        policies(none);
        assertFalse(near.reaches("10.96.0.10", 53));
    }

    @Test
    void firstPacketOfANewPodMeetsThePoliciesAlready() throws IOException {
        World.Counter counter = world.count(world.outside, 9999);
        policies(egress("red", "none", labelled("app", "client")));
        remove(near);

        World.Pod again = world.pod("acme+node-1", NEAR);
        World.Pod stranger = world.pod("acme+node-1", new PodIdentity("red", "stranger"));
        send(again, "198.51.100.1", 9999);
        send(stranger, "198.51.100.1", 9999);
        assertEquals(0, counter.afterAMoment());

        List<PodEntry> all = new ArrayList<>(PODS);
        all.add(pod("stranger", "red", "other", "node-1", "10.244.1.9"));
        acme.getFirst().policies(PolicyChange.everything(all, NAMESPACES, List.of(egress("red", "none", labelled("app", "client")))));
        send(stranger, "198.51.100.1", 9999);
        assertEquals(1, counter.awaitOne());
    }

    @Test
    void connectionsOfAPodEndWithItSoThatTheNextWithItsAddressInheritsNone() throws IOException {
        try (DatagramChannel server = near.netns().datagrams(new InetSocketAddress("0.0.0.0", 7000));
                DatagramChannel client = far.netns().datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            client.send(ByteBuffer.wrap(new byte[] {1}), new InetSocketAddress("10.244.1.3", 7000));
            ByteBuffer asked = ByteBuffer.allocate(1);
            server.send(ByteBuffer.wrap(new byte[] {2}), server.receive(asked));
            assertTrue(tracked().contains("10.244.1.3"), "the connection is known");
        }

        remove(near);

        assertFalse(tracked().contains("10.244.1.3"), this::tracked);
    }

    @Test
    void connectionThatIsNotAllowedAnyMoreEndsBothWaysAndOthersGoOn() throws IOException {
        RuleEntry teams = from(new Peer.PodsAcross(labelled("team", "a"), labelled("app", "client")), new Peer.PodsAcross(labelled("team", "b"),
                labelled("app", "client")));
        policies(ingress("red", "both", labelled("app", "web"), teams));
        try (DatagramChannel server = web.netns().datagrams(new InetSocketAddress("0.0.0.0", 7000));
                DatagramChannel one = near.netns().datagrams(new InetSocketAddress("0.0.0.0", 0));
                DatagramChannel other = far.netns().datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            SocketAddress near = exchange(one, server);
            SocketAddress far = exchange(other, server);

            policies(ingress("red", "both", labelled("app", "web"), from(new Peer.PodsHere("red", labelled("app", "client")))));

            assertEquals(near, exchange(one, server), "what is still allowed goes on, and is the same connection");
            other.send(ByteBuffer.wrap(new byte[] {1}), WEB_7000);
            assertFalse(receives(server));
            server.send(ByteBuffer.wrap(new byte[] {2}), far);
            assertFalse(receives(other), "answers end too");
            assertEquals(near, exchange(one, server));

            policies(ingress("red", "both", labelled("app", "web"), teams));
            assertEquals(far, exchange(other, server), "it may go on again");
        }
    }

    @Test
    void connectionOfAPodThatComesToBeIsolatedEndsToo() throws IOException {
        try (DatagramChannel server = web.netns().datagrams(new InetSocketAddress("0.0.0.0", 7000));
                DatagramChannel client = far.netns().datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            exchange(client, server);

            policies(egress("blue", "none", labelled("app", "client")));

            client.send(ByteBuffer.wrap(new byte[] {1}), WEB_7000);
            assertFalse(receives(server));
        }
    }

    @Test
    void connectionThatAPolicyOfAnEarlierAgentLetThroughIsLookedAtByTheNext() throws IOException {
        try (DatagramChannel server = web.netns().datagrams(new InetSocketAddress("0.0.0.0", 7000));
                DatagramChannel client = far.netns().datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            exchange(client, server);
            world.networks.close();
            world.start();
            acme = List.of(world.networks.ensure(world.spec("acme+node-1")), world.networks.ensure(world.spec("acme+node-2")));

            policies(ingress("red", "none", labelled("app", "web")));

            client.send(ByteBuffer.wrap(new byte[] {1}), WEB_7000);
            assertFalse(receives(server));
        }
    }

    /// There and back again.
    ///
    /// @return as whom the server sees the client
    private static SocketAddress exchange(DatagramChannel client, DatagramChannel server) throws IOException {
        client.send(ByteBuffer.wrap(new byte[] {1}), WEB_7000);
        server.socket().setSoTimeout((int) World.PATIENCE.toMillis());
        DatagramPacket asked = new DatagramPacket(new byte[1], 1);
        server.socket().receive(asked);
        server.send(ByteBuffer.wrap(new byte[] {2}), asked.getSocketAddress());
        client.socket().setSoTimeout((int) World.PATIENCE.toMillis());
        client.socket().receive(new DatagramPacket(new byte[1], 1));
        return asked.getSocketAddress();
    }

    private static boolean receives(DatagramChannel at) throws IOException {
        at.socket().setSoTimeout((int) World.LONG_ENOUGH_TO_FAIL.toMillis());
        try {
            at.socket().receive(new DatagramPacket(new byte[1], 1));
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    @Test
    void policiesOutliveTheAgent() {
        policies(ingress("red", "none", labelled("app", "web")));
        world.networks.close();
        assertFalse(near.reaches("10.244.1.2", 80));

        world.start();
        acme = List.of(world.networks.ensure(world.spec("acme+node-1")), world.networks.ensure(world.spec("acme+node-2")));
        assertFalse(near.reaches("10.244.1.2", 80));

        policies(ingress("red", "some", labelled("app", "web"), from(new Peer.PodsHere("red", labelled("app", "client")))));
        assertEquals("web 10.244.1.3", near.ask("10.244.1.2", 80));
        assertFalse(far.reaches("10.244.1.2", 80));
    }

    /// Thousands of pods and policies are loaded, and one of each is changed.
    @Test
    void changesOfManyCostLittle() {
        List<PodEntry> pods = new ArrayList<>(PODS);
        IntStream.range(0, 2_000).forEach(i -> pods.add(pod("p" + i, "red", "a" + i % 200, "node-2", "10.244.2." + (3 + i % 250))));
        List<PolicyEntry> policies = new ArrayList<>();
        IntStream.range(0, 200).forEach(i -> policies.add(ingress("red", "n" + i, labelled("app", "web"),
                from(new Peer.PodsHere("red", labelled("app", "a" + i))))));
        NodeNetwork node = acme.getFirst();
        assertTrue(node.policies(PolicyChange.everything(pods, NAMESPACES, policies)));
        assertFalse(near.reaches("10.244.1.2", 80));

        node.policies(new PolicyChange(false, List.of(pod("near", "red", "a7", "node-1", "10.244.1.3")), List.of(), Map.of(), List.of(), List.of(), List.of()));

        assertEquals("web 10.244.1.3", near.ask("10.244.1.2", 80));
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            node.policies(new PolicyChange(false, List.of(pod("near", "red", "a" + i, "node-1", "10.244.1.3")),
                    List.of(), Map.of(), List.of(), List.of(), List.of()));
        }
        long micros = (System.nanoTime() - start) / 20_000;
        LoggerFactory.getLogger(PoliciesIT.class).atInfo().addKeyValue("micros", micros).log("one pod changed among 2,000, with 200 policies");
        assertTrue(micros < 500_000, micros + " microseconds for a change");
    }

    private String tracked() {
        return world.namespace(acme.getFirst()).call(() -> Files.readString(Path.of("/proc/thread-self/net/nf_conntrack")));
    }

    private static void send(World.Pod from, String destination, int port) throws IOException {
        try (DatagramChannel channel = from.netns().datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            channel.send(ByteBuffer.wrap(new byte[] {1}), new InetSocketAddress(destination, port));
        }
    }

    private void remove(World.Pod pod) {
        world.cni(Map.of("CNI_COMMAND", "DEL", "CNI_CONTAINERID", pod.attachment().containerId(), "CNI_IFNAME", "eth0", "CNI_NETNS",
                pod.netns().path().toString()), acme.getFirst().cniConfig());
    }
}

package dev.marina.net;

import static dev.marina.net.service.Samples.headless;
import static dev.marina.net.service.Samples.named;
import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.sticky;
import static dev.marina.net.service.Samples.tcp;
import static dev.marina.net.service.Samples.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.service.Endpoint;
import dev.marina.net.service.PortEntry;
import dev.marina.net.service.Samples;
import dev.marina.net.service.ServiceEntry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Services of one cluster on two nodes. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class ServicesIT {

    private World world;
    private NodeNetwork first;
    private NodeNetwork second;
    private World.Pod client;
    private World.Pod near;
    private World.Pod far;

    @BeforeEach
    void oneClusterWithThreePods() {
        world = new World("nis", List.of());
        List<NodeNetwork> nodes = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2");
        first = nodes.getFirst();
        second = nodes.getLast();
        client = world.pod("acme+node-1", "client");
        near = world.pod("acme+node-1", "near");
        far = world.pod("acme+node-2", "far");
        world.serve(near.netns(), 8080, "near");
        world.serve(far.netns(), 8080, "far");
    }

    @AfterEach
    void gone() {
        world.close();
    }

    @Test
    void connectionsSpreadOverAllEndpoints() {
        services(service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.3", 8080), ready("10.244.2.2", 8080))));

        assertEquals(Set.of("near 10.244.1.2", "far 10.244.1.2"), asked("10.96.0.20", 80, 40));
    }

    @Test
    void changesTakeEffectAtOnceForNewConnections() {
        for (int round = 0; round < 3; round++) {
            services(service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.3", 8080))));
            assertEquals("near 10.244.1.2", client.ask("10.96.0.20", 80));
            services(service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.2.2", 8080))));
            assertEquals("far 10.244.1.2", client.ask("10.96.0.20", 80));
        }
    }

    @Test
    void aServiceWithoutEndpointsRefusesAtOnce() {
        services(service("web", "10.96.0.20", tcp("http", 80, 0)));

        long start = System.nanoTime();
        assertEquals("ConnectException", client.ask("10.96.0.20", 80));
        assertEquals("ConnectException", client.ask("10.96.9.9", 80));
        assertEquals("ConnectException", World.ask(world.namespace(first), "10.96.0.20", 80, World.PATIENCE));
        assertTrue(System.nanoTime() - start < 1_500_000_000L);
    }

    @Test
    void aPodReachesItselfThroughItsService() {
        services(service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.3", 8080))));

        assertEquals("near 100.64.0.1", near.ask("10.96.0.20", 80));
    }

    @Test
    void processesOfTheNodeItselfReachServices() {
        services(service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.3", 8080), ready("10.244.2.2", 8080))));

        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            answers.add(World.ask(world.namespace(first), "10.96.0.20", 80, World.PATIENCE));
        }
        assertEquals(Set.of("near 100.64.0.1", "far 100.64.0.1"), answers);
    }

    @Test
    void aNodePortLeadsToPodsOfOtherNodesToo() {
        services(service("web", "10.96.0.20", tcp("http", 80, 30080, ready("10.244.2.2", 8080))));

        assertEquals("far 100.64.0.1", World.ask(world.machine, "100.64.0.1", 30080, World.PATIENCE));
        assertEquals("ConnectException", World.ask(world.machine, "100.64.0.1", 30081, World.PATIENCE));
    }

    @Test
    void aLocalNodePortShowsTheClientsAddress() {
        PortEntry onFirst = tcp("http", 80, 30080, new Endpoint("10.244.1.3", 8080, true, false, true, null, null));
        first.services(List.of(Samples.localOnly("web", "10.96.0.20", onFirst)));
        second.services(List.of(Samples.localOnly("web", "10.96.0.20", tcp("http", 80, 30080, ready("10.244.1.3", 8080)))));

        assertEquals("near 100.64.255.254", World.ask(world.machine, "100.64.0.1", 30080, World.PATIENCE));
        assertEquals("ConnectException", World.ask(world.machine, "100.64.0.2", 30080, World.PATIENCE));
        // Within the cluster every node's port leads to every pod.
        assertEquals("near " + far.address(), far.ask("100.64.0.2", 30080));
        assertEquals("near 100.64.0.2", World.ask(world.namespace(second), "100.64.0.2", 30080, World.PATIENCE));
        assertEquals("near 10.244.1.2", client.ask("100.64.0.1", 30080));
    }

    @Test
    void aClientSticksToItsEndpointEvenWhenOthersAppear() {
        services(sticky("web", "10.96.0.20", 100, tcp("http", 80, 30080, ready("10.244.1.3", 8080), ready("10.244.2.2", 8080))));
        String chosen = client.ask("10.96.0.20", 80);

        assertEquals("100.64.0.1", World.ask(world.machine, "100.64.0.1", 30080, World.PATIENCE).split(" ")[1]);
        assertEquals(Set.of(chosen), asked("10.96.0.20", 80, 20));
        Endpoint third = ready("10.244.1.9", 8080);
        services(sticky("web", "10.96.0.20", 100, tcp("http", 80, 30080, third, ready("10.244.1.3", 8080), ready("10.244.2.2", 8080))));
        assertEquals(Set.of(chosen), asked("10.96.0.20", 80, 20));
    }

    @Test
    void aStickyClientMovesWhenItsEndpointIsGone() {
        services(sticky("web", "10.96.0.20", 100, tcp("http", 80, 0, ready("10.244.1.3", 8080), ready("10.244.2.2", 8080))));
        String chosen = client.ask("10.96.0.20", 80);
        Endpoint left = chosen.startsWith("near") ? ready("10.244.2.2", 8080) : ready("10.244.1.3", 8080);

        services(sticky("web", "10.96.0.20", 100, tcp("http", 80, 0, left, ready(left.ip(), 8080))));
        services(sticky("web", "10.96.0.20", 100, tcp("http", 80, 0, left)));

        assertEquals(chosen.startsWith("near") ? "far 10.244.1.2" : "near 10.244.1.2", client.ask("10.96.0.20", 80));
    }

    @Test
    void datagramsOfAnOldClientGoToTheNewEndpoint() throws IOException {
        World.Counter before = world.count(near.netns(), 5353);
        World.Counter after = world.count(far.netns(), 5353);
        services(service("dns", "10.96.0.21", udp("dns", 53, ready("10.244.1.3", 5353))));
        try (DatagramChannel channel = client.netns().datagrams(new InetSocketAddress("0.0.0.0", 0))) {
            InetSocketAddress target = new InetSocketAddress("10.96.0.21", 53);
            channel.send(ByteBuffer.wrap(new byte[] {1}), target);
            assertEquals(1, before.awaitOne());

            services(service("dns", "10.96.0.21", udp("dns", 53, ready("10.244.2.2", 5353))));
            channel.send(ByteBuffer.wrap(new byte[] {2}), target);

            assertEquals(1, after.awaitOne());
            assertEquals(0, before.received());
        }
    }

    @Test
    void theKubernetesServiceLeadsToTheForwarderOfThePodsOwnNode() throws IOException {
        world.serve(first.listen(new InetSocketAddress(NodeNetwork.LOCAL_ADDRESS, NodeNetwork.API_PORT)), "first");
        world.serve(second.listen(new InetSocketAddress(NodeNetwork.LOCAL_ADDRESS, NodeNetwork.API_PORT)), "second");

        assertEquals("first 10.244.1.2", client.ask("10.96.0.1", 443));
        assertEquals("second 10.244.2.2", far.ask("10.96.0.1", 443));
        assertTrue(World.ask(world.namespace(first), "10.96.0.1", 443, World.PATIENCE).startsWith("first"));
    }

    @Test
    void namesOfServicesAndOfTheirPodsResolve() throws IOException {
        services(service("mysql", "10.96.0.22", tcp("sql", 3306, 0)),
                headless("web", tcp("http", 80, 0, named("web-0", "10.244.1.3", 80), ready("10.244.2.2", 80))));

        assertEquals("NOERROR 10.96.0.22", client.resolve("10.96.0.10", "mysql.default.svc.cluster.local"));
        assertEquals("NOERROR 10.244.1.3 10.244.2.2", client.resolve("10.96.0.10", "web.default.svc.cluster.local"));
        assertEquals("NOERROR 10.244.1.3", far.resolve("10.96.0.10", "web-0.web.default.svc.cluster.local"));
        assertEquals("SERVFAIL", client.resolve("10.96.0.10", "www.example.org"));
    }

    @Test
    void aRestartOfTheAgentDisturbsNothing() throws IOException {
        ServiceEntry web = service("web", "10.96.0.20", tcp("http", 80, 30080, ready("10.244.2.2", 8080)));
        services(web);
        var listener = far.netns().listen(new InetSocketAddress("0.0.0.0", 9000));
        try (listener;
                SocketChannel established = client.netns().connect(new InetSocketAddress("10.244.2.2", 9000), World.PATIENCE);
                SocketChannel accepted = listener.accept()) {
            world.networks.close();
            assertEquals("far 10.244.1.2", client.ask("10.96.0.20", 80));

            world.start();
            assertEquals("far 10.244.1.2", client.ask("10.96.0.20", 80));
            first = world.networks.ensure(world.spec("acme+node-1"));
            second = world.networks.ensure(world.spec("acme+node-2"));
            assertEquals("far 10.244.1.2", client.ask("10.96.0.20", 80));
            assertEquals("far 100.64.0.1", World.ask(world.machine, "100.64.0.1", 30080, World.PATIENCE));
            assertEquals("NOERROR 10.96.0.20", client.resolve("10.96.0.10", "web.default.svc.cluster.local"));

            established.write(ByteBuffer.wrap(new byte[] {7}));
            assertEquals(1, accepted.read(ByteBuffer.allocate(1)));
        }
        services(web);
        assertEquals("far 10.244.1.2", client.ask("10.96.0.20", 80));
        assertEquals("10.244.1.4", world.pod("acme+node-1", "another").address().toString());
    }

    @Test
    void aNodeThatLeavesTheClusterIsForgottenByTheOthers() {
        NodeSpec spec = world.spec("acme+node-1");
        world.networks.ensure(new NodeSpec(spec.clusterId(), spec.name(), spec.vni(), spec.clusterPodCidr(), spec.serviceCidr(), spec.podCidr(), spec.address(),
                List.of(), null));
        assertEquals("ConnectException", client.ask("10.244.2.2", 8080));

        world.networks.ensure(spec);
        assertEquals("far 10.244.1.2", client.ask("10.244.2.2", 8080));
    }

    private void services(ServiceEntry... services) {
        List<ServiceEntry> all = new ArrayList<>(Arrays.asList(services));
        first.services(all);
        second.services(all);
    }

    private Set<String> asked(String address, int port, int times) {
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < times; i++) {
            answers.add(client.ask(address, port));
        }
        return answers;
    }
}

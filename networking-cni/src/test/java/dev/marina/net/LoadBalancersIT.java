package dev.marina.net;

import static dev.marina.net.service.Samples.balanced;
import static dev.marina.net.service.Samples.localOnly;
import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.sticky;
import static dev.marina.net.service.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.service.Endpoint;
import dev.marina.net.service.PortEntry;
import dev.marina.net.service.ServiceEntry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Services of type LoadBalancer of two tenants, reached from the machine and from pods. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class LoadBalancersIT {

    private static final String ADDRESS = "100.64.176.1";
    private static final String MACHINE = "100.64.255.254";

    private World world;
    private NodeNetwork first;
    private NodeNetwork second;
    private NodeNetwork strange;
    private World.Pod client;
    private World.Pod far;
    private World.Pod stranger;

    @BeforeEach
    void twoTenants() {
        world = new World("nlb", List.of());
        List<NodeNetwork> nodes = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2");
        first = nodes.getFirst();
        second = nodes.getLast();
        strange = world.cluster("beta", 102, "100.64.0.3", "100.64.0.4").getFirst();
        client = world.pod("acme+node-1", "client");
        World.Pod near = world.pod("acme+node-1", "near");
        far = world.pod("acme+node-2", "far");
        stranger = world.pod("beta+node-1", "stranger");
        world.serve(near.netns(), 8080, "near");
        world.serve(far.netns(), 8080, "far");
        world.serve(stranger.netns(), 8080, "stranger");
    }

    @AfterEach
    void gone() {
        world.close();
    }

    private static PortEntry both() {
        return tcp("http", 80, 0, ready("10.244.1.3", 8080), ready("10.244.2.2", 8080));
    }

    private void granted(ServiceEntry... services) {
        for (NodeNetwork node : List.of(first, second)) {
            node.grant(List.of(ADDRESS));
            node.services(List.of(services));
        }
    }

    private String fromMachine(String address) {
        return World.ask(world.machine, address, 80, World.PATIENCE);
    }

    private Set<String> often(World.Pod pod) {
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            answers.add(pod.ask(ADDRESS, 80));
        }
        return answers;
    }

    @Test
    void theMachineAndTheClustersOwnPodsReachIt() {
        granted(balanced(service("web", "10.96.0.20", both()), ADDRESS, 0));

        Set<String> words = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            words.add(fromMachine(ADDRESS).split(" ")[0]);
        }
        assertEquals(Set.of("near", "far"), words);
        assertEquals(Set.of("near 100.64.0.1", "far 100.64.0.1"), often(client));
        assertEquals(Set.of("near 100.64.0.2", "far 100.64.0.2"), often(far));
        assertEquals("ConnectException", World.ask(world.machine, ADDRESS, 81, World.PATIENCE));
    }

    @Test
    void aTenantThatWritesAnothersAddressIntoItsStatusGetsNothing() {
        ServiceEntry web = balanced(service("web", "10.96.0.20", both()), ADDRESS, 0);
        granted(web);
        strange.services(List.of(balanced(service("thief", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.2", 8080))), ADDRESS, 0)));

        for (int i = 0; i < 20; i++) {
            assertFalse(fromMachine(ADDRESS).startsWith("stranger"));
        }
        assertFalse(stranger.reaches(ADDRESS, 80));
        for (NodeNetwork node : List.of(first, second)) {
            node.grant(List.of());
        }
        assertFalse(fromMachine(ADDRESS).contains(" "), "the address went, and nobody has it");
    }

    @Test
    void anAddressThatGoesToAnotherTenantLeadsThereAlone() {
        granted(balanced(service("web", "10.96.0.20", both()), ADDRESS, 0));
        for (NodeNetwork node : List.of(first, second)) {
            node.grant(List.of());
        }

        strange.services(List.of(balanced(service("heir", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.2", 8080))), ADDRESS, 0)));
        strange.grant(List.of(ADDRESS));

        assertEquals("stranger 100.64.0.3", fromMachine(ADDRESS));
        assertFalse(client.reaches(ADDRESS, 80));
    }

    @Test
    void trafficThatStaysOnANodeGoesToTheNodeThatHasEndpointsAndShowsTheClient() {
        Endpoint there = new Endpoint("10.244.2.2", 8080, true, false, true, null, null);
        first.grant(List.of(ADDRESS));
        second.grant(List.of(ADDRESS));
        first.services(List.of(balanced(localOnly("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.2.2", 8080))), ADDRESS, 30999)));
        second.services(List.of(balanced(localOnly("web", "10.96.0.20", tcp("http", 80, 0, there)), ADDRESS, 30999)));

        assertEquals("far " + MACHINE, fromMachine(ADDRESS));
        assertEquals("far " + client.address(), client.ask(ADDRESS, 80));
        assertTrue(checked("100.64.0.2").startsWith("HTTP/1.1 200 OK"));
        assertTrue(checked("100.64.0.2").contains("\"localEndpoints\": 1"));
        assertTrue(checked("100.64.0.1").startsWith("HTTP/1.1 503 Service Unavailable"));

        Endpoint here = new Endpoint("10.244.1.3", 8080, true, false, true, null, null);
        second.services(List.of(balanced(localOnly("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.3", 8080))), ADDRESS, 30999)));
        first.services(List.of(balanced(localOnly("web", "10.96.0.20", tcp("http", 80, 0, here)), ADDRESS, 30999)));

        assertEquals("near " + MACHINE, fromMachine(ADDRESS));
        assertTrue(checked("100.64.0.2").startsWith("HTTP/1.1 503 Service Unavailable"));
        first.services(List.of());
        assertEquals("ConnectException", checked("100.64.0.1"));
    }

    private String checked(String node) {
        try (SocketChannel channel = world.machine.connect(new InetSocketAddress(node, 30999), World.PATIENCE)) {
            channel.write(ByteBuffer.wrap("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(2_000);
            while (channel.read(answer) >= 0) {
                // until the node closes
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    @Test
    void whoIsInNoSourceRangeIsKeptOut() {
        granted(balanced(service("web", "10.96.0.20", both()), ADDRESS, 0, "10.244.0.0/16"));

        assertEquals("SocketTimeoutException", World.ask(world.machine, ADDRESS, 80, World.LONG_ENOUGH_TO_FAIL));
        assertTrue(client.reaches(ADDRESS, 80));
        assertTrue(client.reaches("10.96.0.20", 80));

        granted(balanced(service("web", "10.96.0.20", both()), ADDRESS, 0, "192.0.2.0/24", MACHINE + "/32"));
        assertTrue(fromMachine(ADDRESS).contains(" "));
        assertFalse(client.reaches(ADDRESS, 80));
    }

    @Test
    void aClientSticksToItsPod() {
        granted(balanced(sticky("web", "10.96.0.20", 100, both()), ADDRESS, 0));
        String chosen = fromMachine(ADDRESS);

        for (int i = 0; i < 20; i++) {
            assertEquals(chosen, fromMachine(ADDRESS));
        }
    }

    @Test
    void anAgentThatStartsAnewFindsItAtWork() {
        ServiceEntry web = balanced(service("web", "10.96.0.20", both()), ADDRESS, 30999);
        granted(web);
        world.networks.close();
        assertTrue(fromMachine(ADDRESS).contains(" "));

        world.start();
        first = world.networks.ensure(world.spec("acme+node-1"));
        second = world.networks.ensure(world.spec("acme+node-2"));
        assertTrue(fromMachine(ADDRESS).contains(" "));
        granted(web);
        assertTrue(fromMachine(ADDRESS).contains(" "));
        assertTrue(checked("100.64.0.1").startsWith("HTTP/1.1 503"), "health checks are answered again");

        world.networks.remove("acme", "node-1");
        second.services(List.of(balanced(service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.2.2", 8080))), ADDRESS, 30999)));
        assertTrue(fromMachine(ADDRESS).contains(" "), "the other node has it");
        world.networks.remove("acme", "node-2");
        assertFalse(fromMachine(ADDRESS).contains(" "));
    }
}

package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Ports of nodes that lead to pods. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class HostPortsIT {

    private World world;
    private NodeNetwork first;
    private World.Pod near;
    private World.Pod far;

    @BeforeEach
    void oneClusterWithTwoNodes() {
        world = new World("nih", List.of());
        first = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2").getFirst();
        near = world.pod("acme+node-1", "near");
        far = world.pod("acme+node-2", "far");
    }

    @AfterEach
    void gone() {
        world.close();
    }

    private World.Pod serving(String name, String ports) {
        World.Pod pod = world.pod("acme+node-1", name, ports);
        world.serve(pod.netns(), 80, name);
        return pod;
    }

    private String onTheNode(String address, int port) {
        return World.ask(world.namespace(first), address, port, World.LONG_ENOUGH_TO_FAIL);
    }

    private void remove(World.Pod pod) {
        world.cni(
                Map.of("CNI_COMMAND", "DEL", "CNI_CONTAINERID", pod.attachment().containerId(), "CNI_IFNAME", "eth0", "CNI_NETNS",
                        pod.netns().path().toString()),
                "{\"cniVersion\":\"1.1.0\",\"name\":\"marina\",\"type\":\"marina-cni\",\"node\":\"acme+node-1\",\"socket\":\""
                        + world.directory.resolve("run/cni.sock") + "\"}");
    }

    @Test
    void everybodyReachesThePodAtItsNodesAddress() {
        World.Pod web = serving("web", "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}]");

        assertEquals("web " + near.address(), near.ask("100.64.0.1", 8080));
        assertEquals("web " + far.address(), far.ask("100.64.0.1", 8080));
        assertEquals("web 100.64.0.1", web.ask("100.64.0.1", 8080));
        assertEquals("web 100.64.0.1", onTheNode("100.64.0.1", 8080));
        assertEquals("web 100.64.0.1", onTheNode("127.0.0.1", 8080));
        assertEquals("ConnectException", near.ask("100.64.0.2", 8080));
    }

    @Test
    void onePortOfSeveralAddressesAndProtocolsLeadsToSeveralPods() throws IOException {
        serving("local", "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\",\"hostIP\":\"127.0.0.1\"}]");
        serving("node", "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\",\"hostIP\":\"100.64.0.1\"}]");
        World.Pod datagrams = world.pod("acme+node-1", "datagrams",
                "[{\"hostPort\":8080,\"containerPort\":90,\"protocol\":\"UDP\",\"hostIP\":\"100.64.0.1\"}]");
        World.Counter counter = world.count(datagrams.netns(), 90);

        assertEquals("local 100.64.0.1", onTheNode("127.0.0.1", 8080));
        assertEquals("node 100.64.0.1", onTheNode("100.64.0.1", 8080));
        assertEquals("node " + far.address(), far.ask("100.64.0.1", 8080));
        try (var sender = near.netns().datagrams(new java.net.InetSocketAddress("0.0.0.0", 0))) {
            sender.send(java.nio.ByteBuffer.wrap(new byte[] {1}), new java.net.InetSocketAddress("100.64.0.1", 8080));
            assertEquals(1, counter.awaitOne());
        }
    }

    @Test
    void aPortThatLeadsToOnePodLeadsToNoOther() {
        serving("web", "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}]");

        assertThrows(IllegalStateException.class, () -> world.pod("acme+node-1", "rival", "[{\"hostPort\":8080,\"containerPort\":81,\"protocol\":\"tcp\"}]"));

        assertEquals("web " + far.address(), far.ask("100.64.0.1", 8080));
    }

    @Test
    void aPortOutlivesTheProcessAndEndsWithItsPod() {
        World.Pod web = serving("web", "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}]");
        world.networks.close();
        assertEquals("web " + far.address(), far.ask("100.64.0.1", 8080));
        world.start();
        first = world.networks.ensure(world.spec("acme+node-1"));
        world.networks.ensure(world.spec("acme+node-2"));
        assertEquals("web " + far.address(), far.ask("100.64.0.1", 8080));

        remove(web);

        assertEquals("ConnectException", far.ask("100.64.0.1", 8080));
        World.Pod next = serving("next", "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}]");
        assertEquals("next " + far.address(), far.ask("100.64.0.1", 8080));
        remove(next);
    }
}

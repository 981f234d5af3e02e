package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.linux.Links;
import dev.marina.net.linux.Netns;
import dev.marina.net.service.Endpoint;
import dev.marina.net.service.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The executable as a container runtime calls it. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class CniPluginIT {

    private World world;
    private NodeNetwork node;

    @BeforeEach
    void aNode() {
        world = new World("nic", List.of());
        node = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2").getFirst();
    }

    @AfterEach
    void gone() {
        world.close();
    }

    @Test
    void addTwiceIsRefusedAndLeavesTheFirstInPlace() {
        World.Pod pod = world.pod("acme+node-1", "c1");
        world.serve(pod.netns(), 80, "pod");

        String refusal = refused(environment("ADD", pod), node.cniConfig());

        assertTrue(refusal.contains("\"code\":100"), refusal);
        assertEquals("pod 100.64.0.1", World.ask(world.namespace(node), pod.address().toString(), 80, World.PATIENCE));
    }

    @Test
    void checkSeesWhatIsMissing() {
        World.Pod pod = world.pod("acme+node-1", "c1");
        String configuration = node.cniConfig().replaceFirst("}$", ",\"prevResult\":{}}");

        assertEquals("", world.cni(environment("CHECK", pod), configuration));
        try (Links links = pod.netns().links()) {
            links.delete("eth0");
        }
        assertTrue(refused(environment("CHECK", pod), configuration).contains("\"code\":100"));
    }

    @Test
    void deleteTwiceSucceedsAndFreesTheAddressAndItsRules() {
        World.Pod pod = world.pod("acme+node-1", "c1");

        world.cni(environment("DEL", pod), node.cniConfig());
        world.cni(environment("DEL", pod), node.cniConfig());

        try (Links links = pod.netns().links(); Links nodeLinks = world.namespace(node).links(); var rules = world.namespace(node).nftables()) {
            assertFalse(links.exists("eth0"));
            assertTrue(nodeLinks.names().stream().noneMatch(link -> link.startsWith("pod")));
            assertFalse(rules.query("list ruleset", false).contains(pod.address().toString()));
        }
    }

    @Test
    void deleteSucceedsWhenTheNamespaceIsGone() {
        World.Pod pod = world.pod("acme+node-1", "c1");
        Map<String, String> environment = environment("DEL", pod);
        environment.put("CNI_NETNS", "");
        Netns.delete(pod.netns().path().getFileName().toString());

        assertEquals("", world.cni(environment, node.cniConfig()));
    }

    @Test
    void aNamespaceThatIsNotThereIsAnUnknownContainer() {
        World.Pod pod = world.pod("acme+node-1", "c1");
        Map<String, String> environment = environment("ADD", pod);
        environment.put("CNI_NETNS", "/run/netns/nobody");

        assertTrue(refused(environment, node.cniConfig()).contains("\"code\":3"));
    }

    @Test
    void theMachinesAndTheNodesOwnNamespacesAreNoContainers() {
        World.Pod pod = world.pod("acme+node-1", "c1");
        for (String path : List.of("/proc/self/ns/net", node.netns().toString())) {
            Map<String, String> environment = environment("ADD", pod);
            environment.put("CNI_CONTAINERID", "c2");
            environment.put("CNI_IFNAME", "eth7");
            environment.put("CNI_NETNS", path);

            assertTrue(refused(environment, node.cniConfig()).contains("\"code\":4"), path);
        }
    }

    @Test
    void aFailedAddLeavesNothing() {
        World.Pod pod = world.pod("acme+node-1", "c1");
        Map<String, String> environment = environment("ADD", pod);
        environment.put("CNI_CONTAINERID", "c2");
        environment.put("CNI_IFNAME", "bad%name/../");

        refused(environment, node.cniConfig());

        try (Links nodeLinks = world.namespace(node).links()) {
            assertEquals(1, nodeLinks.names().stream().filter(link -> link.startsWith("pod")).count());
        }
    }

    @Test
    void garbageCollectionRemovesUnlistedAttachments() {
        World.Pod kept = world.pod("acme+node-1", "c1");
        World.Pod removed = world.pod("acme+node-1", "c2");

        world.cni(Map.of("CNI_COMMAND", "GC"),
                node.cniConfig().replaceFirst("}$", ",\"cni.dev/valid-attachments\":[{\"containerID\":\"c1\",\"ifname\":\"eth0\"}]}"));

        try (Links keptLinks = kept.netns().links(); Links removedLinks = removed.netns().links()) {
            assertTrue(keptLinks.exists("eth0"));
            assertFalse(removedLinks.exists("eth0"));
        }
    }

    @Test
    void manyPodsComeAndGoAtOnceWhilePeersAndServicesChange() throws Exception {
        NodeSpec spec = world.spec("acme+node-1");
        NodeSpec alone = new NodeSpec(spec.clusterId(), spec.name(), spec.vni(), spec.clusterPodCidr(), spec.serviceCidr(), spec.podCidr(), spec.address(),
                List.of(), null);
        List<World.Pod> pods = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<World.Pod>> adding = IntStream.range(0, 30).mapToObj(i -> executor.submit(() -> world.pod("acme+node-1", "c" + i))).toList();
            for (int round = 0; round < 10; round++) {
                world.networks.ensure(round % 2 == 0 ? alone : spec);
                Endpoint[] endpoints = IntStream.rangeClosed(0, round * 3).mapToObj(i -> Samples.ready("10.244.1." + (2 + i), 80)).toArray(Endpoint[]::new);
                node.services(List.of(Samples.service("web", "10.96.0.20", Samples.tcp("http", 80, 0, endpoints))));
            }
            for (Future<World.Pod> pod : adding) {
                pods.add(pod.get());
            }
        }

        assertEquals(30, pods.stream().map(World.Pod::address).distinct().count());
        for (World.Pod pod : pods) {
            world.serve(pod.netns(), 80, pod.attachment().containerId());
            assertEquals(pod.attachment().containerId() + " 10.244.1.2", firstOf(pods).ask(pod.address().toString(), 80));
        }
        int before = openFiles();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            pods.forEach(pod -> executor.submit(() -> world.cni(environment("DEL", pod), node.cniConfig())));
        }
        try (Links links = world.namespace(node).links()) {
            assertTrue(links.names().stream().noneMatch(link -> link.startsWith("pod")));
        }
        assertTrue(openFiles() <= before + 3, before + " files were open before, " + openFiles() + " afterwards");
    }

    private static World.Pod firstOf(List<World.Pod> pods) {
        return pods.stream().filter(pod -> pod.address().toString().equals("10.244.1.2")).findFirst().orElseThrow();
    }

    private static int openFiles() {
        return new java.io.File("/proc/self/fd").list().length;
    }

    @Test
    void whatWasLeftHalfDoneIsReclaimedWhenTheAgentComesBack() {
        World.Pod kept = world.pod("acme+node-1", "c1");
        World.Pod linkGone = world.pod("acme+node-1", "c2");
        World.Pod leaseGone = world.pod("acme+node-1", "c3");
        world.networks.close();
        try (Links links = linkGone.netns().links()) {
            links.delete("eth0");
        }
        forgetLease("c3");

        world.start();
        node = world.networks.ensure(world.spec("acme+node-1"));

        try (Links links = world.namespace(node).links(); Links orphan = leaseGone.netns().links()) {
            assertEquals(List.of(Names.pod(kept.address())), links.names().stream().filter(link -> link.startsWith("pod")).toList());
            assertFalse(orphan.exists("eth0"));
        }
        assertEquals("", world.cni(environment("DEL", linkGone), node.cniConfig()));
        world.serve(kept.netns(), 80, "kept");
        assertEquals("kept 100.64.0.1", World.ask(world.namespace(node), kept.address().toString(), 80, World.PATIENCE));
    }

    private void forgetLease(String container) {
        try {
            Path journal = world.directory.resolve("state/leases/acme+node-1");
            Files.write(journal, Files.readAllLines(journal).stream().filter(line -> !line.contains(" " + container + " ")).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void statusTellsWhetherPodsCouldBeAdded() {
        assertEquals("", world.cni(Map.of("CNI_COMMAND", "STATUS"), node.cniConfig()));
        assertTrue(refused(Map.of("CNI_COMMAND", "STATUS"), node.cniConfig().replace("node-1", "node-9")).contains("\"code\":50"));
        world.networks.close();
        assertTrue(refused(Map.of("CNI_COMMAND", "STATUS"), node.cniConfig()).contains("\"code\":50"));
        World.Pod nobody = new World.Pod(world.machine, "acme+node-1", new dev.marina.net.cni.CniPlugin.Attachment("c1", "eth0"), null);
        assertTrue(refused(environment("ADD", nobody), node.cniConfig()).contains("\"code\":11"));
        world.start();
    }

    @Test
    void versionIsAnsweredWithoutAnAgent() {
        assertTrue(world.cni(Map.of("CNI_COMMAND", "VERSION"), "{\"cniVersion\":\"1.0.0\"}").contains("\"supportedVersions\""));
    }

    private String refused(Map<String, String> environment, String configuration) {
        return assertThrows(IllegalStateException.class, () -> world.cni(environment, configuration)).getMessage();
    }

    private static Map<String, String> environment(String command, World.Pod pod) {
        return new HashMap<>(Map.of("CNI_COMMAND", command, "CNI_CONTAINERID", pod.attachment().containerId(), "CNI_IFNAME", "eth0",
                "CNI_NETNS", pod.netns().path().toString()));
    }
}

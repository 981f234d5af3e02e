package dev.marina.agent.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.pod.Pods;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.csi.v1.NodeGetInfoResponse;
import dev.marina.csi.v1.Topology;
import dev.marina.csi.v1.registration.PluginInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Drivers are programs of a tenant's that may do as they like. None of it reaches the machine, another tenant, or the node's other drivers.
class HostileDriversIT {

    private static final String NAME = "evil.csi.example.com";
    private static final Pod POD = Pods.pod("""
            containers: [{name: main, image: x, volumeMounts: [{name: v, mountPath: /v}]}]
            volumes: [{name: v, csi: {driver: evil.csi.example.com}}]
            """);

    @TempDir
    Path directory;

    @TempDir
    Path machine;

    private NodeUnderTest node;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount");
        node = new NodeUnderTest(directory, "c1");
        ephemeral(node, NAME);
        Files.writeString(machine.resolve("secret"), "of the machine");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        if (node != null) {
            node.close();
        }
    }

    private static void ephemeral(NodeUnderTest node, String name) {
        node.api.csiDrivers.put(name, Serialization.unmarshal(
                "---\n{apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: %s}, spec: {volumeLifecycleModes: [Ephemeral]}}".formatted(name),
                CSIDriver.class));
    }

    private <T extends AutoCloseable> T opened(T each) {
        open.add(each);
        return each;
    }

    private TenantDriver driver(String name) throws IOException {
        return opened(new TenantDriver(node.host, name));
    }

    private Path target(String path) {
        return node.host.resolve(path.substring(1));
    }

    private String refusal(Pod pod) {
        return assertThrows(MountFailure.class, () -> node.volumes.mount(pod)).getMessage();
    }

    @Test
    void linksAtTheTargetLeadNowhereOutsideTheNode() throws IOException {
        TenantDriver evil = driver(NAME);
        evil.publishing = request -> Files.createSymbolicLink(target(request.getTargetPath()), machine);
        node.start().awaitDriver(NAME);

        NodeUnderTest.await("nothing is there", () -> refusal(POD).contains("but nothing is at /var/lib/kubelet/pods"), () -> refusal(POD));

        evil.publishing = request -> {
            Files.deleteIfExists(target(request.getTargetPath()));
            Files.createSymbolicLink(target(request.getTargetPath()), Path.of("../../../../../../../../../../../../../..", machine.toString()));
        };
        assertTrue(refusal(POD).contains("but nothing is at"), () -> refusal(POD));
        assertEquals("of the machine", Files.readString(machine.resolve("secret")));
    }

    @Test
    void whatIsNoDirectoryIsNoVolume() throws Exception {
        TenantDriver evil = driver(NAME);
        evil.publishing = request -> {
            Files.deleteIfExists(target(request.getTargetPath()));
            String name = "x" + open.size();
            opened(ServerSocketChannel.open(StandardProtocolFamily.UNIX))
                    .bind(UnixDomainSocketAddress.of(Files.createDirectories(node.host.resolve("s")).resolve(name)));
            Files.createSymbolicLink(target(request.getTargetPath()), Path.of("/s", name));
        };
        node.start().awaitDriver(NAME);

        NodeUnderTest.await("refused", () -> refusal(POD).contains("that is no directory"), () -> refusal(POD));

        assertEquals(List.of(), node.mounts.below(directory));
    }

    @Test
    void directoriesThatWereSwappedForLinksAreNotMadeOrRemovedElsewhere() throws IOException {
        driver(NAME);
        node.start().awaitDriver(NAME);
        Path pods = node.host.resolve("var/lib/kubelet/pods");
        Files.delete(pods);
        Path victim = Files.createDirectories(machine.resolve(POD.getMetadata().getUid())).resolve("kept");
        Files.writeString(victim, "kept");
        Files.createSymbolicLink(pods, machine);

        NodeUnderTest.await("refused", () -> refusal(POD).contains("cannot open pods"), () -> refusal(POD));
        node.volumes.unmount(POD.getMetadata().getUid());

        assertEquals("kept", Files.readString(victim));
        assertFalse(Files.exists(machine.resolve(POD.getMetadata().getUid()).resolve("volumes")));
    }

    @Test
    void registryThatLeadsElsewhereIsNotLookedAt() throws IOException {
        Path registry = node.host.resolve("var/lib/kubelet/plugins_registry");
        Files.delete(registry);
        Path elsewhere = Files.createDirectories(machine.resolve("var/lib/kubelet/plugins_registry"));
        opened(new TenantDriver(machine, "other.csi.example.com"));
        Files.createSymbolicLink(registry, elsewhere);
        node.start();
        Files.delete(registry);
        Files.createDirectory(registry);
        driver(NAME);
        node.awaitDriver(NAME);

        assertEquals(Set.of(NAME), node.records.drivers.keySet());
    }

    @Test
    void socketsThatDoNotAnswerKeepNoOtherDriverWaiting() throws IOException {
        for (int i = 0; i < 3; i++) {
            ServerSocketChannel mute = opened(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
            mute.bind(UnixDomainSocketAddress.of(node.host.resolve("var/lib/kubelet/plugins_registry/mute-%d.sock".formatted(i))));
        }
        driver(NAME);

        node.start().awaitDriver(NAME);
    }

    @Test
    void aThousandSocketsAreAsManyAsANodeTakes() throws IOException {
        for (int i = 0; i < 1000; i++) {
            try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                left.bind(UnixDomainSocketAddress.of(node.host.resolve("var/lib/kubelet/plugins_registry/left-%d.sock".formatted(i))));
            }
        }
        node.start();
        try (NodeUnderTest other = new NodeUnderTest(machine, "c2")) {
            opened(new TenantDriver(other.host, NAME));
            other.start().awaitDriver(NAME);
        }
        assertEquals(Map.of(), node.records.drivers);
    }

    @Test
    void answersOfAHundredMegabytesAreNotTaken() throws IOException {
        TenantDriver evil = driver(NAME);
        evil.info = NodeGetInfoResponse.newBuilder().setNodeId("x".repeat(100 << 20)).build();
        node.start();

        NodeUnderTest.await("the driver hears why", () -> !evil.told.isEmpty(), () -> evil.told);

        assertTrue(evil.told.getFirst().getError().contains("RESOURCE_EXHAUSTED"), evil.told.getFirst()::getError);
        assertEquals(Map.of(), node.records.drivers);
    }

    @Test
    void platformsNameAndItsNodesLabelsAreNotForDrivers() throws IOException {
        TenantDriver posing = opened(new TenantDriver(node.host, PluginInfo.newBuilder().setType("CSIPlugin").setName("csi.marina.dev")
                .addSupportedVersions("1.0.0").build()));
        TenantDriver evil = driver(NAME);
        evil.info = NodeGetInfoResponse.newBuilder().setNodeId("n").setAccessibleTopology(Topology.newBuilder().putSegments("kubernetes.io/hostname", "other"))
                .build();
        node.start();

        NodeUnderTest.await("both hear why", () -> !posing.told.isEmpty() && !evil.told.isEmpty(), () -> posing.told + " " + evil.told);

        assertEquals("driver name \"csi.marina.dev\" is that of the platform's own driver", posing.told.getFirst().getError());
        assertEquals("detected topology value collision: driver reported \"kubernetes.io/hostname\":\"other\" but existing label is "
                + "\"kubernetes.io/hostname\":\"node-1\"", evil.told.getFirst().getError());
        assertEquals(Map.of(), node.records.drivers);
    }

    @Test
    void callThatHangsEndsWithTheNodesSession() throws Exception {
        TenantDriver evil = driver(NAME);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        opened(never::countDown);
        evil.publishing = _ -> {
            asked.countDown();
            try {
                never.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        };
        node.start().awaitDriver(NAME);
        CompletableFuture<String> pod = CompletableFuture.supplyAsync(() -> {
            while (true) {
                String said = refusal(POD);
                if (!said.contains("not found in the list")) {
                    return said;
                }
            }
        });
        assertTrue(asked.await(30, TimeUnit.SECONDS), "the driver is asked");

        node.drivers().close();

        assertTrue(pod.get(20, TimeUnit.SECONDS).contains("UNAVAILABLE"), "told that nobody is there any more");
    }

    @Test
    void tenantsWithDriversOfOneNameHaveEachTheirOwn() throws IOException {
        TenantDriver mine = driver(NAME);
        node.start();
        try (NodeUnderTest theirs = new NodeUnderTest(machine, "c2");
                TenantDriver other = new TenantDriver(theirs.host, NAME)) {
            ephemeral(theirs, NAME);
            theirs.start();
            Path here = node.mounted(POD);
            Path there = theirs.mounted(POD);

            Files.writeString(here.resolve("file"), "mine");

            assertFalse(Files.exists(there.resolve("file")));
            assertEquals(1, mine.published.size());
            assertEquals(1, other.published.size());
            theirs.volumes.unmount(POD.getMetadata().getUid());
            assertEquals("mine", Files.readString(here.resolve("file")));
        }
    }
}

package dev.marina.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.eviction.LocalStorage;
import dev.marina.agent.figures.KernelPodUses;
import dev.marina.agent.figures.PodUses;
import dev.marina.agent.pod.EarlyEnd;
import dev.marina.agent.pod.PodCgroups;
import io.fabric8.kubernetes.api.model.PodBuilder;
import dev.marina.agent.disk.DiskImage;
import dev.marina.agent.disk.NodeDisks;
import dev.marina.agent.image.BuiltinImages;
import dev.marina.agent.pod.Pods;
import dev.marina.agent.pod.RecordingPodApi;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerSpec;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.DockerImages;
import dev.marina.agent.runtime.DockerRuntime;
import dev.marina.agent.runtime.DockerStreams;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.PrivateEngine;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxSpec;
import dev.marina.agent.runtime.WritableLayers;
import dev.marina.agent.volume.DriverVolumes;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.agent.volume.IdMapping;
import dev.marina.agent.volume.LinuxMounts;
import dev.marina.agent.volume.NodeVolumes;
import dev.marina.linux.Mounting;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Containers of an engine that maps ids, on nodes with disks: whose their files are, inside and outside, and where they end.
class ContainmentIT {

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    private static final NodeRef NODE = new NodeRef("c1", "node-1");
    private static final PodRef POD = new PodRef(NODE, "default", "web", "uid-1");

    private static final long DISK = 128L << 20;

    @TempDir
    Path machine;

    private final RecordingPodApi api = new RecordingPodApi();
    private final LinuxMounts mounts = new LinuxMounts();
    private IdMapping ids;
    private Path node;
    private Path claim;
    private WritableLayers layers;
    private DockerRuntime runtime;
    private NodeVolumes volumes;
    private SandboxId sandbox;

    @BeforeEach
    void open() throws IOException {
        new BuiltinImages(new DockerImages(ENGINE.engine())).ensure();
        ids = IdMapping.of(PrivateEngine.IDS);
        node = machine.resolve("nodes").resolve(NODE.id());
        claim = Files.createDirectories(machine.resolve("claim"));
        new NodeDisks(machine.resolve("disks"), DISK, PrivateEngine.IDS).open(NODE.id(), node);
        layers = WritableLayers.on(_ -> node, PrivateEngine.IDS);
        runtime = new DockerRuntime(ENGINE.engine(), "containment", BuiltinImages.PAUSE, layers);
        volumes = new NodeVolumes(node, "node-1", "100.64.0.7", new Quantity("1"), new Quantity("64Mi"), PrivateEngine.IDS, mounts, api,
                ids.show(new BoundClaims()), DriverVolumes.NONE, Clock.systemUTC());
        sandbox = runtime.runSandbox(new SandboxSpec(POD, 0, "web", Optional.empty(), Map.of(), "/marina-contract/uid"));
    }

    /// A driver that shows a directory of this machine's file system.
    private final class BoundClaims implements ClaimVolumes {

        @Override
        public Backing backing(Pod pod, String name, Path target) {
            return new Backing.Files();
        }

        @Override
        public void mount(Pod pod, String name, boolean readOnly, Path target) {
            try {
                Files.createDirectories(target);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            Mounting.mount(claim.toString(), target.toString(), null, Mounting.MS_BIND, null);
        }

        @Override
        public void unmount(String podUid, Path target) {
            Mounting.unmount(target.toString(), Mounting.MNT_DETACH);
        }
    }

    @AfterEach
    void close() {
        if (runtime != null) {
            runtime.remove(sandbox);
            volumes.unmount(POD.uid());
            runtime.close();
            ids.close();
            mounts.unmountBelow(machine);
        }
    }

    private ContainerId start(String name, Optional<String> user, List<ContainerSpec.Mount> mounts, long diskBytes) {
        return start(name, List.of("sleep", "1000"), user, mounts, diskBytes);
    }

    private ContainerId start(String name, List<String> command, Optional<String> user, List<ContainerSpec.Mount> mounts, long diskBytes) {
        ContainerId id = runtime.createContainer(sandbox, new ContainerSpec(POD, name, ContainerKind.MAIN, 0, 0, "marina/busybox:1", "marina/busybox:1",
                command, List.of(), "", List.of(), mounts, new ContainerSpec.Resources(0, 0, 2, 4096, 1000, diskBytes),
                new ContainerSpec.Security(user, List.of("2000"), List.of("CHOWN", "NET_ADMIN", "SYS_PTRACE"), false, true, false), false, false, false,
                "/marina-contract/uid", false, Optional.empty(), "", ""));
        runtime.startContainer(id);
        return id;
    }

    private String logs(ContainerId container, boolean untilItEnds) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        new DockerStreams(ENGINE.engine(), layers).logs(container, new ContainerStreams.LogOptions(untilItEnds, false, -1, Optional.empty()), out, err);
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private String in(ContainerId container, String script) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DockerStreams(ENGINE.engine(), layers).exec(container, List.of("sh", "-c", script), new ContainerStreams.Session(
                new ByteArrayInputStream(new byte[0]), out, out, false, ContainerStreams.TerminalSize.FIXED));
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    private static List<ContainerSpec.Mount> at(Map<String, Path> volumes) {
        List<ContainerSpec.Mount> mounts = new ArrayList<>();
        volumes.forEach((name, path) -> mounts.add(new ContainerSpec.Mount(path.toString(), "/" + name, false, ContainerSpec.Propagation.NONE)));
        return mounts;
    }

    private static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    private static int gid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:gid");
    }

    /// The engine unmounts the log of a container that ends, and knows an empty one.
    @Test
    void whatAnEndedContainerWroteIsStillThere() {
        ContainerId ended = start("ended", List.of("sh", "-c", "echo first; echo second >&2"), Optional.empty(), List.of(), 0);
        logs(ended, true);

        assertEquals("first\nsecond\n", logs(ended, false));
        assertEquals("first\nsecond\n", logs(ended, false));

        runtime.removeContainer(ended);
        assertFalse(Files.exists(node.resolve("containers").resolve(ended.value())));
    }

    @Test
    void filesInEveryKindOfVolumeHaveTheIdsThatArePromisedAndAreNobodysOutside() throws IOException {
        api.configMaps.put("m", new ConfigMapBuilder().withData(Map.of("key", "value")).build());
        Map<String, Path> mounted = volumes.mount(Pods.pod("""
                containers: [{name: main, image: x}]
                securityContext: {fsGroup: 2000}
                volumes:
                - {name: scratch, emptyDir: {}}
                - {name: small, emptyDir: {sizeLimit: 8Mi}}
                - {name: memory, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
                - {name: host, hostPath: {path: /data}}
                - {name: claim, persistentVolumeClaim: {claimName: c}}
                - {name: map, configMap: {name: m, defaultMode: 0400}}
                """));
        ContainerId root = start("root", Optional.empty(), at(mounted), 0);
        ContainerId user = start("user", Optional.of("1000"), at(mounted), 0);

        for (String volume : List.of("scratch", "small", "memory", "claim")) {
            assertEquals("0 2000", in(root, "touch /%s/root && stat -c '%%u %%g' /%s/root".formatted(volume, volume)), volume);
            assertEquals("1000 2000", in(user, "touch /%s/user && stat -c '%%u %%g' /%s/user".formatted(volume, volume)), volume);
            assertEquals(PrivateEngine.IDS.root(), uid(mounted.get(volume).resolve("root")), volume);
            assertEquals(PrivateEngine.IDS.outside(1000), uid(mounted.get(volume).resolve("user")), volume);
            assertEquals(PrivateEngine.IDS.outside(2000), gid(mounted.get(volume).resolve("user")), volume);
        }
        assertEquals("0 0", in(root, "touch /host/root && stat -c '%u %g' /host/root"));
        assertEquals(PrivateEngine.IDS.root(), uid(mounted.get("host").resolve("root")));
        assertEquals("0 2000 440", in(root, "stat -L -c '%u %g %a' /map/key"));
        assertEquals("value", in(user, "cat /map/key"));
        // What a claim holds on its own file system are the ids that pods know, wherever it is mounted next.
        assertEquals(1000, uid(claim.resolve("user")));
    }

    @Test
    void aSubPathIsMadeForRootOfTheContainersInAClaimToo() throws IOException {
        Pod pod = Pods.pod("containers: [{name: main, image: x}]\nvolumes: [{name: claim, persistentVolumeClaim: {claimName: c}}]\n");
        Path volume = volumes.mount(pod).get("claim");

        volumes.subPath(pod, "main", 0, volume, "made/here");

        assertEquals(PrivateEngine.IDS.root(), uid(volume.resolve("made/here")));
        assertEquals(0, uid(claim.resolve("made/here")));
    }

    @Test
    void capabilitiesEndAtTheUserNamespace() {
        ContainerId container = start("main", Optional.empty(), List.of(), 0);

        assertEquals("up", in(container, "ip link set lo up && echo up"));
        assertTrue(in(container, "ls -l /proc/1/exe").contains("/bin/"));
        String mount = in(container, "mount -t tmpfs none /tmp 2>&1");
        assertTrue(mount.contains("permission denied"), mount);
        assertEquals("nobody", in(container, "stat -c %U /proc/sys/kernel/core_pattern"));
    }

    @Test
    void whatContainersWriteEndsWithTheNodesDisk() throws IOException {
        ContainerId container = start("main", Optional.empty(), at(volumes.mount(Pods.pod(
                "containers: [{name: main, image: x}]\nvolumes: [{name: scratch, emptyDir: {}}, {name: host, hostPath: {path: /data}}]\n"))), 0);

        String layer = in(container, "dd if=/dev/zero of=/big bs=1M count=512 2>&1");
        String scratch = in(container, "dd if=/dev/zero of=/scratch/big bs=1M count=512 2>&1");
        String host = in(container, "dd if=/dev/zero of=/host/big bs=1M count=512 2>&1");

        for (String said : List.of(layer, scratch, host)) {
            assertTrue(said.contains("No space left"), said);
        }
        assertEquals(DISK, Files.size(machine.resolve("disks").resolve(NODE.id() + ".img")));
        // The agent and the engine still write what they need.
        Files.write(node.resolve("pods/note"), new byte[4096]);
        runtime.removeContainer(container);
    }

    @Test
    void aContainersOwnLimitHoldsForItsLayerAndAVolumesForItself() {
        Map<String, Path> mounted = volumes.mount(Pods.pod("containers: [{name: main, image: x}]\nvolumes: [{name: small, emptyDir: {sizeLimit: 8Mi}}]\n"));
        ContainerId container = start("main", Optional.empty(), at(mounted), 16L << 20);

        assertTrue(in(container, "dd if=/dev/zero of=/small/file bs=1M count=7 2>&1 && echo fits").endsWith("fits"));
        assertTrue(in(container, "dd if=/dev/zero of=/small/more bs=1M count=4 2>&1").contains("No space left"));
        assertTrue(in(container, "dd if=/dev/zero of=/file bs=1M count=14 2>&1 && echo fits").endsWith("fits"));
        assertTrue(in(container, "dd if=/dev/zero of=/more bs=1M count=8 2>&1").contains("No space left"));
    }

    @Test
    void whoPassesALimitOfTheDiskIsSeenWithoutALookAtTheFiles() {
        Pod pod = Pods.pod("""
                containers: [{name: main, image: x, resources: {limits: {ephemeral-storage: 16Mi}}}]
                volumes: [{name: small, emptyDir: {sizeLimit: 8Mi}}, {name: scratch, emptyDir: {}}]
                """);
        ContainerId container = start("main", Optional.empty(), at(volumes.mount(pod)), 16L << 20);
        Pod running = new PodBuilder(pod).editStatus().addNewContainerStatus().withName("main").withContainerID("docker://" + container)
                .endContainerStatus().endStatus().build();
        PodUses uses = new KernelPodUses(Cgroups.open("containment"), new PodCgroups(Cgroups.open("containment"), NODE.id(), 100), node);

        in(container, "dd if=/dev/zero of=/small/file bs=1M count=7; dd if=/dev/zero of=/scratch/file bs=1M count=1; dd if=/dev/zero of=/file bs=1M count=7");
        assertEquals(Optional.empty(), LocalStorage.exceeding(uses.withDisks(List.of(running), 0).getFirst()));
        assertTrue(uses.withDisks(List.of(running), 100).getFirst().volumes().get("scratch").bytes() >= 1 << 20);

        in(container, "dd if=/dev/zero of=/small/more bs=64K count=64");
        assertEquals(Optional.of("Usage of EmptyDir volume \"small\" exceeds the limit \"8Mi\". "),
                LocalStorage.exceeding(uses.withDisks(List.of(running), 0).getFirst()).map(EarlyEnd::message));

        in(container, "rm /small/more; dd if=/dev/zero of=/more bs=64K count=256");
        assertEquals(Optional.of("Pod ephemeral local storage usage exceeds the total limit of containers 16Mi. "),
                LocalStorage.exceeding(uses.withDisks(List.of(running), 0).getFirst()).map(EarlyEnd::message));
    }

    @Test
    void aRemovedContainerLeavesNothingOnTheNodesDisk() throws IOException {
        ContainerId container = start("main", Optional.empty(), List.of(), 16L << 20);
        in(container, "dd if=/dev/zero of=/file bs=1M count=4");

        runtime.removeContainer(container);
        runtime.removeContainer(container);

        try (var left = Files.list(node.resolve("containers"))) {
            assertEquals(List.of(sandbox.value()), left.map(path -> path.getFileName().toString()).toList());
        }
        assertTrue(DiskImage.mounted(node));
    }
}

package dev.marina.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.ids.IdRange;
import dev.marina.agent.pod.Pods;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.agent.pod.RecordingPodApi;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Volumes of a pod, really mounted; and that none of them leads out of its node.
class NodeVolumesIT {

    @TempDir
    Path node;

    @TempDir
    Path machine;

    private final RecordingPodApi api = new RecordingPodApi();
    private final LinuxMounts mounts = new LinuxMounts();
    private final ClaimVolumes claims = new ClaimVolumes() {
        @Override
        public Backing backing(Pod pod, String claim, Path target) {
            return claim.equals("static") ? new Backing.OfNode(new HostPathVolumeSource("/srv/data", "")) : new Backing.Files();
        }

        @Override
        public void mount(Pod pod, String claim, boolean readOnly, Path target) {
            try {
                Files.createDirectories(target);
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }

        @Override
        public void unmount(String podUid, Path target) {}
    };
    private static final IdRange IDS = new IdRange(1_860_000_000L, 1L << 20);
    private NodeVolumes volumes;

    @BeforeEach
    void open() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount");
        volumes = new NodeVolumes(node, "node-1", "100.64.0.7", new Quantity("1"), new Quantity("64Mi"), IDS, mounts, api, claims, DriverVolumes.NONE,
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        mounts.unmountBelow(node);
    }

    private static Pod pod(String volumes) {
        return Pods.pod("containers: [{name: main, image: x}]\nvolumes:\n- {name: v, %s}\n".formatted(volumes));
    }

    private static Pod podOfGroup(String volume, String policy) {
        return Pods.pod("containers: [{name: main, image: x}]\nsecurityContext: {fsGroup: 4711, fsGroupChangePolicy: %s}\nvolumes:\n- {name: v, %s}\n"
                .formatted(policy, volume));
    }

    private static int uid(Path path) throws IOException {
        return inside((Integer) Files.getAttribute(path, "unix:uid"));
    }

    private static int gid(Path path) throws IOException {
        return inside((Integer) Files.getAttribute(path, "unix:gid"));
    }

    private static int inside(int outside) {
        return outside < IDS.first() ? outside : (int) (outside - IDS.first());
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode") & 07777;
    }

    private Path mount(String volume) {
        return volumes.mount(pod(volume)).get("v");
    }

    @Test
    void whatSeveralVolumesNameIsReadOnceForAllOfThem() throws IOException {
        api.configMaps.put("m", new ConfigMapBuilder().withData(Map.of("a", "1", "b", "2")).build());
        Pod pod = Pods.pod("""
                containers: [{name: main, image: x}]
                volumes:
                - {name: one, configMap: {name: m}}
                - {name: other, projected: {sources: [{configMap: {name: m, items: [{key: a, path: a}]}}, {configMap: {name: m, items: [{key: b, path: b}]}}]}}
                """);

        Map<String, Path> mounted = volumes.mount(pod);

        assertEquals("2", Files.readString(mounted.get("other").resolve("b")));
        assertEquals(List.of("configmap/m"), api.reads);
    }

    @Test
    void configMapIsReplacedAsAWhole() throws IOException {
        api.configMaps.put("m", new ConfigMapBuilder().withData(Map.of("a", "1", "b", "1")).build());
        Path volume = mount("configMap: {name: m}");
        Path before = volume.resolve("..data").toRealPath();
        assertEquals("1", Files.readString(volume.resolve("a")));

        api.configMaps.put("m", new ConfigMapBuilder().withData(Map.of("a", "2", "c", "2")).build());
        mount("configMap: {name: m}");

        assertEquals("2", Files.readString(volume.resolve("a")));
        assertEquals("2", Files.readString(volume.resolve("c")));
        assertFalse(Files.exists(volume.resolve("b"), java.nio.file.LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(before));
    }

    @Test
    void unchangedContentIsLeftAlone() throws IOException {
        api.configMaps.put("m", new ConfigMapBuilder().withData(Map.of("a", "1")).build());
        Path first = mount("configMap: {name: m, defaultMode: 256}").resolve("..data").toRealPath();

        assertEquals(first, mount("configMap: {name: m, defaultMode: 256}").resolve("..data").toRealPath());
    }

    @Test
    void secretLivesInMemory() throws IOException {
        api.secrets.put("s", new SecretBuilder().withData(Map.of("key", "dmFsdWU=")).build());

        Path volume = mount("secret: {secretName: s, items: [{key: key, path: deep/er}]}");

        assertEquals("value", Files.readString(volume.resolve("deep/er")));
        assertEquals("tmpfs", Files.getFileStore(volume).type());
    }

    @Test
    void aVolumeThatAPersonMadeOfANodesDirectoryIsThatDirectory() throws IOException {
        Path data = mount("persistentVolumeClaim: {claimName: static}");
        Files.writeString(data.resolve("kept"), "x");

        assertEquals("x", Files.readString(mount("hostPath: {path: /srv/data}").resolve("kept")));
    }

    @Test
    void missingObjectsAreNamed() {
        assertEquals("MountVolume.SetUp failed for volume \"v\" : configmap \"m\" not found",
                assertThrows(MountFailure.class, () -> mount("configMap: {name: m}")).getMessage());
        mount("configMap: {name: m, optional: true}");
    }

    @Test
    void tokenIsAskedForOnceWhileItIsYoung() throws IOException {
        String projected = "projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 3607}}, {downwardAPI: {items: [{path: ns, fieldRef: {fieldPath: metadata.namespace}}]}}]}";
        Path volume = mount(projected);
        mount(projected);

        assertEquals("token-1", Files.readString(volume.resolve("token")));
        assertEquals("default", Files.readString(volume.resolve("ns")));
    }

    @Test
    void tokenIsTheOnlyUsersAloneAndTheGroupsIfThereIsOne() throws IOException {
        assertToken("", "", 0644, 0, 0);
        assertToken("", "runAsUser: 1000", 0600, 1000, 0);
        assertToken("", "fsGroup: 4711", 0640, 0, 4711);
        assertToken("", "runAsUser: 1000, fsGroup: 4711", 0640, 1000, 4711);
        assertToken("securityContext: {runAsUser: 1000}", "", 0644, 0, 0);
        assertToken("securityContext: {runAsUser: 1001}", "runAsUser: 1000", 0644, 0, 0);
        assertToken("securityContext: {runAsUser: 1000}", "runAsUser: 1000", 0600, 1000, 0);
    }

    /// @param helper what one of two containers says
    private void assertToken(String helper, String security, int mode, int uid, int gid) throws IOException {
        Path token = volumes.mount(podWithToken(helper, security)).get("v").resolve("token").toRealPath();
        assertEquals("%o %d %d".formatted(mode, uid, gid), "%o %d %d".formatted(mode(token), uid(token), gid(token)), helper + " " + security);
    }

    private static Pod podWithToken(String helper, String security) {
        return Pods.pod("""
                initContainers: [{name: helper, image: x, %s}]
                containers: [{name: main, image: x}]
                securityContext: {%s}
                volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: token}}]}}]
                """.formatted(helper, security));
    }

    @Test
    void tokenIsNoUsersOfTheMachine() {
        assertTrue(assertThrows(MountFailure.class, () -> volumes.mount(podWithToken("", "runAsUser: " + Integer.MAX_VALUE))).getMessage()
                .contains("runAsUser 2147483647 does not exist on this node"));
    }

    @Test
    void memoryVolumeHoldsNoMoreThanItsLimit() {
        Path volume = mount("emptyDir: {medium: Memory, sizeLimit: 1Mi}");

        assertThrows(IOException.class, () -> Files.write(volume.resolve("big"), new byte[2 << 20]));
    }

    @Test
    void memoryVolumeThatLostItsMountIsNotTheDisk() throws IOException {
        Path volume = mount("emptyDir: {medium: Memory, sizeLimit: 1Mi}");
        // As a restart of the machine, or a crash between the directory and its mount, leaves it.
        mounts.unmountBelow(volume);

        assertEquals("tmpfs", Files.getFileStore(mount("emptyDir: {medium: Memory, sizeLimit: 1Mi}")).type());
    }

    @Test
    void emptyDirIsForEverybodyAndTheGroup() throws IOException {
        Path plain = volumes.mount(Pods.pod("""
                containers: [{name: main, image: x}]
                volumes: [{name: plain, emptyDir: {}}]
                """)).get("plain");
        assertEquals(0777, mode(plain));
        Path disk = volumes.mount(Pods.pod("""
                containers: [{name: main, image: x}]
                securityContext: {fsGroup: 4711}
                volumes: [{name: disk, emptyDir: {}}]
                """)).get("disk");
        Path memory = volumes.mount(podOfGroup("emptyDir: {medium: Memory}", "Always")).get("v");

        for (Path volume : new Path[] {disk, memory}) {
            assertEquals(02777, mode(volume));
            assertEquals(4711, gid(volume));
        }
    }

    @Test
    void claimIsGivenToTheGroupOncePerPod() throws IOException {
        Path claim = volumes.mount(podOfGroup("persistentVolumeClaim: {claimName: c}", "Always")).get("v");
        assertEquals(4711, gid(claim));
        Path file = Files.createFile(claim.resolve("file"));
        Files.setAttribute(file, "unix:gid", 0);
        Files.setAttribute(claim, "unix:gid", 0);

        volumes.mount(podOfGroup("persistentVolumeClaim: {claimName: c}", "Always"));

        assertEquals(0, gid(file));
    }

    @Test
    void volumeWhoseRootIsTheGroupsIsLeftAloneOnRootMismatch() throws IOException {
        Path claim = Files.createDirectories(node.resolve("pods/uid-1/volumes/claim/v"));
        Path file = Files.createFile(claim.resolve("file"));
        Files.setAttribute(claim, "unix:gid", IDS.outside(4711));
        Files.setAttribute(claim, "unix:mode", 02775);

        volumes.mount(podOfGroup("persistentVolumeClaim: {claimName: c}", "OnRootMismatch"));

        assertEquals(0, gid(file));
    }

    @Test
    void groupOfAFileOfTheMachineIsNotChangedThroughALink() throws IOException {
        Path secret = Files.writeString(machine.resolve("secret"), "of the machine");
        Path claim = Files.createDirectories(node.resolve("pods/uid-1/volumes/claim/v"));
        Files.createSymbolicLink(claim.resolve("link"), secret);

        volumes.mount(podOfGroup("persistentVolumeClaim: {claimName: c}", "Always"));

        assertEquals(0, gid(secret));
        assertEquals(4711, gid(claim));
    }

    @Test
    void apiVolumeIsReadableForTheGroup() throws IOException {
        api.secrets.put("s", new SecretBuilder().withData(Map.of("key", "dmFsdWU=")).build());

        Path volume = volumes.mount(podOfGroup("secret: {secretName: s, defaultMode: 256, items: [{key: key, path: deep/er}]}", "Always")).get("v");

        assertEquals(4711, gid(volume.resolve("deep/er")));
        assertEquals(0440, mode(volume.resolve("deep/er")));
        assertEquals(4711, gid(volume.resolve("deep")));
    }

    @Test
    void directoriesOfASubPathHaveTheVolumesPermissions() throws IOException {
        Pod pod = podOfGroup("emptyDir: {}", "Always");
        Path volume = volumes.mount(pod).get("v");

        volumes.subPath(pod, "main", 0, volume, "new/one");

        for (String made : new String[] {"new", "new/one"}) {
            assertEquals(02777, mode(volume.resolve(made)));
            assertEquals(4711, gid(volume.resolve(made)));
        }
    }

    @Test
    void subPathSwappedForALinkIsPinnedInsideItsVolume() throws Exception {
        Files.writeString(machine.resolve("secret"), "of the machine");
        Pod pod = pod("emptyDir: {}");
        Path volume = volumes.mount(pod).get("v");
        Files.createDirectory(volume.resolve("a"));
        java.util.concurrent.atomic.AtomicBoolean done = new java.util.concurrent.atomic.AtomicBoolean();
        Thread attacker = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    Files.move(volume.resolve("a"), volume.resolve("b"));
                    Files.createSymbolicLink(volume.resolve("a"), machine);
                    Files.delete(volume.resolve("a"));
                    Files.move(volume.resolve("b"), volume.resolve("a"));
                }
            } catch (IOException _) {
                // The pin made the directory first.
            }
        });
        for (int round = 0; round < 300; round++) {
            try {
                volumes.subPath(pod, "main", 1, volume, "a/below");
                assertFalse(Files.exists(volumes.subPath(pod, "main", 0, volume, "a").resolve("secret")));
            } catch (MountFailure raced) {
                assertTrue(raced.getMessage().startsWith("failed to prepare subPath"), raced.getMessage());
            }
        }
        done.set(true);
        attacker.join();

        try (var left = Files.list(machine)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void hostPathIsThatOfTheNode() throws IOException {
        Path volume = mount("hostPath: {path: /etc}");

        Files.writeString(volume.resolve("file"), "of the node");

        assertEquals("of the node", Files.readString(node.resolve("hostfs/etc/file")));
        assertFalse(Files.exists(volume.resolve("passwd")));
    }

    @Test
    void linksInHostPathsLeadWithinTheNode() throws IOException {
        Files.writeString(machine.resolve("secret"), "of the machine");
        Path root = new HostFiles(node, Owner.of(IDS, java.util.Optional.empty()), "node-1", "100.64.0.7").root();
        Files.createSymbolicLink(root.resolve("data/escape"), machine);
        Files.createSymbolicLink(root.resolve("data/up"), Path.of("../../../../../.." + machine));

        Files.createSymbolicLink(root.resolve("data/root"), Path.of("/"));

        assertThrows(MountFailure.class, () -> mount("hostPath: {path: /data/escape}"));
        assertThrows(MountFailure.class, () -> mount("hostPath: {path: /data/up}"));
        assertFalse(Files.exists(mount("hostPath: {path: /data/root/etc}").resolve("passwd")));
        mounts.unmountBelow(node);
        assertFalse(Files.exists(mount("hostPath: {path: /../../../../../../../..%s}".formatted(machine)).resolve("secret")));
        assertTrue(Files.exists(machine.resolve("secret")));
    }

    @Test
    void nodeHasTheFilesThatPodsLookForOnAnyHost() throws IOException {
        assertTrue(Files.readString(mount("hostPath: {path: /etc/hosts}")).contains("100.64.0.7\tnode-1\n"));
        volumes.unmount("uid-1");
        assertEquals("node-1\n", Files.readString(mount("hostPath: {path: /etc/hostname, type: File}")));
        volumes.unmount("uid-1");
        assertEquals(01777, mode(mount("hostPath: {path: /tmp}")));
    }

    @Test
    void whatAPodMadeOfTheNodesFilesIsNotFollowed() throws IOException {
        Path root = mount("hostPath: {path: /}");
        Files.writeString(machine.resolve("secret"), "of the machine");
        Files.delete(root.resolve("etc/hosts"));
        Files.createSymbolicLink(root.resolve("etc/hosts"), machine.resolve("secret"));
        Files.delete(root.resolve("var/log"));
        Files.createSymbolicLink(root.resolve("var/log"), machine);
        volumes.unmount("uid-1");

        mount("hostPath: {path: /}");

        assertEquals("", volumes.hostFile("etc/hosts", 100));
        assertEquals(1, machine.toFile().list().length);
    }

    @Test
    void hostPathTypesAreChecked() {
        assertEquals("MountVolume.SetUp failed for volume \"v\" : hostPath type check failed: /nowhere is not a directory",
                assertThrows(MountFailure.class, () -> mount("hostPath: {path: /nowhere, type: Directory}")).getMessage());
        assertThrows(MountFailure.class, () -> mount("hostPath: {path: /etc, type: File}"));
        assertTrue(Files.isRegularFile(mount("hostPath: {path: /etc/new, type: FileOrCreate}")));
    }

    @Test
    void subPathCannotLeaveItsVolume() throws IOException {
        Files.writeString(machine.resolve("secret"), "of the machine");
        Pod pod = pod("emptyDir: {}");
        Path volume = volumes.mount(pod).get("v");
        Files.createSymbolicLink(volume.resolve("escape"), machine);

        assertThrows(MountFailure.class, () -> volumes.subPath(pod, "main", 0, volume, "../v"));
        assertThrows(MountFailure.class, () -> volumes.subPath(pod, "main", 1, volume, "escape"));
        assertTrue(Files.isDirectory(volumes.subPath(pod, "main", 2, volume, "new/one")));
        assertTrue(Files.isDirectory(volume.resolve("new/one")));
    }

    @Test
    void unmountingLeavesNoMountAndKeepsTheNodesFiles() throws IOException {
        api.secrets.put("s", new SecretBuilder().withData(Map.of("key", "dmFsdWU=")).build());
        mount("secret: {secretName: s}");
        Files.writeString(mount("hostPath: {path: /data/x}").resolve("kept"), "yes");

        volumes.unmount("uid-1");
        volumes.unmount("uid-1");

        assertTrue(mounts.below(node).isEmpty());
        assertEquals("yes", Files.readString(node.resolve("hostfs/data/x/kept")));
    }
}

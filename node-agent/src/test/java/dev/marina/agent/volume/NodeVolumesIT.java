package dev.marina.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.pod.Pods;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.agent.pod.RecordingPodApi;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
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
    private NodeVolumes volumes;

    @BeforeEach
    void open() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount");
        volumes = new NodeVolumes(node, "node-1", "100.64.0.7", new Quantity("1"), new Quantity("64Mi"), mounts, api, null, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        mounts.unmountBelow(node);
    }

    private static Pod pod(String volumes) {
        return Pods.pod("containers: [{name: main, image: x}]\nvolumes:\n- {name: v, %s}\n".formatted(volumes));
    }

    private Path mount(String volume) {
        return volumes.mount(pod(volume)).get("v");
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
    void memoryVolumeHoldsNoMoreThanItsLimit() {
        Path volume = mount("emptyDir: {medium: Memory, sizeLimit: 1Mi}");

        assertThrows(IOException.class, () -> Files.write(volume.resolve("big"), new byte[2 << 20]));
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
        Path root = NodeVolumes.hostRoot(node);
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

package dev.marina.agent.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.pod.Pods;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.agent.pod.PodVolumes.NotYet;
import dev.marina.agent.volume.DriverVolumes.Use;
import dev.marina.csi.v1.NodeGetVolumeStatsResponse;
import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodeServiceCapability.RPC.Type;
import dev.marina.csi.v1.VolumeCapability.AccessMode.Mode;
import dev.marina.csi.v1.VolumeUsage;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tenant's driver at a real socket and its volumes, really mounted.
class NodeDriversIT {

    private static final String NAME = "dir.csi.example.com";
    private static final Pod INLINE = Pods.pod("""
            serviceAccountName: robot
            containers: [{name: main, image: x, volumeMounts: [{name: v, mountPath: /v}]}]
            volumes:
            - {name: v, csi: {driver: dir.csi.example.com, volumeAttributes: {kind: fast}, nodePublishSecretRef: {name: key}}}
            """);
    private static final Pod CLAIM = Pods.pod("""
            containers: [{name: main, image: x, volumeMounts: [{name: v, mountPath: /v}]}]
            securityContext: {fsGroup: 4711}
            volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
            """);

    @TempDir
    Path directory;

    private NodeUnderTest node;
    private TenantDriver driver;

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount");
        node = new NodeUnderTest(directory, "c1").start();
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
        if (node != null) {
            node.close();
        }
    }

    private void rules(String spec) {
        node.api.csiDrivers.put(NAME, Serialization.unmarshal("---\n{apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: %s}, spec: %s}"
                .formatted(NAME, spec), CSIDriver.class));
    }

    private void volume(String handle, String more) {
        node.api.volumes.put("data", Serialization.unmarshal("""
                ---
                {apiVersion: v1, kind: PersistentVolume, metadata: {name: pv-1}, spec: {accessModes: [ReadWriteOnce], mountOptions: [noatime],
                 csi: {driver: dir.csi.example.com, volumeHandle: %s, fsType: ext4, volumeAttributes: {a: b}%s}}}
                """.formatted(handle, more), PersistentVolume.class));
    }

    @Test
    void driverThatOpensASocketIsToldOfAtTheNodeUntilItsSocketGoes() throws IOException {
        driver = new TenantDriver(node.host, NAME);
        node.awaitDriver(NAME);

        assertEquals(new DriverInfo(NAME, "/var/lib/kubelet/plugins/" + NAME + "/csi.sock", "id-of-node", 7, Map.of("topology." + NAME + "/zone", "z1")),
                node.records.drivers.get(NAME));
        NodeUnderTest.await("the registrar is told", () -> !driver.told.isEmpty(), () -> driver.told);
        assertTrue(driver.told.getFirst().getPluginRegistered());

        Files.delete(node.host.resolve("var/lib/kubelet/plugins_registry/" + NAME + "-reg.sock"));
        NodeUnderTest.await("the driver is gone", node.records.drivers::isEmpty, () -> node.records.drivers);
    }

    @Test
    void inlineVolumeHasWhatItsObjectAsksForAndGoesWithThePod() throws IOException {
        rules("{attachRequired: true, podInfoOnMount: true, volumeLifecycleModes: [Ephemeral], tokenRequests: [{audience: vault, expirationSeconds: 900}]}");
        node.api.secrets.put("key", new SecretBuilder().withData(Map.of("k", Base64.getEncoder().encodeToString("s3".getBytes(StandardCharsets.UTF_8))))
                .build());
        driver = new TenantDriver(node.host, NAME, Type.STAGE_UNSTAGE_VOLUME);
        Path shown = node.mounted(INLINE);

        NodePublishVolumeRequest asked = driver.published.getFirst();
        Files.writeString(driver.volume(asked.getVolumeId()).resolve("hello"), "there");
        assertEquals("there", Files.readString(shown.resolve("hello")));
        assertEquals("/var/lib/kubelet/pods/%s/volumes/kubernetes.io~csi/v/mount".formatted(INLINE.getMetadata().getUid()), asked.getTargetPath());
        assertEquals("", asked.getStagingTargetPath());
        assertEquals(Map.of("k", "s3"), asked.getSecretsMap());
        assertEquals("fast", asked.getVolumeContextMap().get("kind"));
        assertEquals("robot", asked.getVolumeContextMap().get("csi.storage.k8s.io/serviceAccount.name"));
        assertEquals("true", asked.getVolumeContextMap().get("csi.storage.k8s.io/ephemeral"));
        assertTrue(asked.getVolumeContextMap().get("csi.storage.k8s.io/serviceAccount.tokens").startsWith("{\"vault\":{\"token\":\"token-1\""),
                asked.getVolumeContextMap()::toString);
        assertEquals(List.of(), node.drivers().volumes().inUse());

        node.volumes.mount(INLINE);
        assertEquals(1, driver.published.size());
        node.volumes.unmount(INLINE.getMetadata().getUid());
        node.volumes.unmount(INLINE.getMetadata().getUid());
        assertEquals(List.of("publish " + asked.getVolumeId(), "unpublish " + asked.getVolumeId()), driver.asked);
        assertFalse(Files.exists(node.host.resolve("var/lib/kubelet/pods/" + INLINE.getMetadata().getUid())));
        assertEquals("there", Files.readString(driver.volume(asked.getVolumeId()).resolve("hello")));
    }

    @Test
    void inlineVolumeNeedsADriverThatSaysItHasSuch() throws IOException {
        driver = new TenantDriver(node.host, NAME);
        node.awaitDriver(NAME);
        NodeUnderTest.await("refused for its mode", () -> refusal(INLINE).endsWith("volume mode \"Ephemeral\" not supported by driver %s (no CSIDriver object)"
                .formatted(NAME)), () -> refusal(INLINE));

        rules("{volumeLifecycleModes: [Persistent]}");

        assertTrue(refusal(INLINE).endsWith("(only supports [\"Persistent\"])"), () -> refusal(INLINE));
    }

    private String refusal(Pod pod) {
        return assertThrows(MountFailure.class, () -> node.volumes.mount(pod)).getMessage();
    }

    @Test
    void volumeWaitsUntilItIsAttachedAndIsInUseThen() throws IOException {
        volume("vol-1", "");
        driver = new TenantDriver(node.host, NAME, Type.STAGE_UNSTAGE_VOLUME, Type.SINGLE_NODE_MULTI_WRITER);
        NodeUnderTest.await("it waits", () -> assertThrows(MountFailure.class, () -> node.volumes.mount(CLAIM)) instanceof NotYet, () -> refusal(CLAIM));
        assertEquals(List.of(), driver.asked);

        String attachment = "csi-" + WantedVolume.digest("vol-1" + NAME + "node-1");
        node.api.attachments.put(attachment, new VolumeAttachmentBuilder().withNewMetadata().withName(attachment).endMetadata().withNewStatus()
                .withAttached(true).withAttachmentMetadata(Map.of("device", "7")).endStatus().build());
        Path shown = node.volumes.mount(CLAIM).get("v");

        assertEquals(List.of("stage vol-1", "publish vol-1"), driver.asked);
        assertEquals(Map.of("device", "7"), driver.staged.getFirst().getPublishContextMap());
        assertEquals("/var/lib/kubelet/plugins/kubernetes.io/csi/%s/%s/globalmount".formatted(NAME, WantedVolume.digest("vol-1")),
                driver.staged.getFirst().getStagingTargetPath());
        assertEquals(Mode.SINGLE_NODE_MULTI_WRITER, driver.published.getFirst().getVolumeCapability().getAccessMode().getMode());
        assertEquals(List.of("noatime"), driver.published.getFirst().getVolumeCapability().getMount().getMountFlagsList());
        assertEquals(List.of("kubernetes.io/csi/%s^vol-1".formatted(NAME)), node.drivers().volumes().inUse());
        assertEquals(NodeUnderTest.IDS.outside(4711), Files.getAttribute(shown, "unix:gid"), "fsGroup of a volume with a type of file system");

        node.volumes.unmount(CLAIM.getMetadata().getUid());
        assertEquals(List.of("stage vol-1", "publish vol-1", "unpublish vol-1", "unstage vol-1"), driver.asked);
        assertEquals(List.of(), node.drivers().volumes().inUse());
    }

    @Test
    void volumeOfTwoPodsIsUnstagedWithTheLast() throws IOException {
        rules("{attachRequired: false, fsGroupPolicy: None}");
        volume("vol-1", "");
        driver = new TenantDriver(node.host, NAME, Type.STAGE_UNSTAGE_VOLUME);
        Pod other = Pods.pod("""
                containers: [{name: main, image: x, volumeMounts: [{name: v, mountPath: /v}]}]
                volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
                """);
        other.getMetadata().setUid("uid-2");
        Path shown = node.mounted(CLAIM);
        node.mounted(other);
        assertFalse(Files.getAttribute(shown, "unix:gid").equals(NodeUnderTest.IDS.outside(4711)), "the policy says that files are not given away");

        node.volumes.unmount(CLAIM.getMetadata().getUid());
        assertFalse(driver.asked.contains("unstage vol-1"), driver.asked::toString);
        node.volumes.unmount("uid-2");

        assertEquals("unstage vol-1", driver.asked.getLast());
    }

    @Test
    void readOnlyVolumeIsReadOnlyWhateverTheDriverDoes() throws IOException {
        rules("{attachRequired: false}");
        volume("vol-1", ", readOnly: true");
        driver = new TenantDriver(node.host, NAME);
        Path shown = node.mounted(CLAIM);

        assertTrue(driver.published.getFirst().getReadonly());
        assertThrows(IOException.class, () -> Files.writeString(shown.resolve("file"), "no"));
    }

    @Test
    void driverThatWantsItIsAskedAgainAndWhatItSaysLaterCounts() throws IOException {
        rules("{attachRequired: false, requiresRepublish: true, tokenRequests: [{audience: \"\"}], serviceAccountTokenInSecrets: true}");
        volume("vol-1", "");
        driver = new TenantDriver(node.host, NAME, Type.STAGE_UNSTAGE_VOLUME);
        Path shown = node.mounted(CLAIM);
        node.volumes.mount(CLAIM);

        assertEquals(List.of("stage vol-1", "publish vol-1", "publish vol-1"), driver.asked);
        assertFalse(driver.published.getFirst().getSecretsMap().equals(driver.published.getLast().getSecretsMap()), "the token is another");
        driver.publishing = _ -> {
            throw new IOException("no more");
        };
        assertTrue(refusal(CLAIM).endsWith("rpc error: code = INTERNAL desc = no more"), () -> refusal(CLAIM));
        assertTrue(Files.isDirectory(shown));
    }

    @Test
    void volumeThatHasBecomeLargerIsSoOnTheNodeToo() throws IOException {
        rules("{attachRequired: false}");
        volume("vol-1", "");
        PersistentVolume small = node.api.volumes.get("data");
        small.getSpec().setCapacity(Map.of("storage", new Quantity("1Gi")));
        small.getSpec().setClaimRef(new ObjectReferenceBuilder().withNamespace("default").withName("data").build());
        node.api.claims.put("data", new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").endMetadata().withNewStatus()
                .addToCapacity("storage", new Quantity("1Gi")).endStatus().build());
        driver = new TenantDriver(node.host, NAME, Type.EXPAND_VOLUME);
        node.mounted(CLAIM);
        assertEquals(List.of("publish vol-1"), driver.asked);

        small.getSpec().setCapacity(Map.of("storage", new Quantity("2Gi")));
        node.volumes.mount(CLAIM);
        node.volumes.mount(CLAIM);

        assertEquals(List.of("publish vol-1", "expand vol-1 to 2147483648"), driver.asked);
        assertEquals(new Quantity("2Gi"), node.api.claims.get("data").getStatus().getCapacity().get("storage"));
        assertEquals(List.of("FileSystemResizeSuccessful: MountVolume.NodeExpandVolume succeeded for volume \"pv-1\" node-1"),
                node.api.events.stream().filter(event -> event.startsWith("FileSystem")).toList());
    }

    @Test
    void howFullAVolumeIsSaysItsDriver() throws IOException {
        rules("{attachRequired: false}");
        volume("vol-1", "");
        driver = new TenantDriver(node.host, NAME, Type.GET_VOLUME_STATS);
        node.mounted(CLAIM);
        String pod = CLAIM.getMetadata().getUid();
        assertEquals(Map.of(), node.drivers().volumes().uses(pod));

        driver.stats = NodeGetVolumeStatsResponse.newBuilder().addUsage(VolumeUsage.newBuilder().setUnit(VolumeUsage.Unit.BYTES).setTotal(10).setUsed(4)
                .setAvailable(6)).build();
        node.volumes.mount(CLAIM);
        assertEquals(Map.of("v", new Use(10, 6, 4)), node.drivers().volumes().uses(pod));

        driver.stats = NodeGetVolumeStatsResponse.newBuilder().addUsage(VolumeUsage.newBuilder().setUnit(VolumeUsage.Unit.BYTES).setTotal(-1)).build();
        node.volumes.mount(CLAIM);
        assertEquals(Map.of(), node.drivers().volumes().uses(pod), "what cannot be is not told");
    }

    @Test
    void whatWasPublishedBeforeTheAgentWasStartedAgainIsTakenAway() throws IOException {
        rules("{attachRequired: false}");
        volume("vol-1", "");
        driver = new TenantDriver(node.host, NAME, Type.STAGE_UNSTAGE_VOLUME);
        node.mounted(CLAIM);
        node.drivers().close();

        try (NodeUnderTest next = new NodeUnderTest(directory, "c1")) {
            assertThrows(MountFailure.class, () -> next.volumes.unmount(CLAIM.getMetadata().getUid()), "its driver is not known yet");
            next.start().awaitDriver(NAME);
            NodeUnderTest.await("it can be taken away", () -> {
                try {
                    next.volumes.unmount(CLAIM.getMetadata().getUid());
                    return true;
                } catch (MountFailure notYet) {
                    return false;
                }
            }, () -> driver.asked);
        }
        assertEquals(List.of("unpublish vol-1", "unstage vol-1"), driver.asked.subList(2, 4));
    }
}

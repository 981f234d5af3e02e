package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.Backup;
import dev.marina.model.Cluster;
import dev.marina.model.Machine;
import dev.marina.model.PlanLimits;
import dev.marina.model.Restore;
import dev.marina.model.Tenant;
import dev.marina.model.VolumeWork;
import dev.marina.model.tunnel.VolumeFrames.Failure;
import dev.marina.testing.FakeVolumeMachine.Volume;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is in volumes, in backups and back: the control plane is real, the machine with the volumes is played.
class VolumeBackupTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String GI = "1Gi";

    private static KubernetesClient management;
    private static FakeAgent agent;
    private static final List<Machine.AssignedNode> NODES = new ArrayList<>();

    @BeforeAll
    static void tenants() throws Exception {
        management = plane.admin("marina", "management");
        tenant("acme", "");
        tenant("globex", "");
        tenant("tiny", "64Ki");
        cluster("acme", "default", null);
        cluster("globex", "default", null);
        cluster("tiny", "default", null);
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName("m1").build());
        machine.setSpec(new Machine.Spec(List.of()));
        management.resource(machine).create();
        node("acme", "default");
        agent = new FakeAgent(plane, "m1");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @BeforeEach
    void well() {
        agent.volumes().fails(null);
        agent.volumes().lies(false);
    }

    private static void tenant(String name, String backupBytes) {
        Tenant tenant = new Tenant();
        tenant.setMetadata(new ObjectMetaBuilder().withName(name).build());
        tenant.setSpec(new Tenant.Spec("id-of-" + name, List.of(), "default", new PlanLimits("", "", "", "", "", "", "", "", backupBytes, ""), null, null));
        management.resource(tenant).create();
        Await.until("the tenant takes clusters", () -> Optional.ofNullable(management.resources(Tenant.class).withName(name).get().getStatus())
                .filter(status -> "Ready".equals(status.phase())).isPresent());
    }

    private static void cluster(String tenant, String name, String backup) {
        Cluster cluster = new Cluster();
        cluster.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(name).build());
        cluster.setSpec(new Cluster.Spec(null, null, null, null, backup));
        management.resource(cluster).create();
        Await.until("the cluster is ready", () -> Optional.ofNullable(management.resources(Cluster.class).inNamespace(tenant).withName(name).get().getStatus())
                .filter(status -> "Ready".equals(status.phase())).isPresent());
    }

    private static String id(String tenant, String cluster) {
        return plane.plane().store().find(tenant, cluster).orElseThrow().id().value();
    }

    /// A node of the cluster on the machine, ready.
    private static void node(String tenant, String cluster) {
        int index = NODES.size() + 1;
        NODES.add(new Machine.AssignedNode(id(tenant, cluster), tenant, cluster, "default", "n1", index, 100 + index, "10.244.0.0/16", "10.96.0.0/16",
                "10.244.1.0/24", "100.64.0." + index, "1", "1Gi", List.of()));
        management.resources(Machine.class).withName("m1").edit(machine -> {
            machine.setSpec(new Machine.Spec(List.copyOf(NODES)));
            return machine;
        });
        KubernetesClient client = plane.admin(tenant, cluster);
        client.nodes().resource(new NodeBuilder().withNewMetadata().withName("n1").endMetadata().build()).create();
        ready(client);
    }

    /// Nobody renews its lease, so it does not stay so.
    private static void ready(KubernetesClient client) {
        client.nodes().withName("n1").subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE),
                "{\"status\": {\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\"}]}}");
    }

    private static PersistentVolumeClaim claim(KubernetesClient client, String name, boolean block) {
        return client.resource(new PersistentVolumeClaimBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withNewSpec().withStorageClassName("standard").withAccessModes("ReadWriteOnce").withVolumeMode(block ? "Block" : "Filesystem")
                .withNewResources().withRequests(Map.of("storage", new Quantity(GI))).endResources().endSpec().build()).create();
    }

    private static PersistentVolume volume(PersistentVolumeClaim claim, String driver, String handle) {
        return new PersistentVolumeBuilder().withNewMetadata().withName("pvc-" + claim.getMetadata().getUid())
                .addToAnnotations("pv.kubernetes.io/provisioned-by", "csi.marina.dev").endMetadata()
                .withNewSpec().withCapacity(Map.of("storage", new Quantity(GI))).withAccessModes("ReadWriteOnce").withPersistentVolumeReclaimPolicy("Delete")
                .withStorageClassName("standard").withVolumeMode(claim.getSpec().getVolumeMode())
                .withNewClaimRef().withApiVersion("v1").withKind("PersistentVolumeClaim").withNamespace("default").withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid()).endClaimRef().withNewCsi().withDriver(driver).withVolumeHandle(handle).endCsi()
                .withNewNodeAffinity().withNewRequired().addNewNodeSelectorTerm().addNewMatchExpression().withKey("topology.csi.marina.dev/machine")
                .withOperator("In").withValues("m1").endMatchExpression().endNodeSelectorTerm().endRequired().endNodeAffinity().endSpec().build();
    }

    private static String handle(String tenant, String cluster, PersistentVolumeClaim claim) {
        return id(tenant, cluster) + "_pvc-" + claim.getMetadata().getUid();
    }

    /// As a node's provisioner does.
    private static void bind(KubernetesClient client, PersistentVolumeClaim claim, String driver, String handle) {
        client.resource(volume(claim, driver, handle)).create();
        Await.until("the claim is bound", () -> "Bound".equals(client.resource(claim).get().getStatus().getPhase()));
    }

    private static PersistentVolumeClaim filled(String tenant, String name, boolean block, Map<Long, byte[]> pieces) {
        KubernetesClient client = plane.admin(tenant, "default");
        PersistentVolumeClaim claim = claim(client, name, block);
        agent.volumes().has(handle(tenant, "default", claim), new Volume(1 << 30, block, new ConcurrentHashMap<>(pieces)));
        bind(client, claim, "csi.marina.dev", handle(tenant, "default", claim));
        return claim;
    }

    private static void remove(String tenant, String name) {
        KubernetesClient client = plane.admin(tenant, "default");
        client.persistentVolumeClaims().inNamespace("default").withName(name).delete();
        Await.until("the claim is gone", () -> client.persistentVolumeClaims().inNamespace("default").withName(name).get() == null);
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    private static void ask(String tenant, String name, String volumes) {
        Backup backup = new Backup();
        backup.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(name).build());
        backup.setSpec(new Backup.Spec("default", null, volumes));
        management.resource(backup).create();
    }

    private static Backup.Status status(String tenant, String name) {
        return Optional.ofNullable(management.resources(Backup.class).inNamespace(tenant).withName(name).get().getStatus())
                .orElse(Backup.Status.of(Backup.PENDING, List.of()));
    }

    private static Backup.Status ended(String tenant, String name) {
        Await.until("backup %s has ended".formatted(name), () -> List.of(Backup.CHECKED, Backup.FAILED).contains(status(tenant, name).phase()));
        return status(tenant, name);
    }

    private static Backup.Status checked(String tenant, String name, String volumes) {
        ask(tenant, name, volumes);
        Backup.Status status = ended(tenant, name);
        assertEquals(Backup.CHECKED, status.phase(), status.toString());
        return status;
    }

    private static String reason(Backup.Status status) {
        return status.conditions().getFirst().getReason();
    }

    private static Path directory(String tenant, String name) {
        return plane.pki().resolveSibling("data/control-plane/backups").resolve(tenant)
                .resolve(management.resources(Backup.class).inNamespace(tenant).withName(name).get().getMetadata().getUid());
    }

    private static void restore(String tenant, String cluster, String name, String backup, String existing) {
        Restore restore = new Restore();
        restore.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withName(name).build());
        restore.setSpec(new Restore.Spec(cluster, backup, List.of("default"), existing));
        management.resource(restore).create();
    }

    private static Restore.Status restoreEnded(String tenant, String name) {
        Await.until("restore %s has ended".formatted(name), () -> Optional.ofNullable(management.resources(Restore.class).inNamespace(tenant).withName(name)
                .get()).map(Restore::getStatus).filter(status -> List.of(Restore.COMPLETE, Restore.FAILED).contains(status.phase())).isPresent());
        return management.resources(Restore.class).inNamespace(tenant).withName(name).get().getStatus();
    }

    /// Waits until the control plane has had the machine make the volume, and goes on as the node's provisioner does.
    private static PersistentVolumeClaim provisioned(String tenant, String cluster, String name) {
        KubernetesClient client = plane.admin(tenant, cluster);
        ready(client);
        Await.until("the volume of claim %s is there".formatted(name),
                () -> Optional.ofNullable(client.persistentVolumeClaims().inNamespace("default").withName(name).get())
                        .map(found -> found.getMetadata().getAnnotations()).filter(found -> found.containsKey("marina.dev/restored-volume")).isPresent());
        PersistentVolumeClaim claim = client.persistentVolumeClaims().inNamespace("default").withName(name).get();
        assertEquals("n1", claim.getMetadata().getAnnotations().get("volume.kubernetes.io/selected-node"));
        bind(client, claim, "csi.marina.dev", handle(tenant, cluster, claim));
        return claim;
    }

    @Test
    void aDeletedClaimComesBackWithWhatWasInItsVolume() {
        byte[] text = "what was written\n".getBytes(StandardCharsets.UTF_8);
        Map<Long, byte[]> pieces = Map.of(0L, text, 700L << 20, noise(300_000));
        PersistentVolumeClaim before = filled("acme", "data", false, pieces);
        PersistentVolumeClaim raw = filled("acme", "disk", true, Map.of(4096L, noise(5000)));

        Backup.Status backup = checked("acme", "first", null);
        assertTrue(backup.volumes().count() >= 2, backup.volumes().toString());
        assertTrue(backup.volumes().items().stream().allMatch(item -> item.phase().equals(VolumeWork.VERIFIED)), backup.volumes().toString());
        assertTrue(backup.bytes() > 300_000 && backup.bytes() < 2_000_000, "without holes, and counted: " + backup.bytes());
        assertEquals(0, agent.volumes().open(), "no snapshot stays");

        remove("acme", "data");
        remove("acme", "disk");
        restore("acme", "default", "again", "first", Restore.SKIP);
        PersistentVolumeClaim after = provisioned("acme", "default", "data");
        PersistentVolumeClaim rawAfter = provisioned("acme", "default", "disk");
        Restore.Status status = restoreEnded("acme", "again");
        assertEquals(Restore.COMPLETE, status.phase(), status.toString());
        assertEquals(2, status.volumes().done(), status.toString());

        assertNotEquals(before.getMetadata().getUid(), after.getMetadata().getUid());
        Volume restored = agent.volumes().volume(handle("acme", "default", after)).orElseThrow();
        assertArrayEquals(text, restored.pieces().get(0L));
        assertArrayEquals(noise(300_000), restored.pieces().get(700L << 20));
        assertEquals(1L << 30, restored.bytes());
        assertFalse(restored.block());
        assertTrue(agent.volumes().volume(handle("acme", "default", rawAfter)).orElseThrow().block());
        assertNotEquals(raw.getMetadata().getUid(), rawAfter.getMetadata().getUid());
        remove("acme", "data");
        remove("acme", "disk");
    }

    @Test
    void aClaimThatIsThereStaysAndIsNeverOverwritten() {
        PersistentVolumeClaim there = filled("acme", "kept", false, Map.of(0L, noise(100)));
        checked("acme", "of-kept", null);
        Volume volume = agent.volumes().volume(handle("acme", "default", there)).orElseThrow();
        volume.pieces().put(0L, noise(200));

        restore("acme", "default", "skips", "of-kept", Restore.SKIP);
        assertEquals(0, restoreEnded("acme", "skips").failed());
        restore("acme", "default", "replaces", "of-kept", Restore.REPLACE);
        Restore.Status refused = restoreEnded("acme", "replaces");
        assertTrue(refused.problems().stream().anyMatch(problem -> problem.contains("default/kept") && problem.contains("never overwritten")),
                refused.toString());
        assertArrayEquals(noise(200), volume.pieces().get(0L));
        remove("acme", "kept");
    }

    @Test
    void aNewClusterBeginsWithClaimsThatWaitAndFillsThemOnceItHasANode() {
        filled("acme", "moved", false, Map.of(0L, noise(1000)));
        checked("acme", "to-move", null);
        String uid = management.resources(Backup.class).inNamespace("acme").withName("to-move").get().getMetadata().getUid();

        cluster("acme", "again", uid);
        KubernetesClient client = plane.admin("acme", "again");
        PersistentVolumeClaim waits = client.persistentVolumeClaims().inNamespace("default").withName("moved").get();
        assertEquals("Pending", waits.getStatus().getPhase());
        assertEquals(uid, waits.getSpec().getDataSourceRef().getName());
        String name = "volumes-" + id("acme", "again");
        Await.until("it says what it waits for", () -> Optional.ofNullable(management.resources(Restore.class).inNamespace("acme").withName(name).get())
                .map(Restore::getStatus).map(Restore.Status::volumes).filter(work -> work.items().getFirst().message().contains("no node")).isPresent());
        node("acme", "again");
        Await.until("its pods can trust the API server", () -> client.configMaps().inNamespace("default").withName("kube-root-ca.crt").get() != null);

        PersistentVolumeClaim after = provisioned("acme", "again", "moved");
        assertEquals(Restore.COMPLETE, restoreEnded("acme", name).phase());
        assertArrayEquals(noise(1000), agent.volumes().volume(handle("acme", "again", after)).orElseThrow().pieces().get(0L));
        remove("acme", "moved");
    }

    @Test
    void whatIsLeftOutSaysWhy() {
        KubernetesClient client = plane.admin("acme", "default");
        claim(client, "unbound", false);
        PersistentVolumeClaim foreign = claim(client, "foreign", false);
        bind(client, foreign, "ebs.csi.aws.com", "vol-1");
        PersistentVolumeClaim stolen = claim(client, "stolen", false);
        bind(client, stolen, "csi.marina.dev", id("globex", "default") + "_pvc-x");
        PersistentVolumeClaim gone = claim(client, "gone", false);
        bind(client, gone, "csi.marina.dev", handle("acme", "default", gone));

        Backup.Status status = checked("acme", "leaves-out", null);
        Map<String, String> reasons = new ConcurrentHashMap<>();
        status.volumes().leftOut().forEach(left -> reasons.put(left.claim(), left.reason()));
        assertEquals("NotBound", reasons.get("unbound"));
        assertEquals("ForeignDriver", reasons.get("foreign"));
        assertEquals("NotOfCluster", reasons.get("stolen"));
        assertEquals("Gone", reasons.get("gone"));
        for (String name : List.of("unbound", "foreign", "stolen", "gone")) {
            remove("acme", name);
        }
    }

    @Test
    void withoutVolumesNoneIsRead() {
        filled("acme", "unread", false, Map.of(0L, noise(100)));
        int before = agent.requests().size();
        assertEquals(null, checked("acme", "without", Backup.NONE).volumes());
        assertEquals(before, agent.requests().size());
        remove("acme", "unread");
    }

    @Test
    void whatIsMoreThanThePlanLeavesIsSaidBeforeItIsWritten() {
        filled("tiny", "large", false, Map.of(0L, new byte[1 << 20], 1L << 20, noise(1 << 20)));
        ask("tiny", "too-much", null);
        Backup.Status status = ended("tiny", "too-much");
        assertEquals("PlanExceeded", reason(status), status.toString());
        assertFalse(Files.exists(directory("tiny", "too-much")));
        assertEquals(0, agent.volumes().open());
    }

    @Test
    void aMachineThatBreaksOffOrDoesNotAnswerIsWaitedFor() {
        filled("acme", "away", false, Map.of(0L, noise(100)));
        agent.volumes().fails(new Failure(Failure.NO_ROOM, "no room for a snapshot"));
        ask("acme", "waits", null);
        Await.until("it says so", () -> reason(status("acme", "waits")).equals("Waiting"));
        assertTrue(status("acme", "waits").conditions().getFirst().getMessage().contains("no room for a snapshot"));
        assertEquals(Backup.TAKING, status("acme", "waits").phase());
        management.resources(Backup.class).inNamespace("acme").withName("waits").delete();
        Await.until("it is gone", () -> management.resources(Backup.class).inNamespace("acme").withName("waits").get() == null);
        remove("acme", "away");
    }

    @Test
    void whatComesOtherThanItWasReadIsNotStored() {
        filled("acme", "garbled", false, Map.of(0L, noise(100)));
        agent.volumes().lies(true);
        ask("acme", "garbled", null);
        Await.until("it says so", () -> reason(status("acme", "garbled")).equals("Waiting"));
        assertTrue(status("acme", "garbled").conditions().getFirst().getMessage().contains("not what was sent"));
        management.resources(Backup.class).inNamespace("acme").withName("garbled").delete();
        Await.until("it is gone", () -> management.resources(Backup.class).inNamespace("acme").withName("garbled").get() == null);
        remove("acme", "garbled");
    }

    @Test
    void oneThatIsDeletedWhileItIsTakenEndsAndLeavesNothing() throws IOException {
        filled("globex", "slow", false, Map.of(0L, noise(100)));
        CountDownLatch held = new CountDownLatch(1);
        agent.volumes().holds(held);
        try {
            ask("globex", "deleted", null);
            Await.until("its snapshot is there", () -> agent.volumes().open() == 1);
            Path directory = directory("globex", "deleted");
            management.resources(Backup.class).inNamespace("globex").withName("deleted").delete();
            held.countDown();
            Await.until("it is gone", () -> management.resources(Backup.class).inNamespace("globex").withName("deleted").get() == null
                    && agent.volumes().open() == 0);
            try (Stream<Path> left = Files.list(directory.getParent())) {
                assertEquals(List.of(), left.filter(path -> path.getFileName().toString().startsWith(directory.getFileName().toString())).toList());
            }
        } finally {
            held.countDown();
            agent.volumes().holds(new CountDownLatch(0));
        }
    }

    @Test
    void aTamperedVolumeIsFoundAndNothingIsMadeOfIt() throws IOException {
        filled("acme", "tampered", false, Map.of(0L, noise(100_000)));
        checked("acme", "tampered", null);
        remove("acme", "tampered");
        int at = position("tampered");
        Path file = directory("acme", "tampered").resolve("volume-" + at);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        ready(plane.admin("acme", "default"));
        restore("acme", "default", "of-tampered", "tampered", Restore.SKIP);
        Restore.Status status = restoreEnded("acme", "of-tampered");
        assertEquals(Restore.FAILED, status.phase(), status.toString());
        assertEquals("Damaged", status.conditions().getFirst().getReason());
        PersistentVolumeClaim waits = plane.admin("acme", "default").persistentVolumeClaims().inNamespace("default").withName("tampered").get();
        assertEquals(Optional.empty(), agent.volumes().volume(handle("acme", "default", waits)));
        remove("acme", "tampered");
    }

    /// Which of the backup's volumes is the claim's.
    private static int position(String claim) {
        List<VolumeWork.Volume> items = status("acme", claim).volumes().items();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).claim().equals(claim)) {
                return i;
            }
        }
        throw new AssertionError("it is not in the backup");
    }

    /// Neither a restore nor a claim of one tenant leads to what another's backup has.
    @Test
    void noTenantReachesWhatWasInAnothersVolumes() {
        filled("acme", "private", false, Map.of(0L, noise(4321)));
        checked("acme", "private", null);
        String uid = management.resources(Backup.class).inNamespace("acme").withName("private").get().getMetadata().getUid();

        restore("globex", "default", "steals", "private", Restore.SKIP);
        assertEquals("NoBackup", restoreEnded("globex", "steals").conditions().getFirst().getReason());
        KubernetesClient client = plane.admin("globex", "default");
        client.resource(new PersistentVolumeClaimBuilder().withNewMetadata().withName("private").withNamespace("default").endMetadata()
                .withNewSpec().withStorageClassName("standard").withAccessModes("ReadWriteOnce")
                .withNewDataSourceRef().withApiGroup("marina.dev").withKind("Backup").withName(uid).endDataSourceRef()
                .withNewResources().withRequests(Map.of("storage", new Quantity(GI))).endResources().endSpec().build()).create();
        checked("globex", "own", null);
        restore("globex", "default", "own", "own", Restore.SKIP);
        restoreEnded("globex", "own");
        PersistentVolumeClaim claim = client.persistentVolumeClaims().inNamespace("default").withName("private").get();
        assertEquals(Optional.empty(), agent.volumes().volume(handle("globex", "default", claim)));
        assertEquals("Pending", claim.getStatus().getPhase());
        remove("acme", "private");
        remove("globex", "private");
    }
}

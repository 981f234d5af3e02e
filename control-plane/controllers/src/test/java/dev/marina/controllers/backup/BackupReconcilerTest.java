package dev.marina.controllers.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.Origin;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.model.Backup;
import dev.marina.model.BackupSchedule;
import dev.marina.model.Cluster;
import dev.marina.store.ClusterRecord;
import dev.marina.store.NewCluster;
import dev.marina.store.backup.BackupException;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.ClusterBackups;
import dev.marina.store.backup.Manifest;
import dev.marina.store.backup.VolumeProgress;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Backups and schedules, step by step, with files that are played.
class BackupReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final Files files = new Files();
    private final BackupReconciler reconciler = new BackupReconciler(world.store, files, new OneAtATime());
    private final BackupScheduleReconciler schedules = new BackupScheduleReconciler(world.store);
    private ClusterId management;

    /// Does what it was told to, once.
    private static final class Files implements ClusterBackups {
        private final List<String> done = new ArrayList<>();
        private RuntimeException next;

        private void did(String what) {
            if (next != null) {
                RuntimeException thrown = next;
                next = null;
                throw thrown;
            }
            done.add(what);
        }

        @Override
        public Manifest take(BackupId id, ClusterRecord cluster, long mostBytes, boolean volumes, Consumer<VolumeProgress> progress) {
            did("take");
            return new Manifest(1, "acme", cluster.name(), cluster.id().value(), 7, "2026-01-01T00:00:00Z", 3, 100, Map.of("pods", 3L), Map.of(), Map.of(),
                    List.of(), "");
        }

        @Override
        public void check(BackupId id, Consumer<VolumeProgress> progress) {
            did("check");
        }

        @Override
        public void delete(BackupId id) {
            done.add("delete");
        }

        @Override
        public Restored restore(BackupId id, ClusterRecord into, Wish wish, Origin origin) {
            throw new UnsupportedOperationException();
        }

        @Override
        public VolumeProgress fill(BackupId id, ClusterRecord into, Wish wish, Origin origin, Optional<VolumeProgress> former, boolean patient,
                Consumer<VolumeProgress> progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean awaited(BackupId id, ClusterRecord cluster) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void clusters() {
        management = world.store.create(new NewCluster("marina", "management", Map.of(), Map.of())).id();
        ClusterId own = world.cluster("acme");
        Cluster cluster = new Cluster();
        cluster.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName("default").build());
        cluster.setSpec(new Cluster.Spec(null, null, null, null));
        cluster.setStatus(new Cluster.Status("Ready", own.value(), null, null, null, null, null, null));
        world.writes(management).create(Types.CLUSTERS, cluster);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Backup create(ClusterId in) {
        Backup backup = new Backup();
        backup.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName("b").withFinalizers(Backup.FINALIZER).build());
        backup.setSpec(new Backup.Spec("default", null));
        return world.writes(in).create(Types.BACKUPS, backup);
    }

    private String reconcile() throws Exception {
        world.reconcile(reconciler, management, "acme", "b");
        Backup.Status status = world.require(management, Types.BACKUPS, "acme", "b").getStatus();
        return status.phase() + " " + status.conditions().getFirst().getReason();
    }

    @Test
    void itIsTakenThenCheckedThenLeftAlone() throws Exception {
        create(management);
        assertEquals("Checking Checking", reconcile());
        assertEquals("Checked Checked", reconcile());
        assertEquals("Checked Checked", reconcile());
        assertEquals(List.of("take", "check"), files.done);
        assertEquals(3, world.require(management, Types.BACKUPS, "acme", "b").getStatus().objects());
    }

    @Test
    void aDiskThatIsFullIsSaidAndTriedAgain() throws Exception {
        Backup backup = create(management);
        BackupId id = new BackupId("acme", backup.getMetadata().getUid());
        files.next = new BackupException.NotNow(id, new IOException("No space left on device"));
        assertEquals("Taking Waiting", reconcile());
        assertTrue(world.require(management, Types.BACKUPS, "acme", "b").getStatus().conditions().getFirst().getMessage().contains("No space left on device"));
        assertEquals("Taking Waiting", reconcile(), "not at once");
        world.time.advance(Duration.ofSeconds(31));
        assertEquals("Checking Checking", reconcile());
        files.next = new BackupException.NotNow(id, new IOException("Input/output error"));
        assertEquals("Checking Waiting", reconcile());
        world.time.advance(Duration.ofSeconds(31));
        assertEquals("Checked Checked", reconcile());
        assertNull(world.require(management, Types.BACKUPS, "acme", "b").getStatus().waiting());
    }

    @Test
    void aMachineThatDoesNotComeBackIsWaitedForSomeMinutes() throws Exception {
        Backup backup = create(management);
        BackupId id = new BackupId("acme", backup.getMetadata().getUid());
        for (int tried = 0; tried < 20; tried++) {
            files.next = new BackupException.Unreachable(id, "default/data", "the agent of machine m1 is not connected");
            assertEquals("Taking Waiting", reconcile());
            world.time.advance(Duration.ofSeconds(31));
        }
        files.next = new BackupException.Unreachable(id, "default/data", "the agent of machine m1 is not connected");
        assertEquals("Failed VolumeUnreachable", reconcile());
        assertTrue(files.done.contains("delete"));
    }

    @Test
    void oneWhoseProcessEndedIsTakenAgain() throws Exception {
        create(management);
        files.next = new IllegalStateException("killed");
        try {
            reconcile();
        } catch (IllegalStateException _) {
            assertEquals("Taking", world.require(management, Types.BACKUPS, "acme", "b").getStatus().phase());
        }
        assertEquals("Checking Checking", reconcile());
    }

    @Test
    void oneThatIsNotGoodTakesNoRoomAndSaysSo() throws Exception {
        Backup backup = create(management);
        reconcile();
        files.next = new BackupException.Damaged(new BackupId("acme", backup.getMetadata().getUid()), "block 3 is not the one that was written", null);
        assertEquals("Failed Damaged", reconcile());
        assertNull(world.require(management, Types.BACKUPS, "acme", "b").getStatus().bytes());
        assertTrue(files.done.contains("delete"));
    }

    /// Who defines a type of that name in their own cluster means nobody else's cluster with it.
    @Test
    void anObjectInATenantsOwnClusterMeansNothing() throws Exception {
        ClusterId globex = world.cluster("globex");
        create(globex);
        world.reconcile(reconciler, globex, "acme", "b");
        assertNull(world.require(globex, Types.BACKUPS, "acme", "b").getStatus());
        assertEquals(List.of(), files.done);
    }

    @Test
    void aScheduleMakesOneBackupForEachTime() throws Exception {
        BackupSchedule schedule = new BackupSchedule();
        schedule.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName("default").build());
        schedule.setSpec(new BackupSchedule.Spec("30 * * * *", null, 2, null, null));
        world.writes(management).create(Types.BACKUP_SCHEDULES, schedule);
        world.reconcile(schedules, management, "acme", "default");
        assertEquals(0, world.snapshot(management).list(Types.BACKUPS, "acme").size());
        assertEquals("2026-01-01T00:30:00Z", world.require(management, Types.BACKUP_SCHEDULES, "acme", "default").getStatus().next());

        world.time.advance(Duration.ofMinutes(31));
        world.reconcile(schedules, management, "acme", "default");
        world.reconcile(schedules, management, "acme", "default");
        assertEquals(List.of("default-20260101-0030"),
                world.snapshot(management).list(Types.BACKUPS, "acme").stream().map(backup -> backup.getMetadata().getName()).toList());

        world.time.advance(Duration.ofMinutes(60));
        world.reconcile(schedules, management, "acme", "default");
        assertEquals(1, world.snapshot(management).list(Types.BACKUPS, "acme").size(), "the one before has not been taken yet");
        assertEquals("Missed", world.require(management, Types.BACKUP_SCHEDULES, "acme", "default").getStatus().conditions().getFirst().getReason());
    }
}

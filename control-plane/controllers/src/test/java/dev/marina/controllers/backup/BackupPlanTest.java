package dev.marina.controllers.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.marina.model.Backup;
import dev.marina.model.Cluster;
import dev.marina.model.PlanLimits;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupPlanTest {

    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final PlanLimits NO_LIMIT = new PlanLimits("", "", "", "", "", "", "");

    private static PlanLimits plan(String bytes, String days) {
        return new PlanLimits("", "", "", "", "", "", "", "", bytes, days);
    }

    private static Backup backup(String phase, long bytes, String orphaned) {
        Backup backup = new Backup();
        backup.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName("b").withFinalizers(Backup.FINALIZER).build());
        backup.setSpec(new Backup.Spec("default", null));
        backup.setStatus(
                new Backup.Status(phase, "00000000000000aa", "7", "2026-01-01T00:00:00Z", null, 1L, bytes, null, null, null, null, orphaned, List.of(), null,
                        null));
        return backup;
    }

    private static Optional<Cluster> cluster(String phase, String id) {
        Cluster cluster = new Cluster();
        cluster.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName("default").build());
        cluster.setStatus(new Cluster.Status(phase, id, null, null, null, null, null, null));
        return Optional.of(cluster);
    }

    @Test
    void itIsTakenOnceItsClusterIsReadyThenChecked() {
        Backup fresh = backup(null, 0, null);
        assertInstanceOf(BackupPlan.Await.class, BackupPlan.of(fresh, cluster("Restoring", null), NO_LIMIT, List.of(), NOW));
        assertEquals(new BackupPlan.Take(Long.MAX_VALUE), BackupPlan.of(fresh, cluster("Ready", "00000000000000aa"), NO_LIMIT, List.of(), NOW));
        assertInstanceOf(BackupPlan.Take.class, BackupPlan.of(backup(Backup.TAKING, 0, null), cluster("Ready", "00000000000000aa"), NO_LIMIT, List.of(), NOW),
                "one whose process ended is taken again");
        assertInstanceOf(BackupPlan.Check.class,
                BackupPlan.of(backup(Backup.CHECKING, 1, null), cluster("Ready", "00000000000000aa"), NO_LIMIT, List.of(), NOW));
        assertInstanceOf(BackupPlan.Fail.class, BackupPlan.of(fresh, Optional.empty(), NO_LIMIT, List.of(), NOW));
    }

    @Test
    void itTakesWhatThePlanLeaves() {
        List<Backup> others = List.of(backup(Backup.CHECKED, 600, null), backup(Backup.FAILED, 0, null));
        assertEquals(new BackupPlan.Take(424), BackupPlan.of(backup(null, 0, null), cluster("Ready", "00000000000000aa"), plan("1Ki", "1"), others, NOW));
        BackupPlan full = BackupPlan.of(backup(null, 0, null), cluster("Ready", "00000000000000aa"), plan("600", "1"), others, NOW);
        assertEquals("PlanExceeded", assertInstanceOf(BackupPlan.Fail.class, full).reason());
    }

    @Test
    void itOutlivesItsClusterAsThePlanSays() {
        Optional<Cluster> another = cluster("Ready", "00000000000000bb");
        assertInstanceOf(BackupPlan.Keep.class,
                BackupPlan.of(backup(Backup.CHECKED, 1, null), cluster("Ready", "00000000000000aa"), plan("", "0"), List.of(), NOW));
        assertInstanceOf(BackupPlan.Drop.class, BackupPlan.of(backup(Backup.CHECKED, 1, null), another, plan("", "0"), List.of(), NOW));
        assertInstanceOf(BackupPlan.Orphan.class, BackupPlan.of(backup(Backup.CHECKED, 1, null), Optional.empty(), plan("", "2"), List.of(), NOW));
        assertEquals(new BackupPlan.Keep(Optional.of(Duration.ofDays(1))),
                BackupPlan.of(backup(Backup.CHECKED, 1, "2026-01-31T00:00:00Z"), another, plan("", "2"), List.of(), NOW));
        assertInstanceOf(BackupPlan.Drop.class, BackupPlan.of(backup(Backup.CHECKED, 1, "2026-01-30T00:00:00Z"), another, plan("", "2"), List.of(), NOW));
        assertInstanceOf(BackupPlan.Keep.class, BackupPlan.of(backup(Backup.CHECKED, 1, null), Optional.empty(), NO_LIMIT, List.of(), NOW));
    }

    @Test
    void itsFileGoesBeforeIt() {
        Backup ending = backup(Backup.TAKING, 0, null);
        ending.getMetadata().setDeletionTimestamp("2026-01-31T00:00:00Z");
        assertInstanceOf(BackupPlan.Remove.class, BackupPlan.of(ending, Optional.empty(), NO_LIMIT, List.of(), NOW));
        ending.getMetadata().setFinalizers(List.of());
        assertInstanceOf(BackupPlan.Keep.class, BackupPlan.of(ending, Optional.empty(), NO_LIMIT, List.of(), NOW));
    }
}

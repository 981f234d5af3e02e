package dev.marina.controllers.backup;

import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Finalizer;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Backup;
import dev.marina.model.PlanLimits;
import dev.marina.model.VolumeWork;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import dev.marina.store.backup.BackupException;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.ClusterBackups;
import dev.marina.store.backup.Manifest;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Takes a backup, checks it, and removes its file with it. Each step is noted in the object before the next one is begun.
final class BackupReconciler implements Reconciler {

    private static final Finalizer FILE = new Finalizer(Backup.FINALIZER);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(24);
    /// A machine may be started again; one that does not come back has taken its volumes with it.
    static final Duration UNREACHABLE = Duration.ofMinutes(10);
    private static final String GOOD = "Good";

    private final ClusterStore store;
    private final ClusterBackups backups;
    private final OneAtATime turns;
    private final Management management;
    /// When those that wait are tried again, by uid: that they wait is written, which would bring them back at once.
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();

    BackupReconciler(ClusterStore store, ClusterBackups backups, OneAtATime turns) {
        this.store = store;
        this.backups = backups;
        this.turns = turns;
        this.management = new Management(store);
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Backup> found = management.has(turn) ? turn.find(Types.BACKUPS) : Optional.empty();
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Backup backup = found.get();
        return switch (plan(turn, backup)) {
            case BackupPlan.Take(long mostBytes) -> alone(turn, backup, () -> take(turn, backup, mostBytes));
            case BackupPlan.Check _ -> alone(turn, backup, () -> check(turn, backup));
            case BackupPlan.Await(String reason, String message) -> {
                say(turn, backup, Backup.Status.of(Backup.PENDING, conditions(turn, backup, false, reason, message)));
                yield Outcome.SETTLED;
            }
            case BackupPlan.Fail(String reason, String message) -> fail(turn, backup, reason, message);
            case BackupPlan.Orphan _ -> {
                say(turn, backup, backup.getStatus().orphaned(turn.now().toString()));
                yield Outcome.SETTLED;
            }
            case BackupPlan.Drop _ -> {
                turn.writes().delete(Types.BACKUPS, backup);
                yield Outcome.SETTLED;
            }
            case BackupPlan.Keep(Optional<Duration> until) ->
                until.map(time -> Outcome.recheckAfter(time.compareTo(LONGEST) < 0 ? time : LONGEST)).orElse(Outcome.SETTLED);
            case BackupPlan.Remove _ -> remove(turn, backup);
        };
    }

    private static BackupPlan plan(Turn turn, Backup backup) {
        Snapshot snapshot = turn.snapshot();
        String tenant = backup.getMetadata().getNamespace();
        List<Backup> others = snapshot.list(Types.BACKUPS, tenant).stream()
                .filter(other -> !other.getMetadata().getName().equals(backup.getMetadata().getName())).toList();
        PlanLimits limits = snapshot.find(Types.TENANTS, "", tenant).map(found -> found.getSpec().limits())
                .orElseGet(() -> new PlanLimits("", "", "", "", "", "", ""));
        return BackupPlan.of(backup, snapshot.find(Types.CLUSTERS, tenant, backup.getSpec().cluster()), limits, others, turn.now());
    }

    private Outcome alone(Turn turn, Backup backup, Supplier<Outcome> work) {
        Instant due = notBefore.getOrDefault(backup.getMetadata().getUid(), Instant.MIN);
        if (turn.now().isBefore(due)) {
            return Outcome.recheckAfter(Duration.between(turn.now(), due));
        }
        notBefore.remove(backup.getMetadata().getUid());
        return turns.of(backup.getMetadata().getNamespace(), work, () -> Outcome.recheckAfter(SOON));
    }

    private Outcome take(Turn turn, Backup backup, long mostBytes) {
        Optional<ClusterRecord> cluster = store.find(backup.getMetadata().getNamespace(), backup.getSpec().cluster());
        if (cluster.isEmpty()) {
            return Outcome.recheckAfter(SOON);
        }
        String waiting = backup.getStatus() == null ? null : backup.getStatus().waiting();
        Backup.Status begun = Backup.Status.of(Backup.TAKING, conditions(turn, backup, false, Backup.TAKING, "the cluster is being written")).waiting(waiting);
        say(turn, backup, begun);
        try {
            Manifest manifest = backups.take(id(backup), cluster.get(), mostBytes, backup.getSpec().withVolumes(),
                    progress -> GivenUp.orSay(turn, Types.BACKUPS, backup, () -> say(turn, backup, begun.with(Work.of(progress)))));
            say(turn, backup, taken(turn, backup, manifest, conditions(turn, backup, false, Backup.CHECKING, "it is being restored into a cluster in memory")));
            return Outcome.SETTLED;
        } catch (GivenUp _) {
            return Outcome.recheckAfter(SOON);
        } catch (BackupException.TooLarge e) {
            return fail(turn, backup, "PlanExceeded", "it takes more than the %d bytes that the plan leaves for it".formatted(e.mostBytes));
        } catch (BackupException.Unreachable e) {
            return waiting != null && Duration.between(Instant.parse(waiting), turn.now()).compareTo(UNREACHABLE) > 0
                    ? fail(turn, backup, "VolumeUnreachable", "%s; it was tried for %d minutes".formatted(e.getMessage(), UNREACHABLE.toMinutes()))
                    : later(turn, backup, Backup.TAKING, e);
        } catch (BackupException.NotNow | StoreException.NotOwner | StoreException.Unavailable e) {
            return later(turn, backup, Backup.TAKING, e);
        }
    }

    /// What has been said of volumes by now, which is more than what this turn began with; null where nothing has.
    private static VolumeWork volumes(Turn turn) {
        return turn.find(Types.BACKUPS).map(Backup::getStatus).map(Backup.Status::volumes).orElse(null);
    }

    private static Backup.Status taken(Turn turn, Backup backup, Manifest manifest, List<Condition> conditions) {
        VolumeWork volumes = volumes(turn);
        return new Backup.Status(Backup.CHECKING, manifest.clusterId(), Long.toString(manifest.version()), manifest.taken(), null, manifest.objects(),
                manifest.allBytes(), manifest.counts(), manifest.leftOut(), manifest.settings().get(ClusterProvisioning.POD_CIDR),
                manifest.settings().get(ClusterProvisioning.SERVICE_CIDR), null, conditions, volumes, null);
    }

    private Outcome check(Turn turn, Backup backup) {
        try {
            backups.check(id(backup),
                    progress -> GivenUp.orSay(turn, Types.BACKUPS, backup, () -> say(turn, backup, backup.getStatus().with(Work.of(progress)))));
            VolumeWork volumes = volumes(turn);
            say(turn, backup, backup.getStatus().with(volumes).waiting(null).in(Backup.CHECKED, turn.now().toString(),
                    conditions(turn, backup, true, Backup.CHECKED, volumes == null || volumes.count() == 0
                            ? "it was restored into a cluster in memory, and every object was what it had been"
                            : "it was restored into a cluster in memory, and every object was what it had been; volumes were read back and are what was in the snapshots")));
            return Outcome.SETTLED;
        } catch (GivenUp _) {
            return Outcome.recheckAfter(SOON);
        } catch (BackupException.Damaged | BackupException.Missing e) {
            return fail(turn, backup, "Damaged", e.getMessage());
        } catch (BackupException.NotNow e) {
            return later(turn, backup, Backup.CHECKING, e);
        }
    }

    private Outcome later(Turn turn, Backup backup, String phase, RuntimeException why) {
        Backup.Status before = turn.find(Types.BACKUPS).map(Backup::getStatus).orElse(Backup.Status.of(phase, List.of()));
        notBefore.put(backup.getMetadata().getUid(), turn.now().plus(LATER));
        String since = before.waiting() == null ? turn.now().toString() : before.waiting();
        say(turn, backup,
                before.waiting(since).in(phase, before.checked(), conditions(turn, backup, false, "Waiting", why.getMessage() + "; it is tried again")));
        return Outcome.recheckAfter(LATER);
    }

    /// Nothing that nobody could use takes room.
    private Outcome fail(Turn turn, Backup backup, String reason, String message) {
        backups.delete(id(backup));
        VolumeWork volumes = volumes(turn);
        say(turn, backup, Backup.Status.of(Backup.FAILED, conditions(turn, backup, false, reason, message)).with(volumes));
        turn.event(backup, Severity.Warning, reason, message);
        return Outcome.SETTLED;
    }

    private Outcome remove(Turn turn, Backup backup) {
        notBefore.remove(backup.getMetadata().getUid());
        backups.delete(id(backup));
        FILE.release(turn, Types.BACKUPS, backup);
        return Outcome.SETTLED;
    }

    private static BackupId id(Backup backup) {
        return new BackupId(backup.getMetadata().getNamespace(), backup.getMetadata().getUid());
    }

    private static List<Condition> conditions(Turn turn, Backup backup, boolean good, String reason, String message) {
        return Conditions.of(GOOD, backup.getStatus() == null ? List.of() : backup.getStatus().conditions(), good, reason, message, turn.now());
    }

    /// What is not named in the status is not so any more.
    private static void say(Turn turn, Backup backup, Backup.Status status) {
        turn.find(Types.BACKUPS).filter(now -> now.getMetadata().getUid().equals(backup.getMetadata().getUid()) && !status.equals(now.getStatus()))
                .ifPresent(now -> {
                    Backup said = new Backup();
                    said.setMetadata(now.getMetadata());
                    said.setSpec(now.getSpec());
                    said.setStatus(status);
                    turn.writes().updateStatus(Types.BACKUPS, said);
                });
    }
}

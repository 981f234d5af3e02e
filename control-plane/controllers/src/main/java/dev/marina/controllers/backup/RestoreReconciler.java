package dev.marina.controllers.backup;

import dev.marina.api.Origin;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Backup;
import dev.marina.model.Cluster;
import dev.marina.model.Restore;
import dev.marina.model.VolumeWork;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import dev.marina.store.backup.BackupException;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.ClusterBackups;
import dev.marina.store.backup.ClusterBackups.Restored;
import dev.marina.store.backup.ClusterBackups.Wish;
import dev.marina.store.backup.VolumeProgress;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Carries a restore out, once. One that ended in between is begun again: objects that it had written are there then.
final class RestoreReconciler implements Reconciler {

    static final String USER = "system:serviceaccount:kube-system:restore-controller";

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final Duration VOLUMES_AGAIN = Duration.ofSeconds(2);
    /// For pods to be scheduled, and machines to answer.
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int FINISHED_KEPT = 50;
    private static final String DONE = "Done";

    private final ClusterStore store;
    private final ClusterBackups backups;
    private final OneAtATime turns;
    private final Management management;

    RestoreReconciler(ClusterStore store, ClusterBackups backups, OneAtATime turns) {
        this.store = store;
        this.backups = backups;
        this.turns = turns;
        this.management = new Management(store);
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Restore> found = management.has(turn) ? turn.find(Types.RESTORES) : Optional.empty();
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Restore restore = found.get();
        String tenant = restore.getMetadata().getNamespace();
        Snapshot snapshot = turn.snapshot();
        Optional<Backup> backup = snapshot.find(Types.BACKUPS, tenant, restore.getSpec().backup());
        Optional<Cluster> cluster = snapshot.find(Types.CLUSTERS, tenant, restore.getSpec().cluster());
        return switch (RestorePlan.of(restore, backup, cluster)) {
            case RestorePlan.CarryOut _ -> turns.of(tenant, () -> carryOut(turn, restore, backup.orElseThrow()), () -> Outcome.recheckAfter(SOON));
            case RestorePlan.Fill _ -> turns.of(tenant, () -> fill(turn, restore, backup.orElseThrow()), () -> Outcome.recheckAfter(SOON));
            case RestorePlan.Await(String reason, String message) -> {
                if (!RestorePlan.phase(restore).equals(Restore.FILLING)) {
                    say(turn, restore, bare(turn, restore, Restore.PENDING, reason, message));
                }
                yield Outcome.recheckAfter(SOON);
            }
            case RestorePlan.Fail(String reason, String message) -> fail(turn, restore, reason, message);
            case RestorePlan.Nothing _ -> Outcome.SETTLED;
        };
    }

    private Outcome carryOut(Turn turn, Restore restore, Backup backup) {
        Optional<ClusterRecord> into = store.find(restore.getMetadata().getNamespace(), restore.getSpec().cluster());
        if (into.isEmpty()) {
            return Outcome.recheckAfter(SOON);
        }
        say(turn, restore, bare(turn, restore, Restore.RUNNING, Restore.RUNNING, "objects are being written"));
        try {
            Restored restored = backups.restore(new BackupId(restore.getMetadata().getNamespace(), backup.getMetadata().getUid()), into.get(),
                    wish(restore), new Origin(USER, turn.cause()));
            say(turn, restore, counted(bare(turn, restore, Restore.FILLING, Restore.FILLING, "what was in volumes is being restored"), restored));
            return Outcome.SETTLED;
        } catch (BackupException.NotNow | StoreException.Unavailable | StoreException.NotOwner e) {
            say(turn, restore, bare(turn, restore, Restore.RUNNING, "Waiting", e.getMessage() + "; it is tried again"));
            return Outcome.recheckAfter(LATER);
        } catch (BackupException e) {
            return fail(turn, restore, "Damaged", e.getMessage());
        }
    }

    private static Wish wish(Restore restore) {
        return new Wish(restore.getSpec().namespaces() == null ? Set.of() : Set.copyOf(restore.getSpec().namespaces()),
                Restore.REPLACE.equals(restore.getSpec().existing()));
    }

    private static Restore.Status counted(Restore.Status status, Restored restored) {
        return new Restore.Status(status.phase(), status.started(), status.ended(), restored.created(), restored.replaced(), restored.kept(),
                restored.left(), restored.failed(), restored.problems(), status.conditions(), null);
    }

    /// Once objects are there. What cannot be filled yet is looked at again, and holds up nobody meanwhile.
    private Outcome fill(Turn turn, Restore restore, Backup backup) {
        Optional<ClusterRecord> into = store.find(restore.getMetadata().getNamespace(), restore.getSpec().cluster());
        if (into.isEmpty()) {
            return Outcome.recheckAfter(SOON);
        }
        Restore.Status before = filling(turn, restore);
        Optional<VolumeProgress> former = Optional.ofNullable(before.volumes()).map(Work::progress);
        boolean patient = Duration.between(Instant.parse(before.started()), turn.now()).compareTo(PATIENCE) < 0;
        try {
            VolumeProgress now = backups.fill(new BackupId(restore.getMetadata().getNamespace(), backup.getMetadata().getUid()), into.get(), wish(restore),
                    new Origin(USER, turn.cause()), former, patient,
                    progress -> GivenUp.orSay(turn, Types.RESTORES, restore, () -> say(turn, restore, volumes(filling(turn, restore), Work.of(progress)))));
            if (now.done() == now.count()) {
                end(turn, restore, now);
                return Outcome.SETTLED;
            }
            say(turn, restore, volumes(filling(turn, restore), Work.of(now)));
            return Outcome.recheckAfter(VOLUMES_AGAIN);
        } catch (GivenUp _) {
            return Outcome.SETTLED;
        } catch (BackupException.NotNow | StoreException.Unavailable | StoreException.NotOwner e) {
            say(turn, restore, volumes(before, before.volumes()));
            return Outcome.recheckAfter(LATER);
        } catch (BackupException e) {
            return fail(turn, restore, "Damaged", e.getMessage());
        }
    }

    /// What has been said of objects stays.
    private static Restore.Status filling(Turn turn, Restore restore) {
        Restore.Status before = turn.find(Types.RESTORES).map(Restore::getStatus).orElse(restore.getStatus());
        Restore.Status bare = bare(turn, restore, Restore.FILLING, Restore.FILLING, "what was in volumes is being restored");
        return before == null
                ? bare
                : new Restore.Status(Restore.FILLING, bare.started(), null, before.created(), before.replaced(), before.kept(), before.left(), before.failed(),
                        before.problems(), bare.conditions(), before.volumes());
    }

    private static Restore.Status volumes(Restore.Status status, VolumeWork volumes) {
        return new Restore.Status(status.phase(), status.started(), status.ended(), status.created(), status.replaced(), status.kept(), status.left(),
                status.failed(), status.problems(), status.conditions(), volumes);
    }

    private static void end(Turn turn, Restore restore, VolumeProgress volumes) {
        Restore.Status before = filling(turn, restore);
        long failedVolumes = volumes.items().stream().filter(item -> item.phase() == VolumeProgress.Phase.FAILED).count();
        boolean whole = amount(before.failed()) + failedVolumes == 0;
        String message = "%d objects created, %d replaced, %d kept, %d left to others, %d failed".formatted(amount(before.created()),
                amount(before.replaced()), amount(before.kept()), amount(before.left()), amount(before.failed()))
                + (volumes.count() == 0 ? "" : "; %d volumes restored, %d failed".formatted(volumes.count() - failedVolumes, failedVolumes));
        List<Condition> said = Conditions.of(DONE, before.conditions(), true, whole ? "Restored" : "SomeFailed", message, turn.now());
        say(turn, restore, new Restore.Status(Restore.COMPLETE, before.started(), turn.now().toString(), before.created(), before.replaced(), before.kept(),
                before.left(), before.failed(), before.problems(), said, Work.of(volumes)));
        forgetOld(turn, restore);
    }

    private static long amount(Long given) {
        return given == null ? 0 : given;
    }

    private static Outcome fail(Turn turn, Restore restore, String reason, String message) {
        say(turn, restore, bare(turn, restore, Restore.FAILED, reason, message));
        turn.event(restore, Severity.Warning, reason, message);
        forgetOld(turn, restore);
        return Outcome.SETTLED;
    }

    private static void forgetOld(Turn turn, Restore restore) {
        List<Restore> finished = turn.snapshot().list(Types.RESTORES, restore.getMetadata().getNamespace()).stream()
                .filter(each -> Set.of(Restore.COMPLETE, Restore.FAILED).contains(RestorePlan.phase(each)))
                .sorted(Comparator.comparing((Restore each) -> each.getMetadata().getCreationTimestamp()).reversed()).toList();
        finished.subList(Math.min(FINISHED_KEPT, finished.size()), finished.size()).forEach(old -> turn.writes().delete(Types.RESTORES, old));
    }

    private static Restore.Status bare(Turn turn, Restore restore, String phase, String reason, String message) {
        Restore.Status before = turn.find(Types.RESTORES).map(Restore::getStatus).orElse(restore.getStatus());
        String started = before != null && before.started() != null ? before.started() : phase.equals(Restore.PENDING) ? null : turn.now().toString();
        List<Condition> said = before == null ? List.of() : before.conditions();
        return new Restore.Status(phase, started, phase.equals(Restore.FAILED) ? turn.now().toString() : null, null, null, null, null, null, null,
                Conditions.of(DONE, said, phase.equals(Restore.COMPLETE), reason, message, turn.now()));
    }

    private static void say(Turn turn, Restore restore, Restore.Status status) {
        turn.find(Types.RESTORES).filter(now -> now.getMetadata().getUid().equals(restore.getMetadata().getUid()) && !status.equals(now.getStatus()))
                .ifPresent(now -> {
                    Restore said = new Restore();
                    said.setMetadata(now.getMetadata());
                    said.setSpec(now.getSpec());
                    said.setStatus(status);
                    turn.writes().updateStatus(Types.RESTORES, said);
                });
    }
}

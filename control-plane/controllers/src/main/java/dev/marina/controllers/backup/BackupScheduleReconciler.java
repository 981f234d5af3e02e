package dev.marina.controllers.backup;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Backup;
import dev.marina.model.BackupSchedule;
import dev.marina.store.ClusterStore;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Makes the backups that are due, and removes those that are not kept.
final class BackupScheduleReconciler implements Reconciler {

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final String WORKING = "Working";

    private final Management management;

    BackupScheduleReconciler(ClusterStore store) {
        this.management = new Management(store);
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<BackupSchedule> found = management.has(turn)
                ? turn.find(Types.BACKUP_SCHEDULES).filter(schedule -> !schedule.isMarkedForDeletion())
                : Optional.empty();
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        BackupSchedule schedule = found.get();
        BackupSchedulePlan plan = BackupSchedulePlan.of(schedule, own(turn, schedule), turn.now());
        plan.remove().forEach(backup -> turn.writes().delete(Types.BACKUPS, backup));
        say(turn, schedule, plan, plan.take() ? take(turn, schedule, plan.due().orElseThrow()) : Optional.empty());
        return plan.next().map(next -> recheck(Duration.between(turn.now(), next))).orElse(Outcome.SETTLED);
    }

    private static List<Backup> own(Turn turn, BackupSchedule schedule) {
        return turn.snapshot().list(Types.BACKUPS, schedule.getMetadata().getNamespace()).stream()
                .filter(backup -> backup.getSpec() != null && schedule.getMetadata().getName().equals(backup.getSpec().schedule())).toList();
    }

    private static Outcome recheck(Duration delay) {
        return Outcome.recheckAfter(delay.compareTo(LONGEST) < 0 ? delay : LONGEST);
    }

    /// Answers why it is refused, where it is.
    private static Optional<String> take(Turn turn, BackupSchedule schedule, Instant due) {
        String cluster = schedule.getMetadata().getName();
        Backup backup = new Backup();
        backup.setMetadata(
                new ObjectMetaBuilder().withNamespace(schedule.getMetadata().getNamespace()).withName(BackupSchedulePlan.name(cluster, due)).build());
        backup.setSpec(new Backup.Spec(cluster, cluster, schedule.getSpec().volumes()));
        try {
            turn.writes().create(Types.BACKUPS, backup);
        } catch (StatusException e) {
            if (e.is("AlreadyExists")) {
                return Optional.empty();
            }
            if (!e.is("Forbidden")) {
                throw e;
            }
            return Optional.of(e.getMessage());
        }
        return Optional.empty();
    }

    private static void say(Turn turn, BackupSchedule schedule, BackupSchedulePlan plan, Optional<String> refused) {
        BackupSchedule.Status before = schedule.getStatus();
        String last = plan.due().map(Instant::toString).orElse(before == null ? null : before.last());
        BackupSchedule.Status status = new BackupSchedule.Status(last, plan.next().map(Instant::toString).orElse(null),
                conditions(turn, before, plan, refused));
        if (!Objects.equals(before, status)) {
            turn.writes().merge(Types.BACKUP_SCHEDULES, schedule, "status", patch -> patch.putObject("status").put("last", status.last())
                    .put("next", status.next()).set("conditions", Document.mapper().valueToTree(status.conditions())));
        }
    }

    /// What was said of the last time stays until the next one.
    private static List<Condition> conditions(Turn turn, BackupSchedule.Status before, BackupSchedulePlan plan, Optional<String> refused) {
        List<Condition> said = before == null || before.conditions() == null ? List.of() : before.conditions();
        if (refused.isPresent()) {
            return Conditions.of(WORKING, said, false, "Refused", refused.get(), turn.now());
        }
        if (plan.due().isPresent() && !plan.take()) {
            return Conditions.of(WORKING, said, false, "Missed", "the backup before was still under way at " + plan.due().get(), turn.now());
        }
        return plan.due().isPresent() || said.isEmpty()
                ? Conditions.of(WORKING, said, true, "Scheduled", "backups are made as they are due", turn.now())
                : said;
    }
}

package dev.marina.controllers.addon;

import dev.marina.api.schedule.CronSchedule;
import dev.marina.controllers.engine.parts.Hash;
import dev.marina.model.AddOn;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/// Which procedure an add-on begins that has none under way: each request once, in this order.
record NextProcedure(Moment moment) {

    static final Duration SHORTEST_SCHEDULE = Duration.ofMinutes(15);
    private static final int ID_DIGITS = 8;
    private static final DateTimeFormatter NAME_OF_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);

    ProcedurePlan plan() {
        Progress progress = moment.progress();
        AddOn.Spec spec = moment.spec();
        AddOn.Handled handled = progress.handled();
        if (!progress.provisionedWith(moment.world().passwordsUid())) {
            return moment.world().ready() ? begun(progress, ProcedurePlan.PROVISION, "", ProcedurePlan.SETTING) : ProcedurePlan.settled(progress);
        }
        if (asked(spec.rotateRequest(), handled.rotate())) {
            return begun(progress, ProcedurePlan.ROTATE, spec.rotateRequest(), ProcedurePlan.SETTING);
        }
        if (asked(spec.restoreRequest(), handled.restore())) {
            return restore(progress, spec.restoreRequest());
        }
        if (asked(spec.backupRequest(), handled.backup())) {
            return begun(progress, ProcedurePlan.BACKUP, spec.backupRequest(), ProcedurePlan.WORKING);
        }
        return scheduled(progress);
    }

    private static boolean asked(String request, String handled) {
        return !request.isEmpty() && !request.equals(handled);
    }

    private ProcedurePlan begun(Progress progress, String name, String request, String step) {
        String id = Hash.of(List.of(moment.world().addOn().getMetadata().getUid(), name, request, moment.now().toString())).substring(0, ID_DIGITS);
        return ProcedurePlan.settled(progress.procedure(new AddOn.Procedure(name, id, request, step, moment.at(), null)));
    }

    private ProcedurePlan restore(Progress progress, String request) {
        String wanted = AddOn.Spec.backupOf(request);
        boolean good = progress.backups().stream().anyMatch(backup -> backup.checked() && backup.name().equals(wanted));
        return good
                ? begun(progress, ProcedurePlan.RESTORE, request, ProcedurePlan.WORKING)
                : ProcedurePlan.settled(progress.handled(progress.handled().restored(request))
                        .restored(new AddOn.Restored(wanted, AddOn.Backup.FAILED, moment.at(), "There is no good backup " + wanted)));
    }

    /// Of several times that were missed one is made up for. Counted from when the schedule was first seen.
    private ProcedurePlan scheduled(Progress progress) {
        AddOn.BackupPolicy policy = moment.spec().backup();
        String schedule = policy == null || policy.schedule() == null ? "" : policy.schedule();
        if (schedule.isEmpty()) {
            return ProcedurePlan.settled(progress.handled(progress.handled().scheduled("")));
        }
        boolean first = progress.handled().scheduled().isEmpty();
        Instant last = first ? moment.now() : Instant.parse(progress.handled().scheduled());
        Progress counted = first ? progress.handled(progress.handled().scheduled(moment.at())) : progress;
        Optional<Instant> due = CronSchedule.parse(schedule).next(last, ZoneOffset.UTC).map(next -> latest(next, last.plus(SHORTEST_SCHEDULE)));
        if (due.isEmpty()) {
            return ProcedurePlan.settled(counted);
        }
        return due.get().isAfter(moment.now())
                ? ProcedurePlan.waiting(counted, Duration.between(moment.now(), due.get()))
                : begun(counted.handled(counted.handled().scheduled(moment.at())), ProcedurePlan.BACKUP, "scheduled-" + NAME_OF_TIME.format(moment.now()),
                        ProcedurePlan.WORKING);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

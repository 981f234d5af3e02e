package dev.marina.controllers.addon;

import dev.marina.controllers.addon.ProcedurePlan.Deed;
import dev.marina.model.AddOn;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A backup, which is good once it was restored for trial, and a restore. Each is one job; what failed is told and not tried again by itself.
record BackupSteps(Moment moment, AddOn.Procedure procedure) {

    private static final int FAILURES_KEPT = 3;
    private static final int LONGEST_NAME = 63;
    private static final String UNTOLD = "Its job ended without saying what it has done";

    ProcedurePlan backUp() {
        Optional<JobSeen> job = moment.job(ProcedurePlan.BACKUP, procedure);
        if (job.isEmpty()) {
            return ProcedurePlan.doing(moment.progress(), new Deed.Make(moment.jobs().backup(procedure.id(), name(), keep())));
        }
        return switch (job.get()) {
            case JobSeen.Running running -> ProcedurePlan.settled(moment.saying(procedure, running.trouble()));
            case JobSeen.Failed failed -> ProcedurePlan.settled(backedUp(moment.progress(), Optional.of(failed.message())));
            case JobSeen.Succeeded succeeded -> {
                Progress seen = moment.progress().reported(succeeded.report());
                boolean there = succeeded.report().flatMap(Report::backups).stream().flatMap(List::stream).anyMatch(backup -> backup.name().equals(name()));
                yield ProcedurePlan.settled(backedUp(seen, there ? Optional.empty() : Optional.of(UNTOLD)));
            }
        };
    }

    /// What was asked for, or another one beside it where that name is taken.
    private String name() {
        boolean taken = moment.progress().backups().stream().anyMatch(backup -> backup.checked() && backup.name().equals(procedure.request()));
        String suffix = "-" + procedure.id();
        String asked = procedure.request();
        return taken ? asked.substring(0, Math.min(asked.length(), LONGEST_NAME - suffix.length())) + suffix : asked;
    }

    /// Beside the new one.
    private List<String> keep() {
        int most = moment.spec().backup() == null || moment.spec().backup().keep() == null ? 1 : moment.spec().backup().keep();
        return moment.progress().backups().stream().filter(AddOn.Backup::checked).map(AddOn.Backup::name).limit(Math.max(0, most - 1)).toList();
    }

    private Progress backedUp(Progress seen, Optional<String> failure) {
        boolean asked = procedure.request().equals(moment.spec().backupRequest());
        Progress handled = seen.procedure(null).handled(asked ? seen.handled().backedUp(procedure.request()) : seen.handled());
        if (failure.isEmpty()) {
            return handled;
        }
        AddOn.Backup bad = new AddOn.Backup(procedure.request(), AddOn.Backup.FAILED, moment.at(), null, null, failure.get());
        Stream<AddOn.Backup> failures = Stream.concat(Stream.of(bad), seen.backups().stream().filter(backup -> !backup.checked())).limit(FAILURES_KEPT);
        return handled.backups(Progress.newestFirst(Stream.concat(failures, seen.backups().stream().filter(AddOn.Backup::checked)).toList()));
    }

    ProcedurePlan restore() {
        Optional<JobSeen> job = moment.job(ProcedurePlan.RESTORE, procedure);
        if (job.isEmpty()) {
            return ProcedurePlan.doing(moment.progress(), new Deed.Make(moment.jobs().restore(procedure.id(), AddOn.Spec.backupOf(procedure.request()))));
        }
        return switch (job.get()) {
            case JobSeen.Running running -> ProcedurePlan.settled(moment.saying(procedure, running.trouble()));
            case JobSeen.Failed failed -> ProcedurePlan.settled(restored(moment.progress(), AddOn.Backup.FAILED, failed.message()));
            case JobSeen.Succeeded succeeded -> ProcedurePlan.settled(succeeded.report().isPresent()
                    ? restored(moment.progress().reported(succeeded.report()), "Succeeded", null)
                    : restored(moment.progress(), AddOn.Backup.FAILED, UNTOLD));
        };
    }

    private Progress restored(Progress seen, String phase, String message) {
        return seen.procedure(null).handled(seen.handled().restored(procedure.request()))
                .restored(new AddOn.Restored(AddOn.Spec.backupOf(procedure.request()), phase, moment.at(), message));
    }
}

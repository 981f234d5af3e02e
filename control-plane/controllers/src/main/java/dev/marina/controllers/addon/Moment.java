package dev.marina.controllers.addon;

import dev.marina.controllers.addon.ProcedurePlan.Deed;
import dev.marina.model.AddOn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// One add-on at one moment, as its procedures see it.
///
/// @param random gives another password each time
record Moment(AddOnWorld world, Passwords passwords, Progress progress, Instant now, Supplier<String> random) {

    static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    /// Before what a job said that failed.
    static final String FAILED = "Failed, and is tried again: ";

    String at() {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    AddOn.Spec spec() {
        return world.addOn().getSpec();
    }

    AddOnJobs jobs() {
        return new AddOnJobs(world.addOn(), world.server());
    }

    Optional<JobSeen> job(String what, AddOn.Procedure procedure) {
        return Optional.ofNullable(world.jobs().get(AddOnJobs.name(world.addOn(), what, procedure.id())));
    }

    Progress saying(AddOn.Procedure procedure, String message) {
        return progress.procedure(procedure.saying(message.isEmpty() ? null : message));
    }

    /// What comes of a job that sets passwords. It is made again until it succeeds: half of it is no state to stay in.
    ///
    /// @param then once it has succeeded
    ProcedurePlan setting(AddOn.Procedure procedure, String what, UnaryOperator<Progress> then) {
        Optional<JobSeen> job = job(what, procedure);
        if (job.isEmpty()) {
            Duration left = Duration.between(now, Instant.parse(procedure.since()).plus(AFTER_FAILURE));
            boolean failed = procedure.message() != null && procedure.message().startsWith(FAILED);
            return failed && left.isPositive()
                    ? ProcedurePlan.waiting(progress, left)
                    : ProcedurePlan.doing(progress, new Deed.Make(jobs().set(what, procedure.id(), world.backups())));
        }
        return switch (job.get()) {
            case JobSeen.Running running -> ProcedurePlan.settled(saying(procedure, running.trouble()));
            case JobSeen.Succeeded succeeded -> ProcedurePlan.settled(then.apply(progress.reported(succeeded.report())));
            case JobSeen.Failed failed -> ProcedurePlan.doing(
                    progress.procedure(procedure.at(procedure.step(), at()).saying(FAILED + failed.message())), new Deed.Discard(failed.job()));
        };
    }
}

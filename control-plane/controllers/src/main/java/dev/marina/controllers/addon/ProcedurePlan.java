package dev.marina.controllers.addon;

import dev.marina.model.AddOn;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// The next thing to do for an add-on's procedure, and what its status says after that. Whoever is killed in between does the same thing again, or finds it
/// done: what was decided lies in the Secret, in a job's name, on a Deployment or in the status, and nowhere else.
///
/// @param recheck when to look again though nothing has changed
record ProcedurePlan(Progress progress, Optional<Deed> deed, Optional<Duration> recheck) {

    static final String PROVISION = "Provision";
    static final String ROTATE = "Rotate";
    static final String BACKUP = "Backup";
    static final String RESTORE = "Restore";

    static final String SETTING = "Setting";
    static final String SWITCHING = "Switching";
    static final String RESTARTING = "Restarting";
    static final String REVOKING = "Revoking";
    static final String WORKING = "Working";

    sealed interface Deed {
        record Write(Passwords passwords) implements Deed {}

        record Make(Job job) implements Deed {}

        /// It failed, and is to be made again.
        record Discard(Job job) implements Deed {}

        /// @param annotation of its template, which says for which rotation it was restarted
        record Restart(Deployment deployment, String annotation, String id) implements Deed {}
    }

    static ProcedurePlan settled(Progress progress) {
        return new ProcedurePlan(progress, Optional.empty(), Optional.empty());
    }

    static ProcedurePlan waiting(Progress progress, Duration recheck) {
        return new ProcedurePlan(progress, Optional.empty(), Optional.of(recheck));
    }

    static ProcedurePlan doing(Progress progress, Deed deed) {
        return new ProcedurePlan(progress, Optional.of(deed), Optional.empty());
    }

    /// @param random gives another password each time
    static ProcedurePlan of(AddOnWorld world, Passwords passwords, Instant now, Supplier<String> random) {
        Moment moment = new Moment(world, passwords, Progress.of(world.addOn()), now, random);
        AddOn.Procedure procedure = moment.progress().procedure();
        if (procedure == null) {
            return new NextProcedure(moment).plan();
        }
        return switch (procedure.name()) {
            case PROVISION -> provision(moment, procedure);
            case ROTATE -> new RotationSteps(moment, procedure).plan();
            case BACKUP -> new BackupSteps(moment, procedure).backUp();
            case RESTORE -> new BackupSteps(moment, procedure).restore();
            // Of a later version of the platform.
            default -> settled(moment.progress());
        };
    }

    /// Applications that were told other passwords, of an add-on of this name that there was before, are told anew.
    private static ProcedurePlan provision(Moment moment, AddOn.Procedure procedure) {
        return procedure.step().equals(RESTARTING)
                ? new Restarting(moment, procedure).plan(moment.progress().procedure(null))
                : moment.setting(procedure, PROVISION, progress -> progress.provisioned(moment.world().passwordsUid())
                        .procedure(procedure.at(RESTARTING, moment.at())));
    }
}

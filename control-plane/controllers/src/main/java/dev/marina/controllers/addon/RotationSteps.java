package dev.marina.controllers.addon;

import dev.marina.controllers.addon.ProcedurePlan.Deed;
import dev.marina.model.AddOn;

/// Other credentials for applications, without a moment at which those that they are told are refused: the user whom nobody is told gets another password, then
/// applications are told that one and restarted one after another, then the former password is thrown away.
record RotationSteps(Moment moment, AddOn.Procedure procedure) {

    ProcedurePlan plan() {
        boolean begun = !procedure.step().equals(ProcedurePlan.SETTING);
        if (begun && !moment.passwords().renewed().equals(procedure.id())) {
            // The Secret is another one by now, with passwords of its own: what was begun with the former one has no end.
            return ProcedurePlan.settled(moment.progress().procedure(null));
        }
        return switch (procedure.step()) {
            case ProcedurePlan.SETTING -> renew();
            case ProcedurePlan.SWITCHING -> switchOver();
            case ProcedurePlan.RESTARTING -> new Restarting(moment, procedure).plan(moment.progress().procedure(next(ProcedurePlan.REVOKING)));
            default -> revoke();
        };
    }

    /// Until here it may be taken back.
    private ProcedurePlan renew() {
        if (!procedure.request().equals(moment.spec().rotateRequest())) {
            return ProcedurePlan.settled(moment.progress().procedure(null));
        }
        if (!moment.passwords().renewed().equals(procedure.id())) {
            return ProcedurePlan.doing(moment.progress(), new Deed.Write(moment.passwords().renew(moment.random().get(), procedure.id())));
        }
        return moment.setting(procedure, ProcedurePlan.ROTATE, progress -> progress.procedure(next(ProcedurePlan.SWITCHING)));
    }

    private AddOn.Procedure next(String step) {
        return procedure.at(step, moment.at());
    }

    private ProcedurePlan switchOver() {
        return moment.passwords().switched()
                ? ProcedurePlan.settled(moment.progress().procedure(next(ProcedurePlan.RESTARTING)))
                : ProcedurePlan.doing(moment.progress(), new Deed.Write(moment.passwords().switchOver()));
    }

    private ProcedurePlan revoke() {
        if (!moment.passwords().revoked().equals(procedure.id())) {
            return ProcedurePlan.doing(moment.progress(), new Deed.Write(moment.passwords().revoke(moment.random().get(), procedure.id())));
        }
        return moment.setting(procedure, "Revoke", progress -> progress.rotated(moment.at()).procedure(null)
                .handled(progress.handled().rotated(procedure.request())));
    }
}

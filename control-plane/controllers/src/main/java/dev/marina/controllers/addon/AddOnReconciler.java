package dev.marina.controllers.addon;

import dev.marina.controllers.addon.ProcedurePlan.Deed;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.controllers.engine.parts.Part;
import dev.marina.model.AddOn;
import dev.marina.model.AddOnServer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes add-ons true with the types of Kubernetes, carries their procedures out, and says how they are.
public final class AddOnReconciler implements ObjectReconciler<AddOn> {

    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);
    private static final String OWNER = "add-on";
    private static final int PASSWORD_BYTES = 24;

    private final Supplier<String> passwords;

    /// @param passwords gives another one each time; from any thread
    AddOnReconciler(Supplier<String> passwords) {
        this.passwords = passwords;
    }

    public static Controller controller() {
        SecureRandom random = new SecureRandom();
        return Controller.named("add-on").source(new AddOnSource()).workers(4).with(new AddOnReconciler(() -> {
            byte[] bytes = new byte[PASSWORD_BYTES];
            random.nextBytes(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }));
    }

    @Override
    public ResourceType<AddOn> type() {
        return Types.ADD_ONS;
    }

    @Override
    public Outcome reconcile(Turn turn, AddOn addOn) {
        Optional<AddOnServer> server = AddOnServer.of(addOn.getSpec().type());
        if (addOn.getMetadata().getDeletionTimestamp() != null || server.isEmpty()) {
            return Outcome.SETTLED;
        }
        AddOnWorld world = AddOnWorld.of(turn.snapshot(), addOn, server.get());
        AddOnPlan plan = AddOnPlan.of(world, turn.writes().decoder()::write);
        List<Finding> findings = new ArrayList<>(plan.findings());
        if (plan.makePasswords()) {
            Part.attempt(OWNER, "Secret " + Passwords.secret(addOn),
                    () -> turn.writes().create(Types.SECRETS, Passwords.fresh(passwords).in(null, addOn))).ifPresent(findings::add);
        }
        plan.apply().forEach(part -> part.apply(turn, OWNER).ifPresent(findings::add));
        Optional<ProcedurePlan> procedure = world.passwords().map(known -> ProcedurePlan.of(world, known, turn.now(), passwords));
        procedure.flatMap(ProcedurePlan::deed).flatMap(deed -> carryOut(turn, world, deed)).ifPresent(findings::add);
        report(turn, world, procedure.map(ProcedurePlan::progress).orElseGet(() -> Progress.of(addOn)), findings);
        boolean refused = findings.stream().anyMatch(finding -> finding.reason().equals(Finding.REFUSED));
        return refused ? Outcome.recheckAfter(AFTER_REFUSAL) : procedure.flatMap(ProcedurePlan::recheck).map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }

    /// Empty when it is done.
    private static Optional<Finding> carryOut(Turn turn, AddOnWorld world, Deed deed) {
        return switch (deed) {
            case Deed.Write(Passwords wanted) -> Part.attempt(OWNER, "Secret " + Passwords.secret(world.addOn()),
                    () -> turn.writes().update(Types.SECRETS, wanted.in(world.secret().orElseThrow(), world.addOn())));
            case Deed.Make make -> Part.attempt(OWNER, "Job " + make.job().getMetadata().getName(), () -> turn.writes().create(Types.JOBS, make.job()));
            case Deed.Discard discard -> Part.attempt(OWNER, "Job " + discard.job().getMetadata().getName(),
                    () -> turn.writes().delete(Types.JOBS, discard.job(), "Background"));
            case Deed.Restart restart -> Part.attempt(OWNER, "Deployment " + restart.deployment().getMetadata().getName(),
                    () -> turn.writes().merge(Types.DEPLOYMENTS, restart.deployment(), "",
                            patch -> patch.withObject("/spec/template/metadata/annotations").put(restart.annotation(), restart.id())));
        };
    }

    private static void report(Turn turn, AddOnWorld world, Progress progress, List<Finding> findings) {
        AddOn addOn = world.addOn();
        AddOn.Status before = addOn.getStatus() == null ? AddOn.Status.NONE : addOn.getStatus();
        AddOn.Status status = AddOnStatusPlan.of(world, progress, findings, turn.now());
        if (status.equals(before)) {
            return;
        }
        AddOn written = new AddOn();
        written.setMetadata(addOn.getMetadata());
        written.setSpec(addOn.getSpec());
        written.setStatus(status);
        turn.writes().updateStatus(Types.ADD_ONS, written);
        Notice.of(before, status).forEach(notice -> turn.event(addOn, notice.warning() ? Severity.Warning : Severity.Normal, notice.reason(),
                notice.message()));
        Finding.tell(turn, addOn, findings, before.message());
    }
}

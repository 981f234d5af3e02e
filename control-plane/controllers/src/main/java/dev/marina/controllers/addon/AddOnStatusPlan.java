package dev.marina.controllers.addon;

import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.controllers.engine.parts.Place;
import dev.marina.controllers.engine.parts.PodTrouble;
import dev.marina.controllers.engine.parts.StatusCondition;
import dev.marina.model.AddOn;
import dev.marina.model.AddOnServer;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// What the status of an add-on should say: what is seen of its parts, and nothing that was only asked for.
final class AddOnStatusPlan {

    private AddOnStatusPlan() {}

    private record Verdict(String phase, String reason, String message) {}

    /// @param findings what is in its way
    static AddOn.Status of(AddOnWorld world, Progress progress, List<Finding> findings, Instant now) {
        AddOn addOn = world.addOn();
        AddOn.Status before = addOn.getStatus() == null ? AddOn.Status.NONE : addOn.getStatus();
        Verdict verdict = verdict(world, progress, findings);
        String name = addOn.getMetadata().getName();
        boolean told = world.present().containsKey(new Place(Types.SECRETS, AddOnServer.secret(name)))
                && progress.provisionedWith(world.passwordsUid());
        String address = told ? "%s.%s.svc:%d".formatted(name, addOn.getMetadata().getNamespace(), world.server().port()) : null;
        return new AddOn.Status(addOn.getMetadata().getGeneration(), verdict.phase(), verdict.message(), progress.version(), address,
                told ? AddOnServer.secret(name) : null, List.copyOf(world.applications().keySet()), progress.provisioned(), progress.rotated(),
                progress.handled(), progress.procedure(), progress.backups(), progress.restored(),
                conditions(before, verdict, now.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    private static Verdict verdict(AddOnWorld world, Progress progress, List<Finding> findings) {
        List<Finding> hindering = findings.stream().filter(Finding::hinders).toList();
        if (!hindering.isEmpty()) {
            return new Verdict(AddOn.DEGRADED, hindering.getFirst().reason(), String.join("; ", hindering.stream().map(Finding::message).toList()));
        }
        boolean made = progress.provisionedWith(world.passwordsUid());
        if (!world.ready()) {
            Optional<PodTrouble> trouble = PodTrouble.worst(world.pods());
            return trouble.map(found -> new Verdict(AddOn.DEGRADED, found.reason(), found.message() + hint(world, found)))
                    .orElseGet(() -> new Verdict(made ? AddOn.DEGRADED : AddOn.CREATING, "NotReady", "Its server does not answer" + (made ? "" : " yet")));
        }
        AddOn.Procedure procedure = progress.procedure();
        if (!made) {
            return new Verdict(AddOn.CREATING, "Provisioning", procedure == null ? "Its users are being made" : words(procedure));
        }
        return new Verdict(AddOn.AVAILABLE, procedure == null ? "Ready" : procedure.name(), procedure == null ? "Its server answers" : words(procedure));
    }

    private static String hint(AddOnWorld world, PodTrouble trouble) {
        return trouble.reason().contains("Image") ? "; the platform's operator makes the image: ./marina images " + imageName(world) : "";
    }

    /// Without `marina/` and its version.
    private static String imageName(AddOnWorld world) {
        return world.server().image().replaceAll("^marina/|:.*$", "");
    }

    private static String words(AddOn.Procedure procedure) {
        String what = switch (procedure.name()) {
            case ProcedurePlan.PROVISION -> "Its users are being made";
            case ProcedurePlan.ROTATE -> "Its credentials are being changed";
            case ProcedurePlan.BACKUP -> "It is being backed up";
            default -> "Backup %s is being restored".formatted(AddOn.Spec.backupOf(procedure.request()));
        };
        return procedure.message() == null ? what : what + ": " + procedure.message();
    }

    private static List<Condition> conditions(AddOn.Status before, Verdict verdict, String at) {
        return List.of(condition(before, "Available", verdict.phase().equals(AddOn.AVAILABLE), verdict, at),
                condition(before, "Degraded", verdict.phase().equals(AddOn.DEGRADED), verdict, at));
    }

    private static Condition condition(AddOn.Status before, String type, boolean holds, Verdict verdict, String at) {
        return StatusCondition.of(before.conditions(), type, holds, verdict.reason(), verdict.message(), at);
    }
}

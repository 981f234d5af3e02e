package dev.marina.controllers.addon;

import dev.marina.controllers.addon.ProcedurePlan.Deed;
import dev.marina.model.AddOn;
import dev.marina.model.AddOnServer;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Applications read what they are told when they start: those that were told before are restarted, one after another.
record Restarting(Moment moment, AddOn.Procedure procedure) {

    /// On the template of a Deployment, with an add-on's name behind it: the procedure for which it was restarted.
    static final String RESTARTED = "apps.marina.dev/restarted-for.";
    /// So long an application may take to come up again before the next one is restarted.
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /// Who does not come up in time is told, and does not keep the former password good for ever.
    ///
    /// @param after what the status says once all were restarted
    ProcedurePlan plan(Progress after) {
        String annotation = RESTARTED + moment.world().addOn().getMetadata().getName();
        List<Deployment> all = moment.world().applications().values().stream().flatMap(Optional::stream).filter(this::told).toList();
        List<Deployment> restarted = all.stream().filter(each -> procedure.id().equals(note(each, annotation))).toList();
        Optional<Deployment> under = restarted.stream().filter(each -> !rolledOut(each)).findFirst();
        Duration left = Duration.between(moment.now(), Instant.parse(procedure.since()).plus(PATIENCE));
        if (under.isPresent() && left.isPositive()) {
            return ProcedurePlan.waiting(moment.saying(procedure, "Application %s is being restarted".formatted(under.get().getMetadata().getName())), left);
        }
        return all.stream().filter(each -> !restarted.contains(each)).findFirst()
                .map(each -> ProcedurePlan.doing(moment.progress().procedure(procedure.at(procedure.step(), moment.at())),
                        new Deed.Restart(each, annotation, procedure.id())))
                .orElseGet(() -> ProcedurePlan.settled(after));
    }

    private boolean told(Deployment deployment) {
        String secret = AddOnServer.secret(moment.world().addOn().getMetadata().getName());
        return deployment.getSpec().getTemplate().getSpec() != null && deployment.getSpec().getTemplate().getSpec().getContainers().stream()
                .flatMap(container -> container.getEnv().stream()).map(EnvVar::getValueFrom)
                .anyMatch(from -> from != null && from.getSecretKeyRef() != null && secret.equals(from.getSecretKeyRef().getName()));
    }

    private static String note(Deployment deployment, String annotation) {
        var metadata = deployment.getSpec().getTemplate().getMetadata();
        return metadata == null || metadata.getAnnotations() == null ? "" : metadata.getAnnotations().getOrDefault(annotation, "");
    }

    private static boolean rolledOut(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        int wanted = deployment.getSpec().getReplicas() == null ? 1 : deployment.getSpec().getReplicas();
        return status.getObservedGeneration() != null && status.getObservedGeneration() >= deployment.getMetadata().getGeneration()
                && number(status.getUpdatedReplicas()) >= wanted && number(status.getReplicas()) == number(status.getUpdatedReplicas())
                && number(status.getAvailableReplicas()) >= wanted;
    }

    private static int number(Integer number) {
        return number == null ? 0 : number;
    }
}

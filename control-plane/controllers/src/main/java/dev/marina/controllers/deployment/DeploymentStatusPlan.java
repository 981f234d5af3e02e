package dev.marina.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the status of a deployment should say: counts, and the conditions Available, Progressing and ReplicaFailure with
/// upstream's reasons and messages.
final class DeploymentStatusPlan {

    static final String COMPLETE = "NewReplicaSetAvailable";
    static final String TIMED_OUT = "ProgressDeadlineExceeded";

    private DeploymentStatusPlan() {}

    /// @param created the name of a replica set that this reconcile made
    static DeploymentStatus of(Rollout rollout, Optional<String> created, Instant now) {
        Deployment deployment = rollout.deployment();
        DeploymentStatus before = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        int total = sum(rollout.all(), ReplicaSetStatus::getReplicas);
        int available = sum(rollout.all(), ReplicaSetStatus::getAvailableReplicas);
        DeploymentStatus counts = new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(orNull(total))
                .withUpdatedReplicas(orNull(sum(rollout.newest().map(List::of).orElse(List.of()), ReplicaSetStatus::getReplicas)))
                .withReadyReplicas(orNull(sum(rollout.all(), ReplicaSetStatus::getReadyReplicas)))
                .withAvailableReplicas(orNull(available))
                .withUnavailableReplicas(orNull(Math.max(0, rollout.allReplicas() - available)))
                .withCollisionCount(before.getCollisionCount())
                .withConditions(before.getConditions())
                .build();
        Conditions conditions = new Conditions(before.getConditions(), now.truncatedTo(ChronoUnit.SECONDS).toString());
        boolean enough = available >= rollout.wanted() - rollout.maxUnavailable();
        conditions.set("Available", enough ? "True" : "False", enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.", false);
        created.ifPresent(name -> conditions.set("Progressing", "True", "NewReplicaSetCreated", "Created new replica set \"%s\"".formatted(name), false));
        progress(rollout, before, counts, conditions, now);
        replicaFailure(rollout, conditions);
        return new DeploymentStatusBuilder(counts).withConditions(conditions.list()).build();
    }

    /// Everything wanted is of the present template, there and available.
    static boolean complete(Deployment deployment) {
        return deployment.getStatus() != null && complete(deployment, deployment.getStatus());
    }

    /// When the deadline for progress passes; empty when nobody waits.
    static Optional<Duration> untilDeadline(Deployment deployment, DeploymentStatus status, Instant now) {
        Integer deadline = deadline(deployment);
        return deadline == null || complete(deployment, status)
                ? Optional.empty()
                : status.getConditions().stream().filter(condition -> condition.getType().equals("Progressing") && "True".equals(condition.getStatus())
                        && !COMPLETE.equals(condition.getReason()))
                        .map(condition -> Duration.between(now, Instant.parse(condition.getLastUpdateTime()).plusSeconds(deadline + 1L))).findFirst();
    }

    private static void progress(Rollout rollout, DeploymentStatus before, DeploymentStatus after, Conditions conditions, Instant now) {
        Deployment deployment = rollout.deployment();
        if (deadline(deployment) == null) {
            conditions.remove("Progressing");
            return;
        }
        Optional<DeploymentCondition> known = conditions.find("Progressing");
        if (rollout.paused()) {
            if (known.filter(condition -> COMPLETE.equals(condition.getReason()) || TIMED_OUT.equals(condition.getReason())).isEmpty()) {
                conditions.set("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", false);
            }
            return;
        }
        if (known.filter(condition -> condition.getReason().equals("DeploymentPaused")).isPresent()) {
            conditions.set("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed", false);
            return;
        }
        boolean settled = number(after.getReplicas()) == number(after.getUpdatedReplicas())
                && known.filter(condition -> COMPLETE.equals(condition.getReason())).isPresent();
        if (settled) {
            return;
        }
        String subject = rollout.newest().map(set -> "ReplicaSet \"%s\"".formatted(set.getMetadata().getName()))
                .orElse("Deployment \"%s\"".formatted(deployment.getMetadata().getName()));
        if (complete(deployment, after)) {
            conditions.set("Progressing", "True", COMPLETE, subject + " has successfully progressed.", true);
        } else if (progressed(before, after)) {
            conditions.set("Progressing", "True", "ReplicaSetUpdated", subject + " is progressing.", true);
        } else if (timedOut(deployment, known, now)) {
            conditions.set("Progressing", "False", TIMED_OUT, subject + " has timed out progressing.", false);
        } else if (known.isEmpty()) {
            conditions.set("Progressing", "True", "FoundNewReplicaSet", "Found new replica set \"%s\""
                    .formatted(rollout.newest().map(set -> set.getMetadata().getName()).orElse("")), false);
        }
    }

    private static boolean complete(Deployment deployment, DeploymentStatus status) {
        int wanted = deployment.getSpec().getReplicas() == null ? 1 : deployment.getSpec().getReplicas();
        return number(status.getUpdatedReplicas()) == wanted && number(status.getReplicas()) == wanted && number(status.getAvailableReplicas()) == wanted
                && (deployment.getMetadata().getGeneration() == null || status.getObservedGeneration() != null
                        && status.getObservedGeneration() >= deployment.getMetadata().getGeneration());
    }

    private static boolean progressed(DeploymentStatus before, DeploymentStatus after) {
        int oldBefore = number(before.getReplicas()) - number(before.getUpdatedReplicas());
        int oldAfter = number(after.getReplicas()) - number(after.getUpdatedReplicas());
        return number(after.getUpdatedReplicas()) > number(before.getUpdatedReplicas()) || oldAfter < oldBefore
                || number(after.getReadyReplicas()) > number(before.getReadyReplicas())
                || number(after.getAvailableReplicas()) > number(before.getAvailableReplicas());
    }

    private static boolean timedOut(Deployment deployment, Optional<DeploymentCondition> known, Instant now) {
        return known.filter(condition -> !COMPLETE.equals(condition.getReason()))
                .filter(condition -> TIMED_OUT.equals(condition.getReason())
                        || Instant.parse(condition.getLastUpdateTime()).plusSeconds(deadline(deployment)).isBefore(now))
                .isPresent();
    }

    private static void replicaFailure(Rollout rollout, Conditions conditions) {
        Optional<ReplicaSetCondition> failure = rollout.newest().stream().flatMap(DeploymentStatusPlan::failures).findFirst()
                .or(() -> rollout.old().stream().flatMap(DeploymentStatusPlan::failures).findFirst());
        failure.ifPresentOrElse(condition -> conditions.set("ReplicaFailure", condition.getStatus(), condition.getReason(), condition.getMessage(), false),
                () -> conditions.remove("ReplicaFailure"));
    }

    private static java.util.stream.Stream<ReplicaSetCondition> failures(ReplicaSet set) {
        return set.getStatus() == null
                ? java.util.stream.Stream.empty()
                : set.getStatus().getConditions().stream().filter(condition -> condition.getType().equals("ReplicaFailure"));
    }

    private static Integer deadline(Deployment deployment) {
        Integer seconds = deployment.getSpec().getProgressDeadlineSeconds();
        return seconds == null || seconds == Integer.MAX_VALUE ? null : seconds;
    }

    private static int sum(List<ReplicaSet> sets, Function<ReplicaSetStatus, Integer> count) {
        return sets.stream().filter(set -> set.getStatus() != null).mapToInt(set -> number(count.apply(set.getStatus()))).sum();
    }

    private static int number(Integer number) {
        return number == null ? 0 : number;
    }

    private static Integer orNull(int number) {
        return number == 0 ? null : number;
    }

    /// The conditions by type; a change of status moves the transition time, any change the update time.
    private record Conditions(java.util.LinkedHashMap<String, DeploymentCondition> byType, String now) {
        Conditions(List<DeploymentCondition> before, String now) {
            this(new java.util.LinkedHashMap<>(), now);
            before.forEach(condition -> byType.put(condition.getType(), condition));
        }

        Optional<DeploymentCondition> find(String type) {
            return Optional.ofNullable(byType.get(type));
        }

        void remove(String type) {
            byType.remove(type);
        }

        /// @param always whether also an unchanged status and reason count as an update
        void set(String type, String status, String reason, String message, boolean always) {
            DeploymentCondition before = byType.get(type);
            boolean sameStatus = before != null && before.getStatus().equals(status);
            if (sameStatus && before.getReason().equals(reason) && !always) {
                return;
            }
            byType.remove(type);
            byType.put(type, new DeploymentConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message)
                    .withLastUpdateTime(now).withLastTransitionTime(sameStatus ? before.getLastTransitionTime() : now).build());
        }

        List<DeploymentCondition> list() {
            return List.copyOf(byType.values());
        }
    }
}

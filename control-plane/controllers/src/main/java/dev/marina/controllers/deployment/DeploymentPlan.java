package dev.marina.controllers.deployment;

import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The next step of a deployment: what is done in one reconcile. The changes that it makes bring the next one.
///
/// @param create the replica set of a template that has none
/// @param change replica sets as they should be, for those that differ
/// @param delete old ones beyond the history limit
/// @param revision the deployment's revision, 0 when it has no replica set
record DeploymentPlan(Optional<ReplicaSet> create, List<ReplicaSet> change, List<ReplicaSet> delete, long revision) {

    /// Annotations of the deployment that its replica sets do not get.
    private static final Set<String> NOT_COPIED = Set.of("kubectl.kubernetes.io/last-applied-configuration", Rollout.REVISION,
            "deployment.kubernetes.io/revision-history", Rollout.DESIRED, Rollout.MAX, "deprecated.deployment.rollback.to");

    /// @param pods pods by uid of their replica set
    static DeploymentPlan of(Rollout rollout, Map<String, List<Pod>> pods) {
        if (rollout.deployment().getMetadata().getDeletionTimestamp() != null) {
            return new DeploymentPlan(Optional.empty(), List.of(), List.of(), 0);
        }
        boolean scaling = rollout.active().stream()
                .anyMatch(set -> Rollout.number(set, Rollout.DESIRED).filter(desired -> desired != rollout.wanted()).isPresent());
        if (rollout.paused() || scaling) {
            return changes(rollout, RolloutSizes.scaled(rollout), rollout.paused() ? List.of() : surplus(rollout));
        }
        return rollout.recreates() ? recreate(rollout, pods) : rolling(rollout);
    }

    private static DeploymentPlan rolling(Rollout rollout) {
        return rollout.newest().isEmpty() ? creation(rollout) : changes(rollout, RolloutSizes.rolling(rollout), surplus(rollout));
    }

    private static DeploymentPlan recreate(Rollout rollout, Map<String, List<Pod>> pods) {
        Map<String, Integer> ending = RolloutSizes.endOld(rollout);
        boolean oldRuns = rollout.old().stream()
                .anyMatch(set -> pods.getOrDefault(set.getMetadata().getUid(), List.of()).stream().anyMatch(pod -> !PodState.ended(pod)));
        if (!ending.isEmpty() || oldRuns) {
            return changes(rollout, ending, List.of());
        }
        if (rollout.newest().isEmpty()) {
            return creation(rollout);
        }
        return changes(rollout, Map.of(rollout.newest().get().getMetadata().getName(), rollout.wanted()), surplus(rollout));
    }

    private static DeploymentPlan creation(Rollout rollout) {
        return new DeploymentPlan(Optional.of(newSet(rollout)), List.of(), List.of(), 0);
    }

    private static DeploymentPlan changes(Rollout rollout, Map<String, Integer> sizes, List<ReplicaSet> delete) {
        List<ReplicaSet> change = new ArrayList<>();
        for (ReplicaSet set : rollout.all()) {
            ReplicaSet wanted = wanted(rollout, set, sizes);
            if (!wanted.equals(set)) {
                change.add(wanted);
            }
        }
        return new DeploymentPlan(Optional.empty(), change, delete, rollout.newest().isPresent() ? rollout.revision() : 0);
    }

    private static ReplicaSet wanted(Rollout rollout, ReplicaSet set, Map<String, Integer> sizes) {
        boolean newest = rollout.newest().filter(each -> each == set).isPresent();
        Map<String, String> annotations = set.getMetadata().getAnnotations() == null ? new HashMap<>() : new HashMap<>(set.getMetadata().getAnnotations());
        if (newest && !rollout.paused()) {
            annotations.putAll(copied(rollout.deployment()));
            noteRevision(rollout, set, annotations);
        }
        if (newest || sizes.containsKey(set.getMetadata().getName()) || Rollout.replicas(set) > 0) {
            annotations.put(Rollout.DESIRED, Integer.toString(rollout.wanted()));
            annotations.put(Rollout.MAX, Integer.toString(rollout.wanted() + rollout.maxSurge()));
        }
        ReplicaSetBuilder builder = new ReplicaSetBuilder(set)
                .editMetadata().withAnnotations(annotations).endMetadata()
                .editSpec().withReplicas(sizes.getOrDefault(set.getMetadata().getName(), Rollout.replicas(set))).endSpec();
        return newest ? builder.editSpec().withMinReadySeconds(rollout.deployment().getSpec().getMinReadySeconds()).endSpec().build() : builder.build();
    }

    /// A set that comes back by a rollback gets a new revision and remembers its old ones.
    private static void noteRevision(Rollout rollout, ReplicaSet set, Map<String, String> annotations) {
        long before = Rollout.revision(set);
        long revision = rollout.revision();
        annotations.put(Rollout.REVISION, Long.toString(revision));
        if (before > 0 && before != revision) {
            annotations.merge("deployment.kubernetes.io/revision-history", Long.toString(before), (history, add) -> history + "," + add);
        }
    }

    private static ReplicaSet newSet(Rollout rollout) {
        Deployment deployment = rollout.deployment();
        Integer collisions = deployment.getStatus() == null ? null : deployment.getStatus().getCollisionCount();
        String hash = TemplateHash.of(deployment.getSpec().getTemplate(), collisions);
        PodTemplateSpec template = new PodTemplateSpecBuilder(deployment.getSpec().getTemplate())
                .editOrNewMetadata().addToLabels(TemplateHash.LABEL, hash).endMetadata().build();
        Map<String, String> annotations = new HashMap<>(copied(deployment));
        annotations.put(Rollout.REVISION, Long.toString(rollout.revision()));
        annotations.put(Rollout.DESIRED, Integer.toString(rollout.wanted()));
        annotations.put(Rollout.MAX, Integer.toString(rollout.wanted() + rollout.maxSurge()));
        return new ReplicaSetBuilder()
                .withNewMetadata().withName(deployment.getMetadata().getName() + "-" + hash).withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(template.getMetadata().getLabels()).withAnnotations(annotations)
                .withOwnerReferences(Owners.controllerReference(Types.DEPLOYMENTS, deployment)).endMetadata()
                .withNewSpec().withReplicas(RolloutSizes.newestSize(rollout, 0)).withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                .withSelector(new LabelSelectorBuilder(deployment.getSpec().getSelector()).addToMatchLabels(TemplateHash.LABEL, hash).build())
                .withTemplate(template).endSpec().build();
    }

    private static Map<String, String> copied(Deployment deployment) {
        Map<String, String> copied = new HashMap<>(deployment.getMetadata().getAnnotations() == null ? Map.of() : deployment.getMetadata().getAnnotations());
        copied.keySet().removeAll(NOT_COPIED);
        return copied;
    }

    /// Old, empty sets beyond the history limit once the rollout is complete, the oldest revision first.
    private static List<ReplicaSet> surplus(Rollout rollout) {
        Integer limit = rollout.deployment().getSpec().getRevisionHistoryLimit();
        if (limit == null || !DeploymentStatusPlan.complete(rollout.deployment())) {
            return List.of();
        }
        int keep = limit;
        List<ReplicaSet> empty = rollout.old().stream()
                .filter(set -> Rollout.replicas(set) == 0 && set.getStatus() != null && zero(set.getStatus().getReplicas())
                        && set.getMetadata().getDeletionTimestamp() == null && observed(set))
                .sorted(Comparator.comparingLong(Rollout::revision)).toList();
        return empty.subList(0, Math.max(0, Math.min(empty.size(), rollout.old().size() - keep)));
    }

    private static boolean zero(Integer number) {
        return number == null || number == 0;
    }

    private static boolean observed(ReplicaSet set) {
        Long observed = set.getStatus().getObservedGeneration();
        Long generation = set.getMetadata().getGeneration();
        return generation == null || observed != null && observed >= generation;
    }
}

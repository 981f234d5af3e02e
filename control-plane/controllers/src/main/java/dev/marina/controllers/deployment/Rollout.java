package dev.marina.controllers.deployment;

import dev.marina.controllers.engine.Share;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A deployment and its replica sets: the one of the present template, and the others in the order in which they were made.
///
/// @param lingering how many pods are there beyond what their sets want, and about to go
record Rollout(Deployment deployment, Optional<ReplicaSet> newest, List<ReplicaSet> old, int lingering) {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MAX = "deployment.kubernetes.io/max-replicas";

    static Rollout of(Deployment deployment, List<ReplicaSet> owned, int lingering) {
        List<ReplicaSet> sets = owned.stream().sorted(Comparator.comparing(Rollout::created).thenComparing(set -> set.getMetadata().getName())).toList();
        // in rare cases, such as after cluster upgrades, several have the template: the oldest is it
        Optional<ReplicaSet> newest = sets.stream().filter(set -> TemplateHash.same(set.getSpec().getTemplate(), deployment.getSpec().getTemplate()))
                .findFirst();
        return new Rollout(deployment, newest, sets.stream().filter(set -> newest.isEmpty() || set != newest.get()).toList(), lingering);
    }

    List<ReplicaSet> all() {
        List<ReplicaSet> all = new ArrayList<>(old);
        newest.ifPresent(all::add);
        return all;
    }

    List<ReplicaSet> active() {
        return all().stream().filter(set -> replicas(set) > 0).toList();
    }

    int wanted() {
        return deployment.getSpec().getReplicas() == null ? 1 : deployment.getSpec().getReplicas();
    }

    boolean recreates() {
        return deployment.getSpec().getStrategy() != null && "Recreate".equals(deployment.getSpec().getStrategy().getType());
    }

    boolean paused() {
        return Boolean.TRUE.equals(deployment.getSpec().getPaused());
    }

    /// How many pods there may be above what is wanted.
    int maxSurge() {
        return recreates() || wanted() == 0 ? 0 : share(rolling(true), true);
    }

    /// How many of the wanted pods may be missing; when surge is none either, one.
    int maxUnavailable() {
        if (recreates() || wanted() == 0) {
            return 0;
        }
        int unavailable = share(rolling(false), false);
        return Math.min(wanted(), unavailable == 0 && maxSurge() == 0 ? 1 : unavailable);
    }

    int allReplicas() {
        return all().stream().mapToInt(Rollout::replicas).sum();
    }

    /// The revision that the newest set has or will get.
    long revision() {
        long before = old.stream().mapToLong(Rollout::revision).max().orElse(0);
        return newest.map(Rollout::revision).filter(has -> has > before).orElse(before + 1);
    }

    static int replicas(ReplicaSet set) {
        return set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
    }

    /// No more than the set is to have. Unlike upstream, where a set that has just been made smaller counts with those that are about to go until
    /// its status is written again, and the next step takes them for spare (scaleDownOldReplicaSetsForRollingUpdate in
    /// pkg/controller/deployment/rolling.go).
    static int available(ReplicaSet set) {
        int told = set.getStatus() == null || set.getStatus().getAvailableReplicas() == null ? 0 : set.getStatus().getAvailableReplicas();
        return Math.min(told, replicas(set));
    }

    static long revision(ReplicaSet set) {
        return number(set, REVISION).orElse(0L);
    }

    static Optional<Long> number(ReplicaSet set, String annotation) {
        Map<String, String> annotations = set.getMetadata().getAnnotations();
        try {
            return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(annotation)).map(Long::parseLong);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Instant created(ReplicaSet set) {
        return set.getMetadata().getCreationTimestamp() == null ? Instant.MAX : Instant.parse(set.getMetadata().getCreationTimestamp());
    }

    private IntOrString rolling(boolean surge) {
        var rolling = deployment.getSpec().getStrategy() == null ? null : deployment.getSpec().getStrategy().getRollingUpdate();
        IntOrString value = rolling == null ? null : surge ? rolling.getMaxSurge() : rolling.getMaxUnavailable();
        return value == null ? new IntOrString("25%") : value;
    }

    /// Surge is rounded up, unavailability down; together with the wanted pods it stays a number.
    private int share(IntOrString value, boolean up) {
        return Math.min(Share.of(value, wanted(), up, 0), Integer.MAX_VALUE - wanted());
    }
}

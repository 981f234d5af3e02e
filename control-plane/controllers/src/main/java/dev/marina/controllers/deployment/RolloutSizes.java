package dev.marina.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How many replicas each replica set should have next: name to number, for the sets that change. Pure arithmetic after
/// upstream's rolling, recreate and proportional rules.
final class RolloutSizes {

    private RolloutSizes() {}

    /// One step of a rolling update: the new set first; the old ones when the new one stays.
    static Map<String, Integer> rolling(Rollout rollout) {
        ReplicaSet newest = rollout.newest().orElseThrow();
        int grown = newestSize(rollout, Rollout.replicas(newest));
        if (grown != Rollout.replicas(newest)) {
            return Map.of(newest.getMetadata().getName(), grown);
        }
        return shrinkOld(rollout, newest);
    }

    /// The size of the new set that surge allows now, given its present one.
    static int newestSize(Rollout rollout, int present) {
        int wanted = rollout.wanted();
        if (present >= wanted) {
            return wanted;
        }
        if (rollout.recreates()) {
            return wanted;
        }
        int most = wanted + rollout.maxSurge();
        // unlike upstream, which has more pods than surge allows until those of a set that shrank are gone
        int room = most - rollout.allReplicas() - rollout.lingering();
        return room <= 0 ? present : present + Math.min(room, wanted - present);
    }

    private static Map<String, Integer> shrinkOld(Rollout rollout, ReplicaSet newest) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        List<ReplicaSet> old = rollout.old().stream().filter(set -> Rollout.replicas(set) > 0).toList();
        int least = rollout.wanted() - rollout.maxUnavailable();
        int notYet = Rollout.replicas(newest) - Rollout.available(newest);
        int mayGo = rollout.allReplicas() - least - notYet;
        if (old.isEmpty() || mayGo <= 0) {
            return sizes;
        }
        // those that do not work go first: taking them costs nobody anything
        int gone = 0;
        for (ReplicaSet set : old) {
            int broken = Math.min(mayGo - gone, Rollout.replicas(set) - Rollout.available(set));
            if (broken > 0) {
                sizes.put(set.getMetadata().getName(), Rollout.replicas(set) - broken);
                gone += broken;
            }
        }
        int spare = rollout.all().stream().mapToInt(Rollout::available).sum() - least;
        for (ReplicaSet set : old) {
            int present = sizes.getOrDefault(set.getMetadata().getName(), Rollout.replicas(set));
            int less = Math.min(present, Math.max(0, spare));
            if (less > 0) {
                sizes.put(set.getMetadata().getName(), present - less);
                spare -= less;
            }
        }
        return sizes;
    }

    /// Everything old goes at once.
    static Map<String, Integer> endOld(Rollout rollout) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        rollout.old().stream().filter(set -> Rollout.replicas(set) > 0).forEach(set -> sizes.put(set.getMetadata().getName(), 0));
        return sizes;
    }

    /// After `spec.replicas` changed, or while paused: the sets keep their shares.
    static Map<String, Integer> scaled(Rollout rollout) {
        List<ReplicaSet> active = rollout.active();
        if (active.size() <= 1) {
            ReplicaSet only = active.isEmpty() ? rollout.newest().orElse(rollout.old().isEmpty() ? null : rollout.old().getLast()) : active.getFirst();
            return only == null ? Map.of() : Map.of(only.getMetadata().getName(), rollout.wanted());
        }
        if (rollout.newest().filter(set -> saturated(rollout, set)).isPresent()) {
            return endOld(rollout);
        }
        return rollout.recreates() ? Map.of() : proportional(rollout, active);
    }

    private static boolean saturated(Rollout rollout, ReplicaSet set) {
        long desired = Rollout.number(set, Rollout.DESIRED).orElse(-1L);
        return Rollout.replicas(set) == rollout.wanted() && desired == rollout.wanted() && Rollout.available(set) == rollout.wanted();
    }

    private static Map<String, Integer> proportional(Rollout rollout, List<ReplicaSet> active) {
        int allowed = rollout.wanted() > 0 ? rollout.wanted() + rollout.maxSurge() : 0;
        int toAdd = allowed - active.stream().mapToInt(Rollout::replicas).sum();
        Comparator<ReplicaSet> byAge = Comparator.comparing(Rollout::created);
        List<ReplicaSet> largestFirst = active.stream()
                .sorted(Comparator.comparingInt(Rollout::replicas).reversed().thenComparing(toAdd > 0 ? byAge.reversed() : byAge)).toList();
        Map<String, Integer> sizes = new LinkedHashMap<>();
        int added = 0;
        for (ReplicaSet set : largestFirst) {
            int part = toAdd == 0 || toAdd == added ? 0 : within(toAdd - added, share(rollout, set));
            sizes.put(set.getMetadata().getName(), Rollout.replicas(set) + part);
            added += part;
        }
        int rest = toAdd - added;
        if (rest != 0) {
            sizes.computeIfPresent(largestFirst.getFirst().getMetadata().getName(), (_, size) -> Math.max(0, size + rest));
        }
        return sizes;
    }

    private static int within(int left, int part) {
        return left > 0 ? Math.min(part, left) : Math.max(part, left);
    }

    /// What the set should gain so that its share stays.
    private static int share(Rollout rollout, ReplicaSet set) {
        if (rollout.wanted() == 0) {
            return -Rollout.replicas(set);
        }
        long before = Rollout.number(set, Rollout.MAX).filter(max -> max > 0)
                .orElse(rollout.deployment().getStatus() == null || rollout.deployment().getStatus().getReplicas() == null
                        ? Math.max(1L, rollout.allReplicas())
                        : Math.max(1L, rollout.deployment().getStatus().getReplicas()));
        int most = rollout.wanted() + rollout.maxSurge();
        return Math.toIntExact(Math.round((double) Rollout.replicas(set) * most / before)) - Rollout.replicas(set);
    }
}

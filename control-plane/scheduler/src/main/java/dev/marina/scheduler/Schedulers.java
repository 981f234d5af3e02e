package dev.marina.scheduler;

import dev.marina.scheduler.extender.Extender;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The schedulers of a cluster, by the names that pods ask for them.
///
/// @param extenders who has a say beside all of them, in the order in which they are asked
public record Schedulers(Map<String, Profile> byName, List<Extender> extenders) {

    public static final Schedulers STANDARD = new Schedulers(Map.of(Scheduler.NAME, Profile.standard()), List.of());

    public Schedulers {
        byName = Map.copyOf(byName);
    }

    /// Empty for a pod that somebody else is to schedule.
    Optional<Profile> find(String name) {
        return Optional.ofNullable(byName.get(name == null || name.isEmpty() ? Scheduler.NAME : name));
    }

    /// Those that have a say in where the pod goes.
    List<Extender> extenders(Pod pod) {
        return extenders.stream().filter(each -> each.filters() && each.concerns(pod)).toList();
    }

    /// Those that have a say in who makes room for the pod.
    List<Extender> preempting(Pod pod) {
        return extenders.stream().filter(each -> each.preempts() && each.concerns(pod)).toList();
    }

    /// The extender that binds the pod instead of the scheduler.
    Optional<Extender> binder(Pod pod) {
        return extenders.stream().filter(each -> !each.bindVerb().isEmpty() && each.concerns(pod)).findFirst();
    }

    /// The same, looking at such a share of the nodes.
    ///
    /// @param percentage 0 to 100
    public Schedulers sampling(int percentage) {
        Map<String, Profile> changed = new LinkedHashMap<>();
        byName.forEach((name, profile) -> changed.put(name, profile.sampling(percentage)));
        return new Schedulers(changed, extenders);
    }

    /// The same, with these beside them, who count some resources instead of the nodes.
    public Schedulers extended(List<Extender> others) {
        Map<String, Profile> changed = new LinkedHashMap<>();
        byName.forEach((name, profile) -> changed.put(name, profile.leaving(others.stream().flatMap(each -> each.ignored().stream()).toList())));
        return new Schedulers(changed, others);
    }
}

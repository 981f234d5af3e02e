package dev.marina.scheduler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The schedulers of a cluster, by the names that pods ask for them.
public record Schedulers(Map<String, Profile> byName) {

    public static final Schedulers STANDARD = new Schedulers(Map.of(Scheduler.NAME, Profile.standard()));

    public Schedulers {
        byName = Map.copyOf(byName);
    }

    /// Empty for a pod that somebody else is to schedule.
    Optional<Profile> find(String name) {
        return Optional.ofNullable(byName.get(name == null || name.isEmpty() ? Scheduler.NAME : name));
    }

    /// The same, looking at such a share of the nodes.
    ///
    /// @param percentage 0 to 100
    public Schedulers sampling(int percentage) {
        Map<String, Profile> changed = new LinkedHashMap<>();
        byName.forEach((name, profile) -> changed.put(name, profile.sampling(percentage)));
        return new Schedulers(changed);
    }
}

package dev.marina.net.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All Services of a cluster at one moment, found by name. Immutable.
public final class ServiceSet {

    public static final ServiceSet EMPTY = new ServiceSet(List.of());

    private final Map<String, ServiceEntry> byName;

    public ServiceSet(List<ServiceEntry> entries) {
        byName = HashMap.newHashMap(entries.size());
        for (ServiceEntry entry : entries) {
            byName.put(key(entry.name(), entry.namespace()), entry);
        }
    }

    public Optional<ServiceEntry> find(String name, String namespace) {
        return Optional.ofNullable(byName.get(key(name, namespace)));
    }

    public Collection<ServiceEntry> all() {
        return byName.values();
    }

    /// @param removed entries that are gone, and the former form of those that changed
    /// @param added entries that are new, and the new form of those that changed
    public record Difference(List<ServiceEntry> removed, List<ServiceEntry> added) {

        public int size() {
            return removed.size() + added.size();
        }
    }

    public Difference differenceTo(ServiceSet next) {
        List<ServiceEntry> removed = new ArrayList<>();
        List<ServiceEntry> added = new ArrayList<>();
        byName.forEach((key, entry) -> {
            if (!entry.equals(next.byName.get(key))) {
                removed.add(entry);
            }
        });
        next.byName.forEach((key, entry) -> {
            if (!entry.equals(byName.get(key))) {
                added.add(entry);
            }
        });
        return new Difference(removed, added);
    }

    private static String key(String name, String namespace) {
        return name + "." + namespace;
    }
}

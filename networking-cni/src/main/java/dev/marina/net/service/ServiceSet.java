package dev.marina.net.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All Services of a cluster as one node knows them, found by name. Any thread may read; one at a time may change.
public final class ServiceSet {

    private final Map<ServiceName, ServiceEntry> byName = new ConcurrentHashMap<>();

    public ServiceSet(List<ServiceEntry> entries) {
        entries.forEach(entry -> byName.put(entry.id(), entry));
    }

    public Optional<ServiceEntry> find(ServiceName service) {
        return Optional.ofNullable(byName.get(service));
    }

    public Collection<ServiceEntry> all() {
        return byName.values();
    }

    /// What a change came to.
    ///
    /// @param removed entries that are gone, and the former form of those that changed
    /// @param added entries that are new, and the new form of those that changed
    public record Difference(List<ServiceEntry> removed, List<ServiceEntry> added) {

        public boolean nothing() {
            return removed.isEmpty() && added.isEmpty();
        }
    }

    /// From now on there are these and no others.
    public Difference replace(List<ServiceEntry> all) {
        Set<ServiceName> gone = new HashSet<>(byName.keySet());
        all.forEach(entry -> gone.remove(entry.id()));
        return change(all, gone);
    }

    /// Takes as long as there are Services named, however many others there are.
    ///
    /// @param present new or changed ones; those that are as before do no harm
    public Difference change(Collection<ServiceEntry> present, Collection<ServiceName> gone) {
        List<ServiceEntry> removed = new ArrayList<>();
        List<ServiceEntry> added = new ArrayList<>();
        for (ServiceName name : gone) {
            ServiceEntry before = byName.remove(name);
            if (before != null) {
                removed.add(before);
            }
        }
        for (ServiceEntry entry : present) {
            ServiceEntry before = byName.put(entry.id(), entry);
            if (entry.equals(before)) {
                continue;
            }
            if (before != null) {
                removed.add(before);
            }
            added.add(entry);
        }
        return new Difference(removed, added);
    }
}

package dev.marina.controllers.backup;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Of each tenant one backup or restore at a time, so that a tenant with many does not keep the others from theirs.
final class OneAtATime {

    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /// @param otherwise where the tenant has one under way
    <T> T of(String tenant, Supplier<T> work, Supplier<T> otherwise) {
        if (!busy.add(tenant)) {
            return otherwise.get();
        }
        try {
            return work.get();
        } finally {
            busy.remove(tenant);
        }
    }
}

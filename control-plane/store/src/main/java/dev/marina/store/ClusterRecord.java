package dev.marina.store;

import dev.marina.api.ClusterId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// What the platform keeps about one cluster outside of its objects. Small, always in memory.
///
/// @param secrets private material of the cluster by name (CA key, service-account keys), opaque to the store
/// @param settings other small facts by name, opaque to the store
public record ClusterRecord(ClusterId id, String tenant, String name, State state, int shard, Instant created,
        Map<String, byte[]> secrets, Map<String, String> settings) {

    public enum State {
        ACTIVE,
        DELETING,
        /// It is given its first objects, and is nobody's business until it has them all.
        FILLING
    }

    public ClusterRecord in(State other) {
        return new ClusterRecord(id, tenant, name, other, shard, created, secrets, settings);
    }

    /// With one more secret, or another of that name.
    public ClusterRecord withSecret(String secret, byte[] bytes) {
        Map<String, byte[]> all = new HashMap<>(secrets);
        all.put(secret, bytes);
        return new ClusterRecord(id, tenant, name, state, shard, created, Map.copyOf(all), settings);
    }

    @Override
    public String toString() {
        return "ClusterRecord[%s %s/%s %s shard %d secrets ***]".formatted(id, tenant, name, state, shard);
    }
}

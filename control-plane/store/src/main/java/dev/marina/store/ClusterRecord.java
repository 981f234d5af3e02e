package dev.marina.store;

import dev.marina.api.ClusterId;
import java.time.Instant;
import java.util.Map;

/// What the platform keeps about one cluster outside of its objects. Small, always in memory.
///
/// @param secrets private material of the cluster by name (CA key, service-account keys), opaque to the store
/// @param settings other small facts by name, opaque to the store
public record ClusterRecord(ClusterId id, String tenant, String name, State state, int shard, Instant created,
        Map<String, byte[]> secrets, Map<String, String> settings) {

    public enum State {
        ACTIVE, DELETING
    }

    @Override
    public String toString() {
        return "ClusterRecord[%s %s/%s %s shard %d secrets ***]".formatted(id, tenant, name, state, shard);
    }
}

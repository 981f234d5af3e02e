package dev.marina.store;

import dev.marina.api.Cause;
import dev.marina.api.Origin;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/// A cluster to be created; the store adds id, shard and time.
///
/// @param beginning the objects that it begins with, once its record is known: they become durable and visible with the record
/// @param state ACTIVE, or FILLING for one that is to be served later
public record NewCluster(String tenant, String name, Map<String, byte[]> secrets, Map<String, String> settings,
        Function<ClusterRecord, Mutation> beginning, ClusterRecord.State state) {

    public NewCluster(String tenant, String name, Map<String, byte[]> secrets, Map<String, String> settings, Function<ClusterRecord, Mutation> beginning) {
        this(tenant, name, secrets, settings, beginning, ClusterRecord.State.ACTIVE);
    }

    /// A cluster without objects.
    public NewCluster(String tenant, String name, Map<String, byte[]> secrets, Map<String, String> settings) {
        this(tenant, name, secrets, settings, NewCluster::nothing);
    }

    /// One that is filled before [ClusterStore#serve].
    public static NewCluster filling(String tenant, String name, Map<String, byte[]> secrets, Map<String, String> settings) {
        return new NewCluster(tenant, name, secrets, settings, NewCluster::nothing, ClusterRecord.State.FILLING);
    }

    private static Mutation nothing(ClusterRecord record) {
        return new Mutation(record.id(), new Origin("", new Cause("")), List.of(), List.of(), OptionalLong.empty());
    }
}

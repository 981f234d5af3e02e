package dev.marina.controllers.replicaset;

import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A type whose objects keep a number of pods of one template alive. Every rule is that of replica sets: an object is read as one.
///
/// @param read the object as a replica set
/// @param withStatus the object with what the replica set's status says
public record ReplicatedType<T extends HasMetadata>(ResourceType<T> type, Function<T, ReplicaSet> read, BiFunction<T, ReplicaSetStatus, T> withStatus) {

    static final ReplicatedType<ReplicaSet> REPLICA_SETS = new ReplicatedType<>(Types.REPLICA_SETS, Function.identity(),
            (set, status) -> new ReplicaSetBuilder(set).withStatus(status).build());
}

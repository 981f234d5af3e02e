package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import java.util.List;
import java.util.function.Predicate;

/// A type whose objects are made when somebody asks, and kept nowhere. Each is about an object that the cluster has, and has its namespace,
/// name and labels.
@FunctionalInterface
public interface ComputedObjects {

    /// @param namespace "" for all
    /// @param wanted says of the objects that the cluster has which are meant
    List<Document> about(ClusterRecord cluster, String namespace, Predicate<Stored> wanted);
}

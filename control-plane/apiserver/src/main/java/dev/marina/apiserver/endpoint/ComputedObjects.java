package dev.marina.apiserver.endpoint;

import dev.marina.api.Cause;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A type whose objects are made when somebody asks, and kept nowhere. Each is about an object that the cluster has, and has its namespace,
/// name and labels.
@FunctionalInterface
public interface ComputedObjects {

    /// What a selector is asked about, of an object that is like none that the cluster has.
    static Stored shown(ClusterRecord cluster, GroupResource type, Document object) {
        return new Stored(new ObjectKey(cluster.id(), type, object.namespace(), object.name()), ResourceVersion.NONE, object.bytes(),
                new Fields("", object.labels(), Map.of(), Set.of(), Set.of(), false), new Origin("", new Cause("")), Instant.EPOCH, false);
    }

    /// @param namespace "" for all
    /// @param wanted says of the objects that the cluster has which are meant
    List<Document> about(ClusterRecord cluster, String namespace, Predicate<Stored> wanted);
}

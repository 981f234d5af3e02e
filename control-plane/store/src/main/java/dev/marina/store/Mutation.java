package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import java.util.List;
import java.util.OptionalLong;

/// Writes and the predicates they depend on: all or nothing. Predicates are checked on the committer against memory, each
/// in constant time. Every write gets a version of its own, in the order of the list; bytes that do not change make none.
///
/// @param epoch when present, the mutation is refused with [StoreException.NotOwner] under any other epoch of the shard
public record Mutation(ClusterId cluster, Origin origin, List<Write> writes, List<Predicate> predicates, OptionalLong epoch) {

    public sealed interface Write {
        ObjectKey key();
    }

    /// Creates or replaces.
    public record Put(ObjectKey key, EncodedObject object, Fields fields) implements Write {}

    /// Deletes. Deleting what is not there is no change.
    public record Delete(ObjectKey key) implements Write {}

    public sealed interface Predicate {}

    /// The object exists at exactly this version; else [StoreException.Conflict], or NotFound.
    public record VersionIs(ObjectKey key, ResourceVersion version) implements Predicate {}

    /// No such object; else [StoreException.AlreadyExists].
    public record Absent(ObjectKey key) implements Predicate {}

    /// The object exists, with this uid unless "" ; else [StoreException.Conflict], or NotFound.
    public record Exists(ObjectKey key, String uid) implements Predicate {}

    /// The object exists, with this uid, and is not being deleted; else [StoreException.Conflict], or NotFound.
    public record Lives(ObjectKey key, String uid) implements Predicate {}

    /// The namespace exists and is not terminating; else [StoreException.NamespaceNotActive].
    public record NamespaceActive(String namespace) implements Predicate {}
}

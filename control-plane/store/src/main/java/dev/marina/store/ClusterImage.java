package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Everything in one cluster at one version, immutable. Readers hold it as long as they like and never lock.
public interface ClusterImage {

    /// In which all types come one after the other, and each type's objects.
    Comparator<ObjectKey> ORDER = Image.BY_TYPE_AND_PLACE;

    ClusterId cluster();

    ResourceVersion version();

    Set<GroupResource> resources();

    Optional<Stored> find(ObjectKey key);

    /// All objects of a type in order of namespace and name; `namespace` "" means every namespace.
    Stream<Stored> list(GroupResource resource, String namespace);

    /// The same, starting after the given place; for `continue`.
    Stream<Stored> listAfter(GroupResource resource, String namespace, String afterNamespace, String afterName);

    /// The same for those who look for few of many: all that have these labels come, and hardly any others.
    ///
    /// @param terms all of which have to hold
    Iterator<Stored> labelled(GroupResource resource, String namespace, String afterNamespace, String afterName, List<LabelTerm> terms);

    /// How many [#listAfter] would give.
    long countAfter(GroupResource resource, String namespace, String afterNamespace, String afterName);

    /// Objects of any type that name this uid among their owners.
    Stream<Stored> ownedBy(String uid);

    /// Objects of a type with this value of a selectable field, by index where there is one (`spec.nodeName`).
    Stream<Stored> listByField(GroupResource resource, String namespace, String field, String value);

    int count(GroupResource resource);

    /// How many objects of all types there are.
    int objects();

    /// How many bytes all objects take as they are encoded.
    long objectBytes();

    /// Stands for the objects of a type as they are now: the same one, by identity, as long as none of them changes.
    Object state(GroupResource resource);
}

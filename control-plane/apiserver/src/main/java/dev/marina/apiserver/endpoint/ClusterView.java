package dev.marina.apiserver.endpoint;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.api.Tombstone;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.LabelTerm;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A cluster at one version as its users see it: the stored objects over the default ones. Immutable.
public final class ClusterView {

    private static final Comparator<Stored> ORDER = Comparator.comparing((Stored stored) -> stored.key().namespace())
            .thenComparing(stored -> stored.key().name());

    private final ClusterRecord record;
    private final ClusterImage image;
    private final DefaultObjects defaults;

    public ClusterView(ClusterRecord record, ClusterImage image, DefaultObjects defaults) {
        this.record = record;
        this.image = image;
        this.defaults = defaults;
    }

    public ClusterId cluster() {
        return record.id();
    }

    public ClusterRecord record() {
        return record;
    }

    /// What is stored, without defaults.
    public ClusterImage image() {
        return image;
    }

    public ResourceVersion version() {
        return image.version();
    }

    public Optional<Stored> find(ObjectKey key) {
        Optional<Stored> stored = image.find(key);
        return stored.isPresent() ? stored : liveDefault(key.resource(), key.name()).map(object -> object.in(record));
    }

    /// Whether this key is a default object that nobody has changed.
    public boolean isVirtual(ObjectKey key) {
        return image.find(key).isEmpty() && liveDefault(key.resource(), key.name()).isPresent();
    }

    /// The default of that name, unless the cluster changed or deleted it.
    public Optional<DefaultObject> liveDefault(GroupResource resource, String name) {
        return defaults.find(resource, name).filter(this::live);
    }

    /// Whether the cluster has this default object as it is.
    public boolean live(DefaultObject object) {
        return object.belongsTo(record)
                && image.find(new ObjectKey(record.id(), object.resource(), "", object.name())).isEmpty()
                && image.find(Tombstone.key(record.id(), object.resource(), object.name())).isEmpty();
    }

    public DefaultObjects defaults() {
        return defaults;
    }

    /// In order of namespace and name.
    public Stream<Stored> list(GroupResource resource, String namespace) {
        return merged(resource, image.list(resource, namespace), "");
    }

    public Stream<Stored> listAfter(GroupResource resource, String namespace, String afterNamespace, String afterName) {
        return merged(resource, image.listAfter(resource, namespace, afterNamespace, afterName), afterName);
    }

    /// The same for those who look for few of many: all that have these labels come, and hardly any others of a type with many objects.
    Iterator<Stored> labelled(GroupResource resource, String namespace, String afterNamespace, String afterName, List<LabelTerm> terms) {
        return defaults.byResource().containsKey(resource)
                ? listAfter(resource, namespace, afterNamespace, afterName).iterator()
                : image.labelled(resource, namespace, afterNamespace, afterName, terms);
    }

    /// How many come after this place.
    long countAfter(GroupResource resource, String namespace, String afterNamespace, String afterName) {
        return defaults.byResource().containsKey(resource)
                ? listAfter(resource, namespace, afterNamespace, afterName).count()
                : image.countAfter(resource, namespace, afterNamespace, afterName);
    }

    private Stream<Stored> merged(GroupResource resource, Stream<Stored> stored, String afterName) {
        if (!defaults.byResource().containsKey(resource)) {
            return stored;
        }
        List<Stored> all = new ArrayList<>();
        try (stored) {
            stored.forEach(all::add);
        }
        for (DefaultObject object : defaults.of(resource)) {
            if (object.name().compareTo(afterName) > 0 && live(object)) {
                all.add(object.in(record));
            }
        }
        all.sort(ORDER);
        return all.stream();
    }
}

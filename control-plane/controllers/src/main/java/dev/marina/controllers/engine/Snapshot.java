package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A cluster at one version, read as model classes. Immutable; objects are shared and must not be changed.
public record Snapshot(ClusterImage image, Decoder decoder) {

    public ClusterId cluster() {
        return image.cluster();
    }

    public <T extends HasMetadata> Optional<T> find(ResourceType<T> type, String namespace, String name) {
        return name.isEmpty() ? Optional.empty() : image.find(type.key(cluster(), namespace, name)).flatMap(stored -> decode(type, stored));
    }

    /// Whether the object is there and is not being deleted; decodes nothing.
    public boolean lives(ResourceType<?> type, String namespace, String name) {
        return image.find(type.key(cluster(), namespace, name)).filter(stored -> !stored.opaque() && !stored.fields().terminating()).isPresent();
    }

    /// `namespace` "" means all.
    public <T extends HasMetadata> List<T> list(ResourceType<T> type, String namespace) {
        // asked after every change of a pod, and mostly there are none
        return image.count(type.groupResource()) == 0 ? List.of() : decoded(type, image.list(type.groupResource(), namespace));
    }

    /// Whether there is one of whom it holds; those behind it are not looked at.
    public <T extends HasMetadata> boolean any(ResourceType<T> type, String namespace, Predicate<T> holds) {
        return first(type, namespace, holds).isPresent();
    }

    /// One of whom it holds; those behind it are not looked at.
    public <T extends HasMetadata> Optional<T> first(ResourceType<T> type, String namespace, Predicate<T> holds) {
        try (Stream<Stored> all = image.list(type.groupResource(), namespace)) {
            return all.flatMap(stored -> decode(type, stored).filter(holds).stream()).findFirst();
        }
    }

    /// Objects of the type that name this uid among their owners.
    public <T extends HasMetadata> List<T> ownedBy(ResourceType<T> type, String uid) {
        return decoded(type, image.ownedBy(uid).filter(stored -> stored.key().resource().equals(type.groupResource())));
    }

    /// Objects of the type whose controller this is.
    public <T extends HasMetadata> List<T> controlledBy(ResourceType<T> type, String uid) {
        return ownedBy(type, uid).stream().filter(object -> controller(object).filter(owner -> owner.getUid().equals(uid)).isPresent()).toList();
    }

    /// Objects of the owner's namespace that are its own or could become so: they name it as an owner, or its selector takes them. Only those are
    /// decoded.
    public <T extends HasMetadata> List<T> claimable(ResourceType<T> type, HasMetadata owner, LabelSelector selector) {
        String uid = owner.getMetadata().getUid();
        return decoded(type, image.list(type.groupResource(), owner.getMetadata().getNamespace()).filter(
                stored -> stored.fields().owners().contains(uid) || LabelSelection.takes(selector, stored.fields().labels())));
    }

    public <T extends HasMetadata> List<T> byField(ResourceType<T> type, String namespace, String field, String value) {
        return decoded(type, image.listByField(type.groupResource(), namespace, field, value));
    }

    public Optional<Stored> stored(ObjectKey key) {
        return image.find(key);
    }

    public static Optional<OwnerReference> controller(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream().filter(owner -> Boolean.TRUE.equals(owner.getController())).findFirst();
    }

    private <T extends HasMetadata> List<T> decoded(ResourceType<T> type, Stream<Stored> found) {
        try (found) {
            return found.flatMap(stored -> decode(type, stored).stream()).toList();
        }
    }

    private <T extends HasMetadata> Optional<T> decode(ResourceType<T> type, Stored stored) {
        return decoder.decode(stored, type.model());
    }
}

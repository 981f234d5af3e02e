package dev.marina.controllers.engine;

import java.util.stream.Stream;

/// Which keys of a controller have to be looked at because of a change of another object. Sees the object before and after
/// the change, one call each.
@FunctionalInterface
public interface Mapper<T> {

    Stream<ClusterKey> keys(T object, Snapshot snapshot);

    /// The controller of the object, when it is of this type.
    static <T extends io.fabric8.kubernetes.api.model.HasMetadata> Mapper<T> owner(ResourceType<?> ownerType) {
        return (object, snapshot) -> Snapshot.controller(object)
                .filter(owner -> owner.getKind().equals(ownerType.kind()) && owner.getApiVersion().equals(ownerType.resource().apiVersion()))
                .map(owner -> new ClusterKey(snapshot.cluster(), ownerType.namespaced() ? object.getMetadata().getNamespace() : "", owner.getName()))
                .stream();
    }

    /// Objects of this type in the same namespace whose selector takes the object.
    static <T extends io.fabric8.kubernetes.api.model.HasMetadata, S extends io.fabric8.kubernetes.api.model.HasMetadata> Mapper<T> selecting(
            ResourceType<S> type, java.util.function.BiPredicate<S, T> takes) {
        return (object, snapshot) -> snapshot.list(type, object.getMetadata().getNamespace()).stream()
                .filter(candidate -> takes.test(candidate, object))
                .map(candidate -> new ClusterKey(snapshot.cluster(), candidate.getMetadata().getNamespace(), candidate.getMetadata().getName()));
    }

    /// Objects of this type in the same namespace that would take the object if it belongs to nobody.
    static <T extends io.fabric8.kubernetes.api.model.HasMetadata, S extends io.fabric8.kubernetes.api.model.HasMetadata> Mapper<T> adopting(
            ResourceType<S> type, java.util.function.BiPredicate<S, T> takes) {
        return (object, snapshot) -> Snapshot.controller(object).isPresent() ? Stream.empty() : Mapper.<T, S>selecting(type, takes).keys(object, snapshot);
    }
}

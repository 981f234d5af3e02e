package dev.marina.agent.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What is watched, and how much of it is kept.
///
/// @param path such as `/api/v1/services`
/// @param selector a field selector
/// @param unread fields of the metadata that are passed over while reading
/// @param kept what is kept of an object that was read
public record Watched<T extends HasMetadata>(Class<T> type, String path, Optional<String> selector, Set<String> unread, UnaryOperator<T> kept) {

    /// Whole objects but for who wrote which field.
    public static <T extends HasMetadata> Watched<T> all(Class<T> type, String path) {
        return new Watched<>(type, path, Optional.empty(), Set.of("managedFields"), UnaryOperator.identity());
    }

    /// What objects are called and which versions they have, and nothing else of them: the server sends no more.
    /// https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-partialobjectmetadata
    public static Watched<PartialObjectMetadata> names(String path) {
        return new Watched<>(PartialObjectMetadata.class, path, Optional.empty(), Set.of("managedFields", "annotations", "labels"), UnaryOperator.identity());
    }

    /// @param list or else a watch
    String accept(boolean list) {
        return type == (Class<?>) PartialObjectMetadata.class
                ? "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1".formatted(list ? "List" : "")
                : "application/json";
    }

    public Watched<T> where(String fieldSelector) {
        return new Watched<>(type, path, Optional.of(fieldSelector), unread, kept);
    }
}

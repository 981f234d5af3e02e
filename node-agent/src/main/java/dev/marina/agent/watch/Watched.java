package dev.marina.agent.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
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

    public Watched<T> where(String fieldSelector) {
        return new Watched<>(type, path, Optional.of(fieldSelector), unread, kept);
    }
}

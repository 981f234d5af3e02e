package dev.marina.registry.storage;

import dev.marina.registry.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Which of a repository's layers nothing refers to any more.
///
/// @param layers whose links go
record SweepPlan(List<Digest> layers) {

    /// A push brings its layers first and the manifest that refers to them last.
    static final Duration GRACE = Duration.ofHours(1);

    /// @param layers of the repository, and when they were linked
    /// @param manifests of the repository
    static SweepPlan of(Map<Digest, Instant> layers, List<ManifestContent> manifests, Instant now) {
        Set<Digest> wanted = Stream.concat(manifests.stream().flatMap(each -> each.contents().stream()),
                manifests.stream().flatMap(each -> each.manifests().stream())).collect(java.util.stream.Collectors.toSet());
        return new SweepPlan(layers.entrySet().stream().filter(layer -> !wanted.contains(layer.getKey()) && layer.getValue().isBefore(now.minus(GRACE)))
                .map(Map.Entry::getKey).toList());
    }
}

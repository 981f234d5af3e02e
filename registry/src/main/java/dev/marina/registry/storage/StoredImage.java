package dev.marina.registry.storage;

import java.time.Instant;
import java.util.List;

/// A repository of a tenant's, as people are shown it.
///
/// @param name without the tenant's
/// @param sizeBytes of all that it has, each once
/// @param untagged manifests that no tag names now
public record StoredImage(String name, long sizeBytes, int untagged, List<Tag> tags) {

    /// @param sizeBytes of what the manifest refers to, and of itself
    public record Tag(String name, String digest, long sizeBytes, Instant pushed) {}
}

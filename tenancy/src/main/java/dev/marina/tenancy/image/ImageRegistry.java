package dev.marina.tenancy.image;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What lies in the platform's registry. Every method throws `Unavailable` where it does not answer.
public interface ImageRegistry {

    /// @param name without the tenant's
    /// @param sizeBytes of all that it has
    /// @param untagged manifests that no tag names now
    /// @param tags by name; of very many not all
    record Image(String name, long sizeBytes, int untagged, List<ImageTag> tags) {}

    /// @param digest `sha256:…`
    record ImageTag(String name, String digest, long sizeBytes, Instant pushed) {}

    /// By name.
    ///
    /// @param after only those behind this name
    List<Image> list(String tenant, String after, int most);

    /// All that counts against the tenant's plan.
    long usedBytes(String tenant);

    /// Whether there was such an image.
    boolean remove(String tenant, String image);

    /// Whether there was such a tag. What it alone pointed to goes with it.
    boolean removeTag(String tenant, String image, String tag);

    /// What no tag names now.
    boolean removeUntagged(String tenant, String image);

    /// All that a tenant has, for good. May be repeated.
    ///
    /// @param id of the tenant
    void removeTenant(UUID id, String tenant);
}

package dev.marina.tenancy.image;

import java.util.UUID;

/// What somebody may do with one tenant's images.
///
/// @param tenant its id
/// @param write whether to push and delete too
/// @param limitBytes how much the tenant may store
public record RegistryRights(UUID tenant, boolean write, long limitBytes) {}

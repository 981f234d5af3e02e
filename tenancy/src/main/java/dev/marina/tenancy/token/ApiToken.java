package dev.marina.tenancy.token;

import dev.marina.tenancy.tenant.Permission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Stands for its maker in one tenant, with no more than the permissions that it names.
///
/// @param subject of the maker
/// @param lastUsed to about a minute; empty where it never was
public record ApiToken(UUID id, UUID tenantId, String tenant, String subject, String name, Set<Permission> scopes, Instant created, Instant expires,
        Optional<Instant> lastUsed) {

    public ApiToken {
        scopes = Set.copyOf(scopes);
    }
}

package dev.marina.tenancy.tenant;

import java.time.Instant;

/// One tenant that a person belongs to.
///
/// @param expires null: it lives until somebody deletes it
public record Belonging(String tenant, Role role, TenantState state, Instant expires) {

    /// As a query gives it.
    public Belonging(String tenant, Role role, Instant suspendedAt, Instant expiredAt, Instant closingAt, Instant expires) {
        this(tenant, role, TenantState.of(suspendedAt, expiredAt, closingAt), expires);
    }
}

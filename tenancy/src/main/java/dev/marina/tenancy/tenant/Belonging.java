package dev.marina.tenancy.tenant;

import java.time.Instant;

/// One tenant that a person belongs to.
public record Belonging(String tenant, Role role, TenantState state) {

    /// As a query gives it.
    public Belonging(String tenant, Role role, Instant suspendedAt, Instant closingAt) {
        this(tenant, role, TenantState.of(suspendedAt, closingAt));
    }
}

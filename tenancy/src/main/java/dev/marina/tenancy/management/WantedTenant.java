package dev.marina.tenancy.management;

import dev.marina.model.Tenant;

/// A tenant as PostgreSQL has it.
///
/// @param version of its members; the spec is at least as new
public record WantedTenant(long version, Tenant.Spec spec) {}

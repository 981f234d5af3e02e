package dev.marina.tenancy.signup;

import dev.marina.tenancy.management.WantedTenant;
import java.util.UUID;

/// The rows that a sign-up makes beside its own.
public interface TenantRecords {

    boolean exists(String tenant);

    /// Succeeds when the tenant is recorded already.
    void record(UUID id, String tenant, String owner);

    /// Succeeds when there is no such tenant.
    void forget(UUID id);

    WantedTenant wanted(UUID id);
}

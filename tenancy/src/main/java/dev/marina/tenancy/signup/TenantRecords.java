package dev.marina.tenancy.signup;

import java.util.UUID;

/// The rows that the creation of a tenant makes.
public interface TenantRecords {

    /// Succeeds when the tenant is recorded already.
    ///
    /// @throws dev.marina.tenancy.problem.ProblemException Conflict where another one has this name
    void record(UUID id, String tenant, String owner);

    /// Succeeds when there is no such tenant.
    void forget(UUID id);
}

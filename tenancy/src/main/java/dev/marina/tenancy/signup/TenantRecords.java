package dev.marina.tenancy.signup;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The rows that the creation of a tenant makes and its deletion removes.
public interface TenantRecords {

    /// Succeeds when the tenant is recorded already.
    ///
    /// @param expires empty: it lives until somebody deletes it
    /// @throws dev.marina.tenancy.problem.ProblemException Conflict where another one has this name
    void record(UUID id, String tenant, String owner, Optional<Instant> expires);

    /// From now on nothing of the tenant changes. Succeeds when there is no such tenant.
    void close(UUID id);

    /// Succeeds when there is no such tenant.
    void forget(UUID id);
}

package dev.marina.tenancy.signup;

import dev.marina.tenancy.tenant.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The rows in PostgreSQL.
public record JpaTenantRecords(Tenants tenants, Clock clock) implements TenantRecords {

    @Override
    public void record(UUID id, String tenant, String owner, Optional<Instant> expires) {
        tenants.record(id, tenant, owner, expires, clock.instant());
    }

    @Override
    public void close(UUID id) {
        tenants.close(id, clock.instant());
    }

    @Override
    public void forget(UUID id) {
        tenants.forget(id);
    }
}

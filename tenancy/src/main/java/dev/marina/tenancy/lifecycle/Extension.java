package dev.marina.tenancy.lifecycle;

import dev.marina.tenancy.member.Publishing;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Gives tenants more time, or less.
public record Extension(Tenants tenants, Publishing publishing, Clock clock) {

    /// A tenant whose time was over goes on as it was before where the new end lies ahead. May be repeated.
    ///
    /// @param until empty: it lives until an owner deletes it
    /// @param still throws where the tenant is not any more what the caller has seen
    public Tenant set(Tenant tenant, Optional<Instant> until, Consumer<Tenant> still) {
        tenants.alone(tenant.id(), () -> {
            still.accept(tenants.require(tenant.id()));
            tenants.lives(tenant.id(), until, clock.instant());
            return null;
        });
        publishing.carryOut(tenant.id());
        return tenants.require(tenant.id());
    }
}

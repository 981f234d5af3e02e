package dev.marina.tenancy.lifecycle;

import dev.marina.tenancy.member.Publishing;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import java.time.Clock;
import java.util.function.Consumer;

/// Keeps everybody of a tenant out of its clusters and takes its nodes away, and lets them back in. PostgreSQL holds what is wanted;
/// [Publishing] carries it from there, also where the control plane does not answer at this moment.
public record Suspension(Tenants tenants, Publishing publishing, Clock clock) {

    /// May be repeated.
    ///
    /// @param still throws where the tenant is not any more what the caller has seen
    public Tenant set(Tenant tenant, boolean suspended, Consumer<Tenant> still) {
        tenants.alone(tenant.id(), () -> {
            still.accept(tenants.require(tenant.id()));
            tenants.suspend(tenant.id(), suspended, clock.instant());
            return null;
        });
        publishing.carryOut(tenant.id());
        return tenants.require(tenant.id());
    }
}

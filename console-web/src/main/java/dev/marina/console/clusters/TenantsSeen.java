package dev.marina.console.clusters;

import dev.marina.console.login.Person;
import dev.marina.console.rest.ClusterCard;
import dev.marina.console.rest.QuotaLine;
import dev.marina.console.rest.Refused;
import dev.marina.console.rest.Tenancy;
import java.util.List;
import java.util.Optional;

/// What the REST API said of all tenants of a person at one moment.
record TenantsSeen(List<One> tenants) {

    /// @throws Refused where not even the list of them is to be had; one tenant that is refused leaves the others as they are
    static TenantsSeen through(Tenancy tenancy, Person person) {
        return new TenantsSeen(tenancy.tenants(person).stream().map(tenant -> {
            if (tenant.state().equals("Deleting")) {
                return new One(tenant, List.of(), List.of(), Optional.empty());
            }
            try {
                return new One(tenant, tenancy.clusters(person, tenant.tenant()), tenancy.quota(person, tenant.tenant()),
                        Optional.empty());
            } catch (Refused refused) {
                return new One(tenant, List.of(), List.of(), Optional.of(refused.getMessage()));
            }
        }).toList());
    }

    record One(Tenancy.TenantRole tenant, List<ClusterCard> clusters, List<QuotaLine> quota, Optional<String> failure) {
        String name() {
            return tenant.tenant();
        }
    }
}

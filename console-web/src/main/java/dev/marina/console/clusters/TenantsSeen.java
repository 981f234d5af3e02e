package dev.marina.console.clusters;

import dev.marina.console.login.Person;
import dev.marina.console.rest.ClusterCard;
import dev.marina.console.rest.QuotaLine;
import dev.marina.console.rest.Refused;
import dev.marina.console.rest.Tenancy;
import java.util.List;
import java.util.Optional;

/// What the REST API said of all tenants of a person at one moment.
record TenantsSeen(List<One> tenants, Optional<String> failure) {

    static TenantsSeen through(Tenancy tenancy, Person person) {
        try {
            return new TenantsSeen(tenancy.tenants(person).stream().map(tenant -> new One(tenant.tenant(), tenant.role(),
                    tenancy.clusters(person, tenant.tenant()), tenancy.quota(person, tenant.tenant()))).toList(), Optional.empty());
        } catch (Refused refused) {
            return new TenantsSeen(List.of(), Optional.of(refused.getMessage()));
        }
    }

    record One(String name, String role, List<ClusterCard> clusters, List<QuotaLine> quota) {
        boolean owner() {
            return role.equals("owner");
        }
    }
}

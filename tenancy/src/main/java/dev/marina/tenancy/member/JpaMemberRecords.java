package dev.marina.tenancy.member;

import dev.marina.tenancy.management.WantedTenant;
import dev.marina.tenancy.tenant.Tenants;
import java.util.List;
import java.util.UUID;

/// The rows in PostgreSQL.
public record JpaMemberRecords(Tenants tenants) implements MemberRecords {

    @Override
    public WantedTenant wanted(UUID tenant) {
        return tenants.wanted(tenant);
    }

    @Override
    public void carriedOut(UUID tenant, long version) {
        tenants.membersCarriedOut(tenant, version);
    }

    @Override
    public List<UUID> unsettled() {
        return tenants.withUnsettledMembers();
    }

    @Override
    public String name(UUID tenant) {
        return tenants.require(tenant).name();
    }
}

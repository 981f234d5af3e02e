package dev.marina.tenancy.member;

import dev.marina.tenancy.management.WantedTenant;
import java.util.List;
import java.util.UUID;

/// What [Publishing] carries, and how far it has.
public interface MemberRecords {

    /// The tenant as it is at this moment.
    WantedTenant wanted(UUID tenant);

    /// The members of this version are known to stand everywhere.
    void carriedOut(UUID tenant, long version);

    /// Tenants with a version of which that is not known.
    List<UUID> unsettled();

    String name(UUID tenant);
}

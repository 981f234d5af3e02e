package dev.marina.tenancy.signup;

import dev.marina.tenancy.identity.FakeIdentities;
import dev.marina.tenancy.management.FakeManagementCluster;
import dev.marina.tenancy.tenant.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that a sign-up touches, in memory; it outlives the process that a test kills.
final class World {

    static final String PASSWORD = "correct horse battery";

    final FakeJournal journal = new FakeJournal();
    final FakeRecords records = new FakeRecords();
    final FakeIdentities identities = new FakeIdentities();
    final FakeManagementCluster management = new FakeManagementCluster();

    Signup process(StepRunner steps) {
        return new Signup(journal, records, identities, management, steps);
    }

    /// What there is of a tenant, by place, to compare with [#COMPLETE] and [#NOTHING].
    List<Object> traces(String tenant, String email) {
        return List.of(identities.people.containsKey(email), identities.groups.containsKey(tenant), identities.members.getOrDefault(tenant, Map.of()),
                records.exists(tenant), management.limits(tenant),
                management.members(tenant), management.clusters.getOrDefault(tenant, Map.of()));
    }

    static List<Object> complete(String email) {
        return List.of(true, true, Map.of(email, Role.OWNER), true, Optional.of(FakeRecords.DEFAULT.published()), Map.of(email, "owner"), Map.of("default", 2));
    }

    static final List<Object> NOTHING = List.of(false, false, Map.of(), false, Optional.empty(), Map.of(), Map.of());
}

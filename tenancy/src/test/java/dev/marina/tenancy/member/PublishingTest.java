package dev.marina.tenancy.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.model.Tenant;
import dev.marina.tenancy.identity.FakeIdentities;
import dev.marina.tenancy.management.FakeManagementCluster;
import dev.marina.tenancy.management.WantedTenant;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Role;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Whoever carries a tenant's members at once with whom: what stands at the end is what was wanted last.
class PublishingTest {

    private static final UUID ACME = UUID.randomUUID();

    /// One tenant's rows in memory.
    private static final class Rows implements MemberRecords {
        private final Map<String, String> roles = new TreeMap<>(Map.of("bob@acme.test", "developer", "carol@acme.test", "owner"));
        private long version = 1;
        private long applied;

        void remove(String email) {
            roles.remove(email);
            version++;
        }

        @Override
        public WantedTenant wanted(UUID tenant) {
            List<Tenant.Member> members = roles.entrySet().stream()
                    .map(role -> new Tenant.Member(FakeIdentities.subject(role.getKey()), role.getKey(), role.getValue())).toList();
            return new WantedTenant(version, new Tenant.Spec(ACME.toString(), members, "default", null, null, null));
        }

        @Override
        public void carriedOut(UUID tenant, long carried) {
            applied = Math.max(applied, carried);
        }

        @Override
        public List<UUID> unsettled() {
            return applied < version ? List.of(ACME) : List.of();
        }

        @Override
        public String name(UUID tenant) {
            return "acme";
        }
    }

    private final Rows rows = new Rows();
    private final FakeManagementCluster management = new FakeManagementCluster();
    private final FakeIdentities identities = new FakeIdentities();
    private final Publishing publishing = new Publishing(rows, identities, management);

    private void assertOnlyCarol() {
        assertEquals(Map.of("carol@acme.test", "owner"), management.members("acme"));
        assertEquals(Map.of(FakeIdentities.subject("carol@acme.test"), Role.OWNER), identities.members.get("acme"));
        assertEquals(List.of(), rows.unsettled());
    }

    @Test
    void aRemovalBetweenAnothersReadAndWriteIsNotUndoneByThatWrite() {
        management.beforeWrite = () -> {
            rows.remove("bob@acme.test");
            publishing.carryOut(ACME);
        };

        publishing.settle();

        assertOnlyCarol();
    }

    @Test
    void aRemovalWhileAnotherAssignsGroupsStandsInTheGroupsToo() {
        identities.beforeAssign = () -> {
            rows.remove("bob@acme.test");
            publishing.carryOut(ACME);
        };

        publishing.settle();

        assertOnlyCarol();
    }

    @Test
    void whatCouldNotBeCarriedOutIsCarriedOutLater() {
        publishing.settle();
        rows.remove("bob@acme.test");
        management.down = true;
        assertThrows(ProblemException.class, () -> publishing.carryOut(ACME));
        publishing.settle();
        assertEquals(List.of(ACME), rows.unsettled());

        management.down = false;
        publishing.settle();

        assertOnlyCarol();
    }
}

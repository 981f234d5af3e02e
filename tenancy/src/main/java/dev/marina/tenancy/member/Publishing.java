package dev.marina.tenancy.member;

import dev.marina.model.Tenant;
import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.management.WantedTenant;
import dev.marina.tenancy.tenant.Role;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries tenants from PostgreSQL to the management cluster, whose authenticator asks there with every request, and to
/// Keycloak's groups, whose tokens carry them. Any number of threads and processes may do it for one tenant at once: what
/// stands at the end is what PostgreSQL had last.
public final class Publishing {

    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

    private final MemberRecords records;
    private final Identities identities;
    private final ManagementCluster management;

    public Publishing(MemberRecords records, Identities identities, ManagementCluster management) {
        this.records = records;
        this.identities = identities;
        this.management = management;
    }

    /// The management cluster first: from there a removal takes effect with the next request.
    public void carryOut(UUID tenant) {
        String name = records.name(tenant);
        long published = management.publish(name, () -> records.wanted(tenant)).version();
        WantedTenant assigned;
        do {
            assigned = records.wanted(tenant);
            identities.assign(name, roles(assigned));
            // Keycloak knows no versions: who assigned an older one notices here, after the newer one.
        } while (records.wanted(tenant).version() != assigned.version());
        records.carriedOut(tenant, published);
    }

    private static Map<String, Role> roles(WantedTenant tenant) {
        return tenant.spec().members().stream().collect(Collectors.toMap(Tenant.Member::subject, member -> Role.find(member.role()).orElseThrow()));
    }

    /// Carries out every change that is not carried out yet. May be called at any time, any number of times.
    public void settle() {
        for (UUID tenant : records.unsettled()) {
            try {
                carryOut(tenant);
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("tenant", tenant).addKeyValue("why", e.getMessage()).log("members wait for the next attempt");
            }
        }
    }
}

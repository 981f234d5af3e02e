package dev.marina.tenancy.tenant;

import dev.marina.tenancy.management.WantedTenant;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Tenants, their quotas and memberships in PostgreSQL. Every method is a transaction of its own unless the caller has one.
@ApplicationScoped
@Transactional
public class Tenants {

    @PersistenceContext
    private EntityManager entities;

    /// Succeeds when the tenant is recorded already.
    public void record(UUID id, String name, String owner, Instant now) {
        if (entities.find(Tenant.class, id) != null) {
            return;
        }
        Plan plan = entities.find(Plan.class, Plan.DEFAULT);
        entities.persist(new Tenant(id, name, plan.name(), now));
        entities.flush();
        entities.persist(new Quota(id, plan.limits()));
        entities.persist(new Membership(id, owner, Role.OWNER, now));
    }

    /// Succeeds when there is no such tenant.
    public void forget(UUID id) {
        for (String table : List.of("Membership m where m.key.tenantId", "Quota q where q.tenantId", "Tenant t where t.id")) {
            entities.createQuery("delete from " + table + " = :id").setParameter("id", id).executeUpdate();
        }
    }

    public Optional<Tenant> find(String name) {
        return entities.createQuery("select t from Tenant t where t.name = :name", Tenant.class).setParameter("name", name)
                .getResultStream().findFirst();
    }

    public Optional<Role> role(String tenant, String email) {
        return entities.createQuery("select m.role from Membership m, Tenant t where t.name = :tenant and m.key.tenantId = t.id and m.key.email = :email",
                Role.class).setParameter("tenant", tenant).setParameter("email", email).getResultStream().findFirst();
    }

    /// The tenants of one person, by name.
    public List<Belonging> of(String email) {
        return entities.createQuery("select new dev.marina.tenancy.tenant.Belonging(t.name, m.role) from Membership m, Tenant t "
                + "where m.key.tenantId = t.id and m.key.email = :email order by t.name", Belonging.class).setParameter("email", email).getResultList();
    }

    public Limits limits(UUID tenant) {
        return entities.find(Quota.class, tenant).limits();
    }

    public List<Plan> plans() {
        return entities.createQuery("select p from Plan p order by p.name", Plan.class).getResultList();
    }

    public List<Membership> members(UUID tenant) {
        return entities.createQuery("select m from Membership m where m.key.tenantId = :id order by m.key.email", Membership.class)
                .setParameter("id", tenant).getResultList();
    }

    /// Runs while no other request changes this tenant: what the action counts stays true until it returns.
    public <T> T alone(UUID tenant, Function<Tenant, T> action) {
        return action.apply(entities.find(Tenant.class, tenant, LockModeType.PESSIMISTIC_WRITE));
    }

    /// Adds the person, or changes the role of one who is in already.
    public void put(Tenant tenant, String email, Role role, Instant now) {
        Membership present = entities.find(Membership.class, new Membership.Key(tenant.id(), email));
        if (present == null) {
            entities.persist(new Membership(tenant.id(), email, role, now));
        } else {
            present.become(role);
        }
        entities.find(Tenant.class, tenant.id()).membersChanged();
    }

    /// Succeeds when the person is no member.
    public void remove(Tenant tenant, String email) {
        Membership present = entities.find(Membership.class, new Membership.Key(tenant.id(), email));
        if (present != null) {
            entities.remove(present);
            entities.find(Tenant.class, tenant.id()).membersChanged();
        }
    }

    public void membersCarriedOut(UUID tenant, long upTo) {
        Tenant present = entities.find(Tenant.class, tenant, LockModeType.PESSIMISTIC_WRITE);
        if (present != null) {
            present.membersCarriedOut(upTo);
        }
    }

    public List<UUID> withUnsettledMembers() {
        return entities.createQuery("select t.id from Tenant t where t.membersApplied < t.membersVersion", UUID.class).getResultList();
    }

    /// The version is read before the members are, so that these are never older.
    public WantedTenant wanted(UUID id) {
        Tenant tenant = require(id);
        List<dev.marina.model.Tenant.Member> members = members(id).stream()
                .map(member -> new dev.marina.model.Tenant.Member(null, member.email(), member.role().text())).toList();
        return new WantedTenant(tenant.membersVersion(),
                new dev.marina.model.Tenant.Spec(id.toString(), members, tenant.plan(), limits(id).published(), null, null));
    }

    public Tenant require(UUID id) {
        return Optional.ofNullable(entities.find(Tenant.class, id))
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("tenant any more")));
    }

    public void ping() {
        entities.createNativeQuery("select 1").getSingleResult();
    }
}

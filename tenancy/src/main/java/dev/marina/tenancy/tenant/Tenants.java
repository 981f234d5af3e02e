package dev.marina.tenancy.tenant;

import dev.marina.tenancy.management.WantedTenant;
import dev.marina.tenancy.problem.FieldProblem;
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
import java.util.function.Supplier;

/// Tenants, their quotas and memberships in PostgreSQL. Every method is a transaction of its own unless the caller has one.
@ApplicationScoped
@Transactional
public class Tenants {

    private static final String MEMBERS = "select new dev.marina.tenancy.tenant.Member(p.subject, p.email, m.role, m.createdAt) from Membership m, Person p "
            + "where m.key.tenantId = :id and p.subject = m.key.subject ";

    @PersistenceContext
    private EntityManager entities;

    /// Succeeds when the tenant is recorded already.
    ///
    /// @throws ProblemException Conflict where another tenant has this name
    public void record(UUID id, String name, String owner, Optional<Instant> expires, Instant now) {
        if (entities.find(Tenant.class, id) != null) {
            return;
        }
        Plan plan = entities.find(Plan.class, Plan.DEFAULT);
        // The table's unique name decides between two at once; inserting this way leaves the transaction usable.
        int inserted = entities.createNativeQuery("insert into tenant (id, name, plan, created_at, members_version, members_applied, version) "
                + "values (:id, :name, :plan, :now, 1, 0, 0) on conflict do nothing")
                .setParameter("id", id).setParameter("name", name).setParameter("plan", plan.name()).setParameter("now", now).executeUpdate();
        if (inserted == 0) {
            throw taken(name);
        }
        entities.find(Tenant.class, id).lives(expires, now);
        entities.persist(new Quota(id, plan.limits()));
        entities.persist(new Membership(id, owner, Role.OWNER, now));
    }

    public static ProblemException taken(String name) {
        return new ProblemException(new Problem.Conflict("There is a tenant " + name + " already",
                List.of(new FieldProblem("tenant", name, "a name that nobody uses"))));
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

    public Optional<Role> role(String tenant, String subject) {
        return entities.createQuery("select m.role from Membership m, Tenant t where t.name = :tenant and m.key.tenantId = t.id and m.key.subject = :subject",
                Role.class).setParameter("tenant", tenant).setParameter("subject", subject).getResultStream().findFirst();
    }

    /// The tenants of one person, by name.
    ///
    /// @param after only those behind this name
    public List<Belonging> of(String subject, String after, int most) {
        return entities.createQuery(
                "select new dev.marina.tenancy.tenant.Belonging(t.name, m.role, t.suspendedAt, t.expiredAt, t.closingAt, t.expiresAt) from Membership m, Tenant t "
                        + "where m.key.tenantId = t.id and m.key.subject = :subject and t.name > :after order by t.name",
                Belonging.class)
                .setParameter("subject", subject).setParameter("after", after).setMaxResults(most).getResultList();
    }

    /// How many tenants this person owns.
    public long owned(String subject) {
        return entities.createQuery("select count(m) from Membership m where m.key.subject = :subject and m.role = :owner", Long.class)
                .setParameter("subject", subject).setParameter("owner", Role.OWNER).getSingleResult();
    }

    public Limits limits(UUID tenant) {
        return entities.find(Quota.class, tenant).limits();
    }

    public List<Plan> plans() {
        return entities.createQuery("select p from Plan p order by p.name", Plan.class).getResultList();
    }

    /// All of them, by address.
    public List<Member> members(UUID tenant) {
        return members(tenant, "", Integer.MAX_VALUE);
    }

    /// @param after only those behind this address
    public List<Member> members(UUID tenant, String after, int most) {
        return entities.createQuery(MEMBERS + "and p.email > :after order by p.email", Member.class).setParameter("id", tenant).setParameter("after", after)
                .setMaxResults(most).getResultList();
    }

    public Optional<Member> member(UUID tenant, String email) {
        return entities.createQuery(MEMBERS + "and p.email = :email", Member.class).setParameter("id", tenant).setParameter("email", email)
                .getResultStream().findFirst();
    }

    public boolean has(UUID tenant, String subject) {
        return entities.find(Membership.class, new Membership.Key(tenant, subject)) != null;
    }

    /// Whether there is an owner besides this person.
    public boolean hasOwnerBut(UUID tenant, String subject) {
        return entities
                .createQuery("select count(m) from Membership m where m.key.tenantId = :id and m.role = :owner and m.key.subject <> :subject", Long.class)
                .setParameter("id", tenant).setParameter("owner", Role.OWNER).setParameter("subject", subject).getSingleResult() > 0;
    }

    /// Runs while no other request changes this tenant's members: what the action counts stays true until it returns. It must
    /// call nothing outside of this database.
    public <T> T alone(UUID tenant, Supplier<T> action) {
        lock(tenant);
        return action.get();
    }

    private Tenant lock(UUID tenant) {
        return locked(tenant).filter(found -> !found.closing()).orElseThrow(Tenants::gone);
    }

    private Optional<Tenant> locked(UUID tenant) {
        return Optional.ofNullable(entities.find(Tenant.class, tenant, LockModeType.PESSIMISTIC_WRITE));
    }

    private static ProblemException gone() {
        return new ProblemException(new Problem.NotFound("such tenant any more"));
    }

    /// Succeeds when the tenant is so already.
    public void suspend(UUID tenant, boolean suspended, Instant now) {
        Tenant locked = lock(tenant);
        if (suspended != locked.suspended()) {
            if (suspended) {
                locked.suspend(now);
            } else {
                locked.resume();
            }
        }
    }

    /// @param until empty: until somebody deletes it. A tenant whose time was over and is not any more is as it was before
    public void lives(UUID tenant, Optional<Instant> until, Instant now) {
        lock(tenant).lives(until, now);
    }

    /// Whether the tenant's time is over, and was not noted to be.
    public boolean expire(UUID tenant, Instant now) {
        Optional<Tenant> over = locked(tenant)
                .filter(found -> !found.closing() && found.expiredAt().isEmpty() && found.expiresAt().filter(end -> !end.isAfter(now)).isPresent());
        over.ifPresent(found -> found.expire(now));
        return over.isPresent();
    }

    /// As [#close], where its time is over since then still. Whether the tenant is closed.
    public boolean closeExpired(UUID tenant, Instant since, Instant now) {
        Optional<Tenant> found = locked(tenant);
        found.filter(one -> one.expiredAt().filter(at -> !at.isAfter(since)).isPresent()).ifPresent(one -> one.close(now));
        return found.filter(Tenant::closing).isPresent();
    }

    /// From now on nothing of the tenant changes, and nobody joins. Succeeds when it is so already, or when there is no such tenant.
    public void close(UUID tenant, Instant now) {
        Tenant present = entities.find(Tenant.class, tenant, LockModeType.PESSIMISTIC_WRITE);
        if (present != null) {
            present.close(now);
        }
    }

    /// Adds the person, or changes the role of one who is in already.
    public void put(UUID tenant, String subject, Role role, Instant now) {
        Tenant locked = lock(tenant);
        Membership present = entities.find(Membership.class, new Membership.Key(tenant, subject));
        if (present == null) {
            entities.persist(new Membership(tenant, subject, role, now));
        } else {
            present.become(role);
        }
        locked.membersChanged();
    }

    /// Succeeds when the person is no member.
    public void remove(UUID tenant, String subject) {
        Tenant locked = lock(tenant);
        Membership present = entities.find(Membership.class, new Membership.Key(tenant, subject));
        if (present != null) {
            entities.remove(present);
            locked.membersChanged();
        }
    }

    public void membersCarriedOut(UUID tenant, long upTo) {
        Tenant present = entities.find(Tenant.class, tenant, LockModeType.PESSIMISTIC_WRITE);
        if (present != null) {
            present.membersCarriedOut(upTo);
        }
    }

    public List<UUID> withUnsettledMembers() {
        return entities.createQuery("select t.id from Tenant t where t.membersApplied < t.membersVersion and t.closingAt is null", UUID.class).getResultList();
    }

    /// The version is read before the members are, so that these are never older.
    ///
    /// @throws ProblemException NotFound where the tenant is being deleted: nobody is to publish it anew
    public WantedTenant wanted(UUID id) {
        Tenant tenant = Optional.of(require(id)).filter(present -> !present.closing()).orElseThrow(Tenants::gone);
        List<dev.marina.model.Tenant.Member> members = members(id).stream()
                .map(member -> new dev.marina.model.Tenant.Member(member.subject(), member.email(), member.role().text())).toList();
        return new WantedTenant(tenant.membersVersion(),
                new dev.marina.model.Tenant.Spec(id.toString(), members, tenant.plan(), limits(id).published(), tenant.halted() ? true : null, null));
    }

    public Tenant require(UUID id) {
        return Optional.ofNullable(entities.find(Tenant.class, id)).orElseThrow(Tenants::gone);
    }

    public void ping() {
        entities.createQuery("select t.id from Tenant t").setMaxResults(1).getResultList();
    }
}

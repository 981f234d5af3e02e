package dev.marina.tenancy.lifecycle;

import dev.marina.tenancy.sql.Column;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Tables `tenant` and `expiry_notice`.
@ApplicationScoped
@Transactional
public class JpaExpiryRecords implements ExpiryRecords {

    private static final String UNTOLD = "m.role = 'owner' and t.closing_at is null and not exists "
            + "(select 1 from expiry_notice n where n.tenant_id = t.id and n.subject = m.subject and n.expires_at = t.expires_at)";
    private static final String OPEN = "p.kind = '" + ExpiryNotice.KIND + "' and p.state in ('Running', 'Undoing')";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Tenants tenants;

    @Override
    public List<Ending> untold(Instant now, Instant until, int most) {
        List<?> rows = entities.createNativeQuery("select t.id, t.name, t.expires_at from tenant t where t.expires_at > :now and t.expires_at <= :until "
                + "and exists (select 1 from membership m where m.tenant_id = t.id and " + UNTOLD + ") "
                + "and not exists (select 1 from procedure p where " + OPEN + " and p.about = t.name) order by t.expires_at")
                .setParameter("now", now).setParameter("until", until).setMaxResults(most).getResultList();
        return rows.stream().map(Object[].class::cast).map(row -> new Ending((UUID) row[0], (String) row[1], Column.instant(row[2]))).toList();
    }

    @Override
    public int beingTold() {
        return ((Number) entities.createNativeQuery("select count(*) from procedure p where " + OPEN).getSingleResult()).intValue();
    }

    @Override
    public List<Owner> untold(UUID tenant, Instant expires) {
        List<?> rows = entities.createNativeQuery("select m.subject, p.email from tenant t join membership m on m.tenant_id = t.id "
                + "join person p on p.subject = m.subject where t.id = :id and t.expires_at = :expires and " + UNTOLD + " order by p.email")
                .setParameter("id", tenant).setParameter("expires", expires).getResultList();
        return rows.stream().map(Object[].class::cast).map(row -> new Owner((String) row[0], (String) row[1])).toList();
    }

    @Override
    public void told(UUID tenant, String subject, Instant expires, Instant now) {
        // The tenant may be gone meanwhile.
        entities.createNativeQuery("insert into expiry_notice (tenant_id, subject, expires_at, sent_at) "
                + "select t.id, :subject, cast(:expires as timestamptz), cast(:now as timestamptz) from tenant t where t.id = :id on conflict do nothing")
                .setParameter("id", tenant).setParameter("subject", subject).setParameter("expires", expires).setParameter("now", now).executeUpdate();
    }

    @Override
    public List<Ending> over(Instant now) {
        return ending("t.expiresAt <= :at and t.expiredAt is null and t.closingAt is null", now);
    }

    @Override
    public boolean expire(UUID tenant, Instant now) {
        return tenants.expire(tenant, now);
    }

    @Override
    public List<Ending> expired(Instant since) {
        return ending("t.expiredAt <= :at", since);
    }

    private List<Ending> ending(String where, Instant at) {
        return entities.createQuery("select t from Tenant t where " + where, Tenant.class).setParameter("at", at)
                .getResultStream().map(tenant -> new Ending(tenant.id(), tenant.name(), tenant.expiresAt().orElse(at))).toList();
    }

    @Override
    public boolean closeExpired(UUID tenant, Instant since, Instant now) {
        return tenants.closeExpired(tenant, since, now);
    }
}

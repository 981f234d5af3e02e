package dev.marina.tenancy.usage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Table `usage_budget`, over `usage_hour`.
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class JpaBudgetRecords implements BudgetRecords {

    private static final String USED = "(select coalesce(sum(h.cpu_milli_seconds), 0) from usage_hour h where h.tenant_id = b.tenant_id and h.hour >= :month)";

    @PersistenceContext
    private EntityManager entities;

    @Override
    public List<Budgeted> all(Instant month) {
        List<?> rows = entities.createNativeQuery("select b.cpu_hours, b.suspends, " + USED + ", t.id, t.name, case when b.told_month = :month then "
                + "b.told_percent else 0 end from usage_budget b join tenant t on t.id = b.tenant_id where t.closing_at is null order by t.name")
                .setParameter("month", month).getResultList();
        return rows.stream().map(Object[].class::cast).map(row -> new Budgeted((UUID) row[3], (String) row[4], budget(row), number(row[5]).intValue()))
                .toList();
    }

    @Override
    public Optional<UsageBudget> of(UUID tenant, Instant month) {
        List<?> rows = entities.createNativeQuery("select b.cpu_hours, b.suspends, " + USED + " from usage_budget b where b.tenant_id = :tenant")
                .setParameter("month", month).setParameter("tenant", tenant).getResultList();
        return rows.stream().map(Object[].class::cast).map(JpaBudgetRecords::budget).findFirst();
    }

    private static UsageBudget budget(Object[] row) {
        return new UsageBudget(number(row[0]).intValue(), (Boolean) row[1], number(row[2]).longValue());
    }

    private static Number number(Object value) {
        return (Number) value;
    }

    @Override
    public void set(UUID tenant, int cpuHours, boolean suspends) {
        entities.createNativeQuery("insert into usage_budget as b (tenant_id, cpu_hours, suspends) values (:tenant, :hours, :suspends) on conflict (tenant_id) "
                + "do update set told_month = case when b.cpu_hours = excluded.cpu_hours and b.suspends = excluded.suspends then b.told_month end, "
                + "cpu_hours = excluded.cpu_hours, suspends = excluded.suspends")
                .setParameter("tenant", tenant).setParameter("hours", cpuHours).setParameter("suspends", suspends).executeUpdate();
    }

    @Override
    public void remove(UUID tenant) {
        entities.createNativeQuery("delete from usage_budget where tenant_id = :tenant").setParameter("tenant", tenant).executeUpdate();
    }

    @Override
    public List<String> owners(UUID tenant) {
        List<?> rows = entities.createNativeQuery("select p.email from membership m join person p on p.subject = m.subject "
                + "where m.tenant_id = :tenant and m.role = 'owner' order by p.email").setParameter("tenant", tenant).getResultList();
        return rows.stream().map(String.class::cast).toList();
    }

    @Override
    public void told(UUID tenant, Instant month, int level) {
        entities.createNativeQuery("update usage_budget set told_month = :month, told_percent = :level where tenant_id = :tenant")
                .setParameter("tenant", tenant).setParameter("month", month).setParameter("level", level).executeUpdate();
    }
}

package dev.marina.tenancy.usage;

import dev.marina.tenancy.cluster.QuotaUse;
import dev.marina.tenancy.sql.Column;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Tables `usage_hour` and `usage_meter`.
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class UsageRecords {

    private static final Duration EVERY = Duration.ofMinutes(1);
    /// What nobody looked at for longer is not counted: it may have been otherwise.
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long MIB = 1L << 20;

    @PersistenceContext
    private EntityManager entities;

    /// Whether it is time to measure.
    public boolean due(Instant now) {
        return !measuredAt("").plus(EVERY).isAfter(now);
    }

    private Instant measuredAt(String lock) {
        return Column.instant(entities.createNativeQuery("select measured_at from usage_meter" + lock).getSingleResult());
    }

    /// Counts what is used now for the time since it was measured last; nothing where another process just has.
    ///
    /// @param use by the tenant's name
    public void add(Instant now, Map<String, QuotaUse> use) {
        // In whole seconds, so that no part of one is lost from one time to the next.
        Instant until = now.truncatedTo(ChronoUnit.SECONDS);
        Instant last = measuredAt(" for update");
        if (last.plus(EVERY).isAfter(until)) {
            return;
        }
        Instant from = last.isBefore(until.minus(LONGEST)) ? until.minus(LONGEST) : last.truncatedTo(ChronoUnit.SECONDS);
        for (Interval part : Interval.between(from, until)) {
            use.forEach((tenant, amounts) -> add(tenant, part, amounts));
        }
        entities.createNativeQuery("update usage_meter set measured_at = :until").setParameter("until", until).executeUpdate();
    }

    private void add(String tenant, Interval part, QuotaUse use) {
        entities.createNativeQuery("insert into usage_hour as u (tenant_id, hour, cluster_seconds, node_seconds, cpu_milli_seconds, memory_mib_seconds) "
                + "select id, :hour, :clusters, :nodes * used, :cpu * used, :memory * used from (select id, case when suspended_at is null then 1 else 0 end as used "
                + "from tenant where name = :tenant) as t on conflict (tenant_id, hour) do update set "
                + "cluster_seconds = u.cluster_seconds + excluded.cluster_seconds, node_seconds = u.node_seconds + excluded.node_seconds, "
                + "cpu_milli_seconds = u.cpu_milli_seconds + excluded.cpu_milli_seconds, memory_mib_seconds = u.memory_mib_seconds + excluded.memory_mib_seconds")
                .setParameter("tenant", tenant).setParameter("hour", part.hour()).setParameter("clusters", part.seconds() * use.clusters())
                .setParameter("nodes", part.seconds() * use.wanted().nodes()).setParameter("cpu", part.seconds() * use.wanted().cpuMillis())
                .setParameter("memory", part.seconds() * (use.wanted().memoryBytes() / MIB)).executeUpdate();
    }

    /// The newest first.
    ///
    /// @param before only hours before this one
    public List<UsageHour> of(UUID tenant, Instant before, int most) {
        List<?> rows = entities.createNativeQuery("select hour, cluster_seconds, node_seconds, cpu_milli_seconds, memory_mib_seconds from usage_hour "
                + "where tenant_id = :tenant and hour < :before order by hour desc").setParameter("tenant", tenant).setParameter("before", before)
                .setMaxResults(most).getResultList();
        return rows.stream().map(Object[].class::cast)
                .map(row -> new UsageHour(Column.instant(row[0]), number(row[1]), number(row[2]), number(row[3]), number(row[4]))).toList();
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}

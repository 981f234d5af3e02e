package dev.marina.tenancy.usage;

import dev.marina.tenancy.cluster.QuotaUse;
import dev.marina.tenancy.management.ManagementCluster.ClusterState;
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

/// Tables `usage_hour`, `usage_meter` and `usage_counted`.
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class UsageRecords {

    private static final Duration EVERY = Duration.ofMinutes(1);
    /// What nobody looked at for longer is not counted: it may have been otherwise.
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /// A cluster that was not seen for longer is gone, and with it its count.
    private static final Duration FORGOTTEN = Duration.ofHours(1);
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
    /// @param clusters by the tenant's name
    public void add(Instant now, Map<String, List<ClusterState>> clusters) {
        // In whole seconds, so that no part of one is lost from one time to the next.
        Instant until = now.truncatedTo(ChronoUnit.SECONDS);
        Instant last = measuredAt(" for update");
        if (last.plus(EVERY).isAfter(until)) {
            return;
        }
        Instant from = last.isBefore(until.minus(LONGEST)) ? until.minus(LONGEST) : last.truncatedTo(ChronoUnit.SECONDS);
        for (Interval part : Interval.between(from, until)) {
            clusters.forEach((tenant, own) -> add(tenant, part, QuotaUse.of(own), own.stream().mapToLong(cluster -> cluster.volumeBytes() / MIB).sum()));
        }
        clusters.forEach(
                (tenant, own) -> addRequests(tenant, until.truncatedTo(ChronoUnit.HOURS), own.stream().mapToLong(cluster -> unseen(cluster, until)).sum()));
        entities.createNativeQuery("delete from usage_counted where seen_at < :then").setParameter("then", until.minus(FORGOTTEN)).executeUpdate();
        entities.createNativeQuery("update usage_meter set measured_at = :until").setParameter("until", until).executeUpdate();
    }

    /// Of a tenant that is suspended the volumes are kept, and nothing runs.
    private void add(String tenant, Interval part, QuotaUse use, long volumesMib) {
        entities.createNativeQuery("insert into usage_hour as u (tenant_id, hour, cluster_seconds, node_seconds, cpu_milli_seconds, memory_mib_seconds, "
                + "volume_mib_seconds) select id, :hour, :clusters, :nodes * used, :cpu * used, :memory * used, :volumes "
                + "from (select id, case when suspended_at is null then 1 else 0 end as used from tenant where name = :tenant) as t "
                + "on conflict (tenant_id, hour) do update set "
                + "cluster_seconds = u.cluster_seconds + excluded.cluster_seconds, node_seconds = u.node_seconds + excluded.node_seconds, "
                + "cpu_milli_seconds = u.cpu_milli_seconds + excluded.cpu_milli_seconds, memory_mib_seconds = u.memory_mib_seconds + excluded.memory_mib_seconds, "
                + "volume_mib_seconds = u.volume_mib_seconds + excluded.volume_mib_seconds")
                .setParameter("tenant", tenant).setParameter("hour", part.hour()).setParameter("clusters", part.seconds() * use.clusters())
                .setParameter("nodes", part.seconds() * use.wanted().nodes()).setParameter("cpu", part.seconds() * use.wanted().cpuMillis())
                .setParameter("memory", part.seconds() * (use.wanted().memoryBytes() / MIB)).setParameter("volumes", part.seconds() * volumesMib)
                .executeUpdate();
    }

    /// What a cluster was asked since it was seen last, which is noted with what it adds to, so that it adds once. A list that is older
    /// than what was seen adds nothing.
    private long unseen(ClusterState cluster, Instant now) {
        List<?> before = entities.createNativeQuery("select requests from usage_counted where cluster_uid = :cluster")
                .setParameter("cluster", cluster.uid()).getResultList();
        long seen = before.isEmpty() ? 0 : number(before.getFirst());
        entities.createNativeQuery("insert into usage_counted as c (cluster_uid, requests, seen_at) values (:cluster, :requests, :now) "
                + "on conflict (cluster_uid) do update set requests = greatest(c.requests, excluded.requests), seen_at = excluded.seen_at")
                .setParameter("cluster", cluster.uid()).setParameter("requests", cluster.requests()).setParameter("now", now).executeUpdate();
        return Math.max(0, cluster.requests() - seen);
    }

    private void addRequests(String tenant, Instant hour, long requests) {
        entities.createNativeQuery("insert into usage_hour as u (tenant_id, hour, requests) select id, :hour, :requests from tenant where name = :tenant "
                + "on conflict (tenant_id, hour) do update set requests = u.requests + excluded.requests")
                .setParameter("tenant", tenant).setParameter("hour", hour).setParameter("requests", requests).executeUpdate();
    }

    /// The newest first.
    ///
    /// @param before only hours before this one
    public List<UsageHour> of(UUID tenant, Instant before, int most) {
        List<?> rows = entities
                .createNativeQuery("select hour, cluster_seconds, node_seconds, cpu_milli_seconds, memory_mib_seconds, volume_mib_seconds, requests "
                        + "from usage_hour where tenant_id = :tenant and hour < :before order by hour desc")
                .setParameter("tenant", tenant).setParameter("before", before)
                .setMaxResults(most).getResultList();
        return rows.stream().map(Object[].class::cast)
                .map(row -> new UsageHour(Column.instant(row[0]), number(row[1]), number(row[2]), number(row[3]), number(row[4]), number(row[5]),
                        number(row[6])))
                .toList();
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}

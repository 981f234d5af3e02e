package dev.marina.tenancy.idempotency;

import dev.marina.tenancy.sql.Column;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// Table `idempotency`.
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class RepeatedRequests {

    private static final Duration KEPT = Duration.ofDays(1);
    /// Longer than any request is served.
    private static final Duration SERVED_WITHIN = Duration.ofMinutes(2);

    @PersistenceContext
    private EntityManager entities;

    public Earlier begin(String subject, String key, byte[] requestHash, Instant now) {
        query("delete from idempotency where begun_at < :before or subject = :subject and key = :key and status is null and begun_at < :given_up", subject, key)
                .setParameter("before", now.minus(KEPT)).setParameter("given_up", now.minus(SERVED_WITHIN)).executeUpdate();
        int inserted = query("insert into idempotency (subject, key, request_hash, begun_at) values (:subject, :key, :hash, :now) on conflict do nothing",
                subject, key).setParameter("hash", requestHash).setParameter("now", now).executeUpdate();
        if (inserted == 1) {
            return new Earlier.None();
        }
        List<?> rows = query("select request_hash, status, location, media_type, body from idempotency where subject = :subject and key = :key", subject, key)
                .getResultList();
        return rows.stream().findFirst().map(row -> earlier((Object[]) row, requestHash)).orElse(new Earlier.BeingServed());
    }

    private static Earlier earlier(Object[] row, byte[] requestHash) {
        if (!Arrays.equals((byte[]) row[0], requestHash)) {
            return new Earlier.Another();
        }
        return row[1] == null
                ? new Earlier.BeingServed()
                : new Earlier.Answered(((Number) row[1]).intValue(), Column.text(row[2]), Column.text(row[3]), Column.text(row[4]));
    }

    public void answered(String subject, String key, Earlier.Answered answer) {
        query("update idempotency set status = :status, location = cast(:location as varchar), media_type = cast(:type as varchar), body = cast(:body as text) "
                + "where subject = :subject and key = :key", subject, key)
                .setParameter("status", answer.status()).setParameter("location", answer.location().orElse(null))
                .setParameter("type", answer.mediaType().orElse(null)).setParameter("body", answer.body().orElse(null)).executeUpdate();
    }

    /// It was not served; the next one is tried.
    public void forget(String subject, String key) {
        query("delete from idempotency where subject = :subject and key = :key", subject, key).executeUpdate();
    }

    private Query query(String sql, String subject, String key) {
        return entities.createNativeQuery(sql).setParameter("subject", subject).setParameter("key", key);
    }
}

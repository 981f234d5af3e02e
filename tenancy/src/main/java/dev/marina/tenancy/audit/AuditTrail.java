package dev.marina.tenancy.audit;

import dev.marina.tenancy.sql.Column;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Table `audit`.
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class AuditTrail {

    private static final int LONGEST_PATH = 512;
    private static final int LONGEST_TENANT = 63;

    @PersistenceContext
    private EntityManager entities;

    public void add(Act act) {
        entities.createNativeQuery(
                "insert into audit (tenant_id, tenant, at, request_id, actor, actor_email, api_token, address, method, path, status, outcome) "
                        + "values ((select id from tenant where name = cast(:tenant as varchar)), cast(:tenant as varchar), :at, :request, cast(:actor as varchar), "
                        + "cast(:email as varchar), cast(:token as uuid), :address, :method, :path, :status, :outcome)")
                .setParameter("tenant", act.tenant().map(name -> cut(name, LONGEST_TENANT)).orElse(null)).setParameter("at", act.at())
                .setParameter("request", act.requestId()).setParameter("actor", act.actor().orElse(null)).setParameter("email", act.actorEmail().orElse(null))
                .setParameter("token", act.apiToken().map(UUID::toString).orElse(null))
                .setParameter("address", act.address()).setParameter("method", act.method()).setParameter("path", cut(act.path(), LONGEST_PATH))
                .setParameter("status", act.status()).setParameter("outcome", act.outcome().name()).executeUpdate();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    /// Of one tenant, the newest first.
    ///
    /// @param before only those that are older than the act with this id
    public List<Act> of(UUID tenant, long before, int most) {
        List<?> rows = entities.createNativeQuery("select id, at, request_id, actor, actor_email, api_token, address, method, path, tenant, status from audit "
                + "where tenant_id = :tenant and id < :before order by id desc limit :most")
                .setParameter("tenant", tenant).setParameter("before", before).setParameter("most", most).getResultList();
        return rows.stream().map(Object[].class::cast)
                .map(row -> new Act(((Number) row[0]).longValue(), Column.instant(row[1]), (UUID) row[2], Column.text(row[3]), Column.text(row[4]),
                        Optional.ofNullable((UUID) row[5]), (String) row[6], (String) row[7], (String) row[8], Column.text(row[9]),
                        ((Number) row[10]).intValue()))
                .toList();
    }
}

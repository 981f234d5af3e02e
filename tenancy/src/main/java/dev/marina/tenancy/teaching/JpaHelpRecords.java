package dev.marina.tenancy.teaching;

import dev.marina.tenancy.sql.Column;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Table `class_help`.
@ApplicationScoped
@Transactional
public class JpaHelpRecords implements HelpRecords {

    private static final String STANDS = " join class_learner l on l.tenant_id = h.tenant_id and l.class_id = h.class_id and l.id = h.learner_id "
            + "join class c on c.tenant_id = h.tenant_id and c.id = h.class_id join tenant t on t.id = h.tenant_id left join person p on p.subject = h.teacher "
            + "where h.ends_at > :now and c.closed_at is null and c.starts_at <= :now and c.ends_at > :now and l.learner_tenant is not null "
            + "and t.suspended_at is null and t.closing_at is null and (h.teacher is null or exists (select 1 from membership m "
            + "where m.tenant_id = h.tenant_id and m.subject = h.teacher and m.role = 'owner')) and ";
    private static final String COLUMNS = ", h.id, h.teacher, p.email, h.stream, h.typing, h.since, h.ends_at, h.acts from class_help h" + STANDS;
    private static final String OF_CLASS = "h.tenant_id = :tenant and h.class_id = :class";
    private static final String TENANT = "tenant";
    private static final String CLASS = "class";
    private static final String LEARNER = "learner";

    @PersistenceContext
    private EntityManager entities;

    @Override
    public Map<UUID, Help> ofClass(UUID tenant, UUID taught, Instant now) {
        return found(query("select h.learner_id" + COLUMNS + OF_CLASS).setParameter(TENANT, tenant).setParameter(CLASS, taught), now);
    }

    @Override
    public Map<UUID, Help> ofLearner(String subject, Instant now) {
        return found(query("select h.class_id" + COLUMNS + "l.subject = :subject").setParameter("subject", subject), now);
    }

    @Override
    public Optional<Help> change(UUID tenant, UUID taught, UUID learner, Instant now, Function<Optional<Help>, Optional<Help>> change) {
        if (one("select id from class_learner where tenant_id = :tenant and class_id = :class and id = :learner for update", tenant, taught, learner)
                .getResultList().isEmpty()) {
            return Optional.empty();
        }
        Optional<Help> present = present(tenant, taught, learner, now);
        Optional<Help> wanted = change.apply(present);
        if (wanted.equals(present)) {
            return present;
        }
        one("delete from class_help where tenant_id = :tenant and class_id = :class and learner_id = :learner", tenant, taught, learner).executeUpdate();
        wanted.ifPresent(help -> insert(tenant, taught, learner, help));
        return present(tenant, taught, learner, now);
    }

    private Optional<Help> present(UUID tenant, UUID taught, UUID learner, Instant now) {
        return Optional.ofNullable(found(one("select h.learner_id" + COLUMNS + OF_CLASS + " and h.learner_id = :learner", tenant, taught, learner), now)
                .get(learner));
    }

    private void insert(UUID tenant, UUID taught, UUID learner, Help help) {
        one("insert into class_help (tenant_id, class_id, learner_id, id, teacher, stream, typing, since, ends_at, acts) values (:tenant, :class, :learner, "
                + ":id, cast(:teacher as text), cast(:stream as varchar), :typing, cast(:since as timestamptz), cast(:ends as timestamptz), :acts)", tenant,
                taught, learner).setParameter("id", help.id()).setParameter("teacher", help.teacher().map(Help.Teacher::subject).orElse(null))
                .setParameter("stream", help.stream().orElse(null)).setParameter("typing", help.typing()).setParameter("since", help.since())
                .setParameter("ends", help.ends()).setParameter("acts", help.acts()).executeUpdate();
    }

    private Query query(String sql) {
        return entities.createNativeQuery(sql);
    }

    private Query one(String sql, UUID tenant, UUID taught, UUID learner) {
        return query(sql).setParameter(TENANT, tenant).setParameter(CLASS, taught).setParameter(LEARNER, learner);
    }

    private static Map<UUID, Help> found(Query query, Instant now) {
        Map<UUID, Help> found = new LinkedHashMap<>();
        ((List<?>) query.setParameter("now", now).getResultList()).stream().map(Object[].class::cast).forEach(row -> found.put((UUID) row[0],
                new Help((UUID) row[1], Column.text(row[2]).map(subject -> new Help.Teacher(subject, (String) row[3])), Column.text(row[4]), (Boolean) row[5],
                        Column.instant(row[6]), Column.instant(row[7]), ((Number) row[8]).intValue())));
        return found;
    }
}

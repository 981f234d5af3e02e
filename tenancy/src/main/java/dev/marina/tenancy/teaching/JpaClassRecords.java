package dev.marina.tenancy.teaching;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.sql.Column;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Tables `class` and `class_learner`.
@ApplicationScoped
@Transactional
public class JpaClassRecords implements ClassRecords {

    private static final String COLUMNS = "c.tenant_id, t.name as tenant, c.id, c.name, c.code, c.starts_at, c.ends_at, c.labs, c.most_learners, c.stuck_minutes, "
            + "c.at_end, c.created_at, c.closed_at, c.version, (select count(*) from class_learner l where l.tenant_id = c.tenant_id and l.class_id = c.id)";
    private static final int COLUMN_COUNT = 15;
    private static final String SELECT = "select " + COLUMNS + " from class c join tenant t on t.id = c.tenant_id where ";
    private static final String ONE = "c.tenant_id = :tenant and c.id = :id";
    private static final String LEARNER = "l.id, l.subject, l.name, lt.name as learner_tenant, l.cluster, l.for_class, l.joined_at";
    private static final String OF_LEARNER = " where tenant_id = :tenant and class_id = :id and id = :learner";
    private static final String TENANT = "tenant";
    private static final String LEARNER_ID = "learner";

    @PersistenceContext
    private EntityManager entities;

    @Override
    public boolean add(TaughtClass made, int most) {
        // Two at once count one after the other.
        lockTenant(made.tenantId());
        return written(
                entities.createNativeQuery("insert into class (tenant_id, id, name, code, starts_at, ends_at, labs, most_learners, stuck_minutes, at_end, "
                        + "created_at, version) select :tenant, :id, :name, :code, cast(:starts as timestamptz), cast(:ends as timestamptz), :labs, :learners, "
                        + ":stuck, :atEnd, cast(:created as timestamptz), 0 "
                        + "where (select count(*) from class where tenant_id = :tenant) < :most on conflict do nothing"),
                made)
                .setParameter("created", made.created()).setParameter("most", most).executeUpdate() == 1;
    }

    private void lockTenant(UUID tenant) {
        entities.createNativeQuery("select id from tenant where id = :tenant for update").setParameter(TENANT, tenant).getResultList();
    }

    private static Query written(Query query, TaughtClass one) {
        return query.setParameter(TENANT, one.tenantId()).setParameter("id", one.id()).setParameter("name", one.name()).setParameter("code", one.code().text())
                .setParameter("starts", one.starts()).setParameter("ends", one.ends()).setParameter("labs", String.join(",", one.labs()))
                .setParameter("learners", one.mostLearners()).setParameter("stuck", one.stuckMinutes()).setParameter("atEnd", one.atEnd().text());
    }

    @Override
    public List<TaughtClass> of(UUID tenant, String after, int most) {
        return classes(entities.createNativeQuery(SELECT + "c.tenant_id = :tenant and c.name > :after order by c.name").setParameter(TENANT, tenant)
                .setParameter("after", after).setMaxResults(most));
    }

    @Override
    public Optional<TaughtClass> find(UUID tenant, UUID id) {
        return classes(one(SELECT + ONE, tenant, id)).stream().findFirst();
    }

    private Query one(String sql, UUID tenant, UUID id) {
        return entities.createNativeQuery(sql).setParameter(TENANT, tenant).setParameter("id", id);
    }

    @Override
    public Optional<TaughtClass> byCode(ClassCode code) {
        return classes(entities.createNativeQuery(SELECT + "c.code = :code and t.closing_at is null").setParameter("code", code.text())).stream().findFirst();
    }

    @Override
    public Optional<TaughtClass> change(UUID tenant, UUID id, UnaryOperator<TaughtClass> change) {
        lockTenant(tenant);
        Optional<TaughtClass> present = locked(tenant, id);
        present.map(change).ifPresent(changed -> write(changed, present.get()));
        return present.flatMap(_ -> find(tenant, id));
    }

    private Optional<TaughtClass> locked(UUID tenant, UUID id) {
        return classes(one(SELECT + ONE + " for update of c", tenant, id)).stream().findFirst();
    }

    private void write(TaughtClass changed, TaughtClass present) {
        if (changed.equals(present)) {
            return;
        }
        boolean taken = !changed.name().equals(present.name()) && !entities
                .createNativeQuery("select id from class where tenant_id = :tenant and name = :name").setParameter(TENANT, changed.tenantId())
                .setParameter("name", changed.name()).getResultList().isEmpty();
        if (taken) {
            throw taken(changed.name());
        }
        written(entities.createNativeQuery("update class set name = :name, code = :code, starts_at = :starts, ends_at = :ends, labs = :labs, "
                + "most_learners = :learners, stuck_minutes = :stuck, at_end = :atEnd, closed_at = cast(:closed as timestamptz), version = version + 1 "
                + "where tenant_id = :tenant and id = :id"), changed).setParameter("closed", changed.closed().map(Instant::toString).orElse(null))
                .executeUpdate();
    }

    static ProblemException taken(String name) {
        return new ProblemException(new Problem.Conflict("There is a class " + name + " already",
                List.of(new FieldProblem("name", name, "a name that no class of the tenant has"))));
    }

    @Override
    public boolean remove(UUID tenant, UUID id) {
        return one("delete from class where tenant_id = :tenant and id = :id", tenant, id).executeUpdate() == 1;
    }

    @Override
    public List<TaughtClass> over(Instant now) {
        return classes(entities.createNativeQuery(SELECT + "t.closing_at is null and (c.closed_at is null and c.ends_at <= :now "
                + "or c.closed_at is not null and not exists (select 1 from procedure p where p.id = c.id))").setParameter("now", now));
    }

    @Override
    public Joined join(TaughtClass joined, Learner learner, Instant now) {
        Optional<TaughtClass> present = locked(joined.tenantId(), joined.id())
                .filter(one -> one.state(now) != TaughtClass.State.CLOSED && one.code().equals(joined.code()));
        if (present.isEmpty()) {
            return Joined.OVER;
        }
        // Counted once the row is locked: what was read with it may be from before the lock was another's.
        List<Learner> others = learners(joined.tenantId(), joined.id());
        if (others.stream().anyMatch(one -> one.subject().equals(learner.subject()))) {
            return Joined.ALREADY;
        }
        if (others.size() >= present.get().mostLearners()) {
            return Joined.FULL;
        }
        one("insert into class_learner (tenant_id, class_id, id, subject, name, learner_tenant, cluster, for_class, joined_at) "
                + "select :tenant, :id, :learner, :subject, :name, lt.id, :cluster, :forClass, cast(:joined as timestamptz) from tenant lt where lt.name = :own",
                joined.tenantId(), joined.id()).setParameter(LEARNER_ID, learner.id()).setParameter("subject", learner.subject())
                .setParameter("name", learner.name()).setParameter("cluster", learner.cluster()).setParameter("forClass", learner.forClass())
                .setParameter("joined", learner.joined()).setParameter("own", learner.tenant().orElseThrow()).executeUpdate();
        return Joined.JOINED;
    }

    @Override
    public List<Learner> learners(UUID tenant, UUID id) {
        return rows(one("select " + LEARNER + " from class_learner l left join tenant lt on lt.id = l.learner_tenant "
                + "where l.tenant_id = :tenant and l.class_id = :id order by l.joined_at, l.id", tenant, id)).stream().map(row -> learner(row, 0)).toList();
    }

    @Override
    public List<TaughtClass> attending(String tenant, String cluster) {
        return classes(entities.createNativeQuery(SELECT + "exists (select 1 from class_learner l join tenant lt on lt.id = l.learner_tenant "
                + "where l.tenant_id = c.tenant_id and l.class_id = c.id and lt.name = :own and l.cluster = :cluster)").setParameter("own", tenant)
                .setParameter("cluster", cluster));
    }

    @Override
    public Optional<Learner> learner(UUID tenant, UUID id, UUID learner) {
        return learners(tenant, id).stream().filter(one -> one.id().equals(learner)).findFirst();
    }

    @Override
    public boolean removeLearner(UUID tenant, UUID id, UUID learner) {
        // That they wrote an exam stays known, so that who comes again has no more attempts; what they reached does not.
        one("update class_exam_attempt set result = null, kept_at = coalesce(kept_at, now()) where tenant_id = :tenant and class_id = :id "
                + "and subject = (select l.subject from class_learner l where l.tenant_id = :tenant and l.class_id = :id and l.id = :learner)", tenant, id)
                .setParameter(LEARNER_ID, learner).executeUpdate();
        return one("delete from class_learner" + OF_LEARNER, tenant, id).setParameter(LEARNER_ID, learner).executeUpdate() == 1;
    }

    @Override
    public void keep(UUID tenant, UUID id, UUID learner, String results) {
        one("update class_learner set results = :results" + OF_LEARNER, tenant, id).setParameter(LEARNER_ID, learner).setParameter("results", results)
                .executeUpdate();
    }

    @Override
    public Optional<String> kept(UUID tenant, UUID id, UUID learner) {
        List<?> found = one("select results from class_learner" + OF_LEARNER, tenant, id).setParameter(LEARNER_ID, learner).getResultList();
        return found.isEmpty() ? Optional.empty() : Column.text(found.getFirst());
    }

    @Override
    public List<Attended> attended(String subject) {
        return rows(entities.createNativeQuery("select " + COLUMNS + ", " + LEARNER + " from class_learner l "
                + "join class c on c.tenant_id = l.tenant_id and c.id = l.class_id join tenant t on t.id = c.tenant_id "
                + "left join tenant lt on lt.id = l.learner_tenant where l.subject = :subject order by l.joined_at desc, l.id")
                .setParameter("subject", subject)).stream().map(row -> new Attended(taught(row), learner(row, COLUMN_COUNT))).toList();
    }

    @Override
    public boolean takesSignUps(TaughtClass taught, Instant now) {
        return !one("select c.id from class c join tenant t on t.id = c.tenant_id where " + ONE + " and t.expires_at is null and t.suspended_at is null "
                + "and c.most_learners > (select count(*) from registration r where r.class_id = c.id and (r.used_at is not null or r.expires_at > :now))",
                taught.tenantId(), taught.id()).setParameter("now", now).getResultList().isEmpty();
    }

    @Override
    public boolean madeWith(UUID id, UUID learnerTenant) {
        return !entities.createNativeQuery("select id from registration where class_id = :id and id = :tenant").setParameter("id", id)
                .setParameter(TENANT, learnerTenant).getResultList().isEmpty();
    }

    private static List<TaughtClass> classes(Query query) {
        return rows(query).stream().map(JpaClassRecords::taught).toList();
    }

    private static List<Object[]> rows(Query query) {
        return ((List<?>) query.getResultList()).stream().map(Object[].class::cast).toList();
    }

    private static TaughtClass taught(Object[] row) {
        return new TaughtClass((UUID) row[0], (String) row[1], (UUID) row[2], (String) row[3], new ClassCode((String) row[4]), Column.instant(row[5]),
                Column.instant(row[6]), Stream.of(((String) row[7]).split(",")).filter(lab -> !lab.isEmpty()).toList(), ((Number) row[8]).intValue(),
                ((Number) row[9]).intValue(),
                AtEnd.find((String) row[10]).orElseThrow(), Column.instant(row[11]), Optional.ofNullable(row[12]).map(Column::instant),
                ((Number) row[13]).longValue(), ((Number) row[14]).intValue());
    }

    private static Learner learner(Object[] row, int from) {
        return new Learner((UUID) row[from], (String) row[from + 1], (String) row[from + 2], Column.text(row[from + 3]), (String) row[from + 4],
                (Boolean) row[from + 5], Column.instant(row[from + 6]));
    }
}

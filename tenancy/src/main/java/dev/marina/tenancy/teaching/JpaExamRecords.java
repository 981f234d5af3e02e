package dev.marina.tenancy.teaching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.tenancy.management.ExamResult;
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

/// Tables `class_exam` and `class_exam_attempt`.
@ApplicationScoped
@Transactional
public class JpaExamRecords implements ExamRecords {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS = "e.tenant_id, e.class_id, e.id, e.exam, e.opens_at, e.closes_at, e.minutes, e.attempts, e.created_at";
    private static final String OF_CLASS = " where e.tenant_id = :tenant and e.class_id = :taught";
    private static final String OF_EXAM = " where tenant_id = :tenant and class_id = :taught and exam_id = :exam";
    private static final String ATTEMPT = "select a.id, a.subject, a.number, a.owner, a.cluster, a.run, a.started_at, a.ends_at, a.begun, a.kept_at, a.result "
            + "from class_exam_attempt a" + OF_EXAM;
    private static final String OF_ATTEMPT = OF_EXAM + " and id = :id";
    private static final String IN_ORDER = " order by started_at, id";

    @PersistenceContext
    private EntityManager entities;

    @Override
    public boolean add(GivenExam given, int most) {
        // Two at once count one after the other.
        entities.createNativeQuery("select id from class where tenant_id = :tenant and id = :taught for update").setParameter("tenant", given.tenantId())
                .setParameter("taught", given.classId()).getResultList();
        return ofClass("insert into class_exam (tenant_id, class_id, id, exam, opens_at, closes_at, minutes, attempts, created_at) "
                + "select :tenant, :taught, :id, :exam, cast(:opens as timestamptz), cast(:closes as timestamptz), :minutes, :attempts, "
                + "cast(:created as timestamptz) where (select count(*) from class_exam where tenant_id = :tenant and class_id = :taught) < :most",
                given.tenantId(), given.classId()).setParameter("id", given.id()).setParameter("exam", given.exam()).setParameter("opens", given.opens())
                .setParameter("closes", given.closes()).setParameter("minutes", given.minutes()).setParameter("attempts", given.attempts())
                .setParameter("created", given.created()).setParameter("most", most).executeUpdate() == 1;
    }

    private Query ofClass(String sql, UUID tenant, UUID taught) {
        return entities.createNativeQuery(sql).setParameter("tenant", tenant).setParameter("taught", taught);
    }

    private Query ofExam(String sql, GivenExam given) {
        return ofClass(sql, given.tenantId(), given.classId()).setParameter("exam", given.id());
    }

    @Override
    public List<GivenExam> of(UUID tenant, UUID taught) {
        return rows(ofClass("select " + COLUMNS + " from class_exam e" + OF_CLASS + " order by e.opens_at, e.id", tenant, taught)).stream()
                .map(JpaExamRecords::given).toList();
    }

    @Override
    public Optional<GivenExam> find(UUID tenant, UUID taught, UUID id) {
        return rows(ofClass("select " + COLUMNS + " from class_exam e" + OF_CLASS + " and e.id = :id", tenant, taught).setParameter("id", id)).stream()
                .map(JpaExamRecords::given).findFirst();
    }

    @Override
    public boolean remove(GivenExam given) {
        return ofClass("delete from class_exam e" + OF_CLASS + " and e.id = :id", given.tenantId(), given.classId()).setParameter("id", given.id())
                .executeUpdate() == 1;
    }

    @Override
    public Optional<ExamAttempt> begin(ExamAttempt wanted, Instant now) {
        GivenExam exam = wanted.exam();
        boolean there = !ofClass("select e.id from class_exam e" + OF_CLASS + " and e.id = :id for update", exam.tenantId(), exam.classId())
                .setParameter("id", exam.id()).getResultList().isEmpty();
        // Counted once the row is locked: what was read with it may be from before the lock was another's.
        List<ExamAttempt> own = attempts(exam, wanted.subject());
        Optional<ExamAttempt> running = own.stream().filter(one -> one.state(now) == ExamAttempt.State.RUNNING).findFirst();
        if (!there || running.isPresent()) {
            return running;
        }
        if (own.size() >= exam.attempts()) {
            return Optional.empty();
        }
        int number = own.stream().mapToInt(ExamAttempt::number).max().orElse(0) + 1;
        ofExam("insert into class_exam_attempt (tenant_id, class_id, exam_id, id, subject, number, owner, cluster, run, started_at, ends_at, begun) "
                + "values (:tenant, :taught, :exam, :id, :subject, :number, :owner, :cluster, :run, cast(:started as timestamptz), cast(:ends as timestamptz), "
                + "false)", exam).setParameter("id", wanted.id()).setParameter("subject", wanted.subject()).setParameter("number", number)
                .setParameter("owner", wanted.tenant()).setParameter("cluster", wanted.cluster()).setParameter("run", wanted.run())
                .setParameter("started", wanted.started()).setParameter("ends", wanted.ends()).executeUpdate();
        return attempt(exam, wanted.id());
    }

    private Query ofAttempt(String sql, ExamAttempt attempt) {
        return ofExam(sql, attempt.exam()).setParameter("id", attempt.id());
    }

    @Override
    public void begun(ExamAttempt attempt) {
        ofAttempt("update class_exam_attempt set begun = true" + OF_ATTEMPT, attempt).executeUpdate();
    }

    @Override
    public void withdraw(ExamAttempt attempt) {
        ofAttempt("delete from class_exam_attempt" + OF_ATTEMPT + " and not begun", attempt).executeUpdate();
    }

    @Override
    public void keep(ExamAttempt attempt, Optional<ExamResult> result, Instant now) {
        ofAttempt("update class_exam_attempt set result = :result, kept_at = cast(:now as timestamptz)" + OF_ATTEMPT + " and kept_at is null", attempt)
                .setParameter("result", result.map(JpaExamRecords::written).orElse(null)).setParameter("now", now).executeUpdate();
    }

    @Override
    public Optional<ExamAttempt> attempt(GivenExam given, UUID id) {
        return rows(ofExam(ATTEMPT + " and id = :id", given).setParameter("id", id)).stream().map(row -> attempt(given, row)).findFirst();
    }

    @Override
    public List<ExamAttempt> attempts(GivenExam given) {
        return attempts(given, ofExam(ATTEMPT + IN_ORDER, given));
    }

    @Override
    public List<ExamAttempt> attempts(GivenExam given, String subject) {
        return attempts(given, ofExam(ATTEMPT + " and subject = :subject" + IN_ORDER, given).setParameter("subject", subject));
    }

    private static List<ExamAttempt> attempts(GivenExam given, Query query) {
        return rows(query).stream().map(row -> attempt(given, row)).toList();
    }

    private static List<Object[]> rows(Query query) {
        return ((List<?>) query.getResultList()).stream().map(Object[].class::cast).toList();
    }

    private static GivenExam given(Object[] row) {
        return new GivenExam((UUID) row[0], (UUID) row[1], (UUID) row[2], (String) row[3], Column.instant(row[4]), Column.instant(row[5]),
                ((Number) row[6]).intValue(), ((Number) row[7]).intValue(), Column.instant(row[8]));
    }

    private static ExamAttempt attempt(GivenExam given, Object[] row) {
        return new ExamAttempt(given, (UUID) row[0], (String) row[1], ((Number) row[2]).intValue(), (String) row[3], (String) row[4], (String) row[5],
                Column.instant(row[6]), Column.instant(row[7]), (Boolean) row[8], Optional.ofNullable(row[9]).map(Column::instant),
                Column.text(row[10]).map(JpaExamRecords::read));
    }

    private static ExamResult read(String kept) {
        try {
            return JSON.readValue(kept, ExamResult.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept result cannot be read", e);
        }
    }

    private static String written(ExamResult result) {
        try {
            return JSON.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result cannot be written", e);
        }
    }
}

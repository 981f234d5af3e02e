package dev.marina.tenancy.teaching;

import dev.marina.tenancy.management.ExamResult;
import dev.marina.tenancy.management.ManagementExams;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.NotYet;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedure.Step;
import dev.marina.tenancy.procedure.Procedures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Attempts at exams that classes give: a learner begins one, its cluster grades it, and what came of it is kept with the class, whether anybody looks or not.
public final class ExamAttempts {

    static final String KIND = "exam-attempt";
    /// Within which a cluster that does not answer is asked again when the time is over.
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final int RUN_DIGITS = 8;

    private final ExamRecords records;
    private final ManagementExams exams;
    private final Procedures procedures;
    private final Procedure<Input> procedure;
    private final Clock clock;

    public record Input(UUID tenantId, UUID classId, UUID examId, UUID attempt) {}

    public ExamAttempts(ExamRecords records, ManagementExams exams, Procedures procedures, Procedure<Input> procedure, Clock clock) {
        this.records = records;
        this.exams = exams;
        this.procedures = procedures;
        this.procedure = procedure;
        this.clock = clock;
    }

    public static Procedure<Input> procedure(ExamRecords records, ManagementExams exams, Clock clock) {
        return new Procedure<>(KIND, Input.class, List.of(Step.of("KEEP_RESULT", input -> records.find(input.tenantId(), input.classId(), input.examId())
                .flatMap(given -> records.attempt(given, input.attempt())).filter(attempt -> attempt.kept().isEmpty()).ifPresent(attempt -> {
                    if (!kept(records, exams, attempt, clock.instant())) {
                        throw new NotYet("attempt %s is not graded yet".formatted(attempt.id()));
                    }
                }))));
    }

    /// Of all exams of a class, before the clusters in which they were written go.
    public static boolean kept(ExamRecords records, ManagementExams exams, UUID tenant, UUID taught, Instant now) {
        return records.of(tenant, taught).stream().flatMap(given -> records.attempts(given).stream())
                .filter(ExamAttempt::awaited).map(attempt -> kept(records, exams, attempt, now)).reduce(true, Boolean::logicalAnd);
    }

    /// Answers whether everything is known that will be.
    private static boolean kept(ExamRecords records, ManagementExams exams, ExamAttempt attempt, Instant now) {
        Optional<ExamResult> result = Optional.empty();
        boolean silent = false;
        try {
            result = exams.result(attempt.tenant(), attempt.cluster(), attempt.id());
        } catch (ProblemException e) {
            // Gone, with all that was in it, or silent for a while.
            silent = !(e.problem() instanceof Problem.NotFound);
        }
        boolean over = result.map(ExamResult::over).orElse(!silent && attempt.begun()) || now.isAfter(attempt.ends().plus(PATIENCE));
        if (over) {
            records.keep(attempt, result.filter(ExamResult::over), now);
        }
        return over;
    }

    /// The one that is under way, where there is one; its time goes on whatever happens. May be repeated.
    public ExamAttempt begin(ClassRecords.Attended attended, GivenExam given) {
        Instant now = clock.instant();
        requireOpen(attended, given, now);
        UUID id = UUID.randomUUID();
        // To the second, as the cluster has it.
        Instant started = now.truncatedTo(ChronoUnit.SECONDS);
        Instant ends = started.plus(Duration.ofMinutes(given.minutes()));
        Instant closes = given.closes().truncatedTo(ChronoUnit.SECONDS);
        Instant end = ends.isBefore(closes) ? ends : closes;
        if (!end.isAfter(started)) {
            throw conflict("The exam closes at this moment");
        }
        ExamAttempt attempt = records.begin(new ExamAttempt(given, id, attended.learner().subject(), 0, attended.learner().tenant().orElseThrow(),
                attended.learner().cluster(), "exam-" + id.toString().substring(0, RUN_DIGITS), started, end, false, Optional.empty(), Optional.empty()), now)
                .orElseThrow(() -> conflict("You have written this exam %d times, which is as often as you may".formatted(given.attempts())));
        if (attempt.begun()) {
            return attempt;
        }
        try {
            exams.begin(new ManagementExams.Wanted(attempt.tenant(), attempt.cluster(), attempt.run(), given.exam(), attempt.ends(), given.classId(),
                    attempt.id()));
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.Unavailable)) {
                // Nothing of it was shown, so it does not count.
                records.withdraw(attempt);
            }
            throw e;
        }
        records.begun(attempt);
        procedures.begin(procedure, attempt.id(), attempt.id().toString(), new Input(given.tenantId(), given.classId(), given.id(), attempt.id()));
        return records.attempt(given, attempt.id()).orElseThrow(() -> new ProblemException(new Problem.NotFound("exam " + given.id())));
    }

    private static void requireOpen(ClassRecords.Attended attended, GivenExam given, Instant now) {
        if (attended.taught().state(now) != TaughtClass.State.OPEN) {
            throw conflict("The class is not open");
        }
        switch (given.state(now)) {
            case PLANNED -> throw conflict("The exam opens at " + given.opens());
            case CLOSED -> throw conflict("The exam closed at " + given.closes());
            case OPEN -> {
            }
        }
        if (attended.learner().tenant().isEmpty()) {
            throw conflict("The cluster with which you joined the class is gone; leave the class and join it with another");
        }
    }

    private static ProblemException conflict(String why) {
        return new ProblemException(new Problem.Conflict(why, List.of()));
    }

    /// As they stand now: what a cluster can say already is asked for, and kept.
    public List<ExamAttempt> of(GivenExam given) {
        return asked(() -> records.attempts(given));
    }

    /// Those of one learner.
    public List<ExamAttempt> of(GivenExam given, String subject) {
        return asked(() -> records.attempts(given, subject));
    }

    private List<ExamAttempt> asked(Supplier<List<ExamAttempt>> attempts) {
        List<ExamAttempt> known = attempts.get();
        List<ExamAttempt> awaited = known.stream().filter(ExamAttempt::awaited).toList();
        awaited.forEach(attempt -> kept(records, exams, attempt, clock.instant()));
        return awaited.isEmpty() ? known : attempts.get();
    }

    public ExamAttempt require(GivenExam given, UUID id) {
        return records.attempt(given, id).orElseThrow(() -> new ProblemException(new Problem.NotFound("attempt " + id)));
    }
}

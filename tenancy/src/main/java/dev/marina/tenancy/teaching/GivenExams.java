package dev.marina.tenancy.teaching;

import dev.marina.tenancy.management.InstalledExam;
import dev.marina.tenancy.management.ManagementExams;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a teacher does with the exams of a class.
public final class GivenExams {

    public static final int MOST_MINUTES = 240;
    public static final int MOST_ATTEMPTS = 10;
    static final int MOST_EXAMS = 20;

    private final ExamRecords records;
    private final ManagementExams exams;
    private final Clock clock;

    public GivenExams(ExamRecords records, ManagementExams exams, Clock clock) {
        this.records = records;
        this.exams = exams;
        this.clock = clock;
    }

    public List<GivenExam> list(TaughtClass taught) {
        return records.of(taught.tenantId(), taught.id());
    }

    public GivenExam require(TaughtClass taught, UUID id) {
        return records.find(taught.tenantId(), taught.id(), id).orElseThrow(() -> new ProblemException(new Problem.NotFound("exam " + id)));
    }

    /// @param opens empty: now
    /// @param closes empty: as the class ends
    /// @param minutes empty: as the exam says
    /// @param attempts empty: one
    public GivenExam give(TaughtClass taught, String exam, Optional<Instant> opens, Optional<Instant> closes, Optional<Integer> minutes,
            Optional<Integer> attempts) {
        Instant now = clock.instant();
        if (taught.state(now) == TaughtClass.State.CLOSED) {
            throw new ProblemException(new Problem.Conflict("The class is closed; copy it to teach it again", List.of()));
        }
        InstalledExam installed = exams.exams().stream().filter(one -> one.id().equals(exam)).findFirst()
                .orElseThrow(() -> ProblemException.invalid(new FieldProblem("exam", exam, "an exam of the installation; GET /api/v1/exams lists them")));
        Instant from = opens.orElse(now);
        Instant until = closes.orElse(taught.ends());
        if (!until.isAfter(from) || !until.isAfter(now) || until.isAfter(taught.ends())) {
            throw ProblemException.invalid(new FieldProblem("closes", until.toString(), "a time to come, after `opens` and not after the class's end, "
                    + taught.ends()));
        }
        GivenExam given = new GivenExam(taught.tenantId(), taught.id(), UUID.randomUUID(), exam, from, until, minutes.orElse(installed.minutes()),
                attempts.orElse(1), now);
        if (!records.add(given, MOST_EXAMS)) {
            throw new ProblemException(new Problem.QuotaExceeded("exams", "1", Integer.toString(MOST_EXAMS), Integer.toString(MOST_EXAMS)));
        }
        return require(taught, given.id());
    }

    /// With what was reached in it. Who writes it goes on in their cluster, for themselves.
    public void remove(TaughtClass taught, UUID id) {
        records.remove(require(taught, id));
    }
}

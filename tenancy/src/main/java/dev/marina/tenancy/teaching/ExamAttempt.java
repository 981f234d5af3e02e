package dev.marina.tenancy.teaching;

import dev.marina.tenancy.management.ExamResult;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A learner's attempt at an exam.
///
/// @param number the learner's first, second, …
/// @param tenant whose cluster it is written in
/// @param run by which that cluster knows it
/// @param begun whether the cluster has been told
/// @param kept since when its result is known, or known to be lost
/// @param result empty before that, where it is lost, and where the learner has left the class
public record ExamAttempt(GivenExam exam, UUID id, String subject, int number, String tenant, String cluster, String run, Instant started, Instant ends,
        boolean begun, Optional<Instant> kept, Optional<ExamResult> result) {

    public enum State {
        RUNNING, GRADING, GRADED, LOST;

        /// As in REST, such as `Running`.
        public String text() {
            return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// Whether its cluster has it, and has not said yet what came of it.
    boolean awaited() {
        return begun && kept.isEmpty();
    }

    public State state(Instant now) {
        if (kept.isPresent()) {
            return result.filter(found -> ExamResult.GRADED.equals(found.phase())).isPresent() ? State.GRADED : State.LOST;
        }
        return now.isBefore(ends) ? State.RUNNING : State.GRADING;
    }
}

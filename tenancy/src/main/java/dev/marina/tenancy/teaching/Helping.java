package dev.marina.tenancy.teaching;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.teaching.ClassRecords.Attended;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Help in a learner's terminal: nothing is shared before the learner has agreed, and either ends it with one act. The stream itself is the consoles'.
public final class Helping {

    private final HelpRecords records;
    private final ClassRecords classes;
    private final Clock clock;

    public Helping(HelpRecords records, ClassRecords classes, Clock clock) {
        this.records = records;
        this.classes = classes;
        this.clock = clock;
    }

    private java.time.Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /// By the learners' ids.
    public Map<UUID, Help> of(TaughtClass taught) {
        return records.ofClass(taught.tenantId(), taught.id(), clock.instant());
    }

    /// By the ids of the classes that the subject attends.
    public Map<UUID, Help> of(String subject) {
        return records.ofLearner(subject, clock.instant());
    }

    /// The learner of this class.
    public Learner require(TaughtClass taught, UUID learner) {
        return classes.learners(taught.tenantId(), taught.id()).stream().filter(one -> one.id().equals(learner)).findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("learner " + learner)));
    }

    private void requireOpen(TaughtClass taught) {
        if (taught.state(clock.instant()) != TaughtClass.State.OPEN) {
            throw new ProblemException(new Problem.Conflict("The class is not open", List.of()));
        }
    }

    public Help ask(Attended attended) {
        requireOpen(attended.taught());
        return change(attended.taught(), attended.learner(), present -> Help.asked(present, now()));
    }

    public Help offer(TaughtClass taught, Learner learner, Help.Teacher teacher) {
        requireOpen(taught);
        return change(taught, learner, present -> Help.offered(present, teacher, now()));
    }

    /// @param seen the offer that the learner has read
    /// @param stream the terminal that is shared
    public Help agree(Attended attended, UUID seen, String stream, boolean typing) {
        return change(attended.taught(), attended.learner(), present -> Help.agreed(present, seen, stream, typing, now()));
    }

    /// Counts an act of the teacher's, which is to be recorded.
    public Help act(TaughtClass taught, Learner learner, UUID seen, String subject) {
        return change(taught, learner, present -> Help.acted(present, seen, subject));
    }

    private Help change(TaughtClass taught, Learner learner, java.util.function.Function<Optional<Help>, Help> change) {
        return records.change(taught.tenantId(), taught.id(), learner.id(), clock.instant(), present -> Optional.of(change.apply(present)))
                .orElseThrow(() -> new ProblemException(new Problem.Conflict("The class is over for this learner; nothing is shared", List.of())));
    }

    /// May be repeated.
    public void end(TaughtClass taught, Learner learner) {
        records.change(taught.tenantId(), taught.id(), learner.id(), clock.instant(), _ -> Optional.empty());
    }
}

package dev.marina.tenancy.teaching;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A teacher's help in a learner's terminal: asked for, offered, or given since the learner has agreed. What becomes of it is decided here, by what is there.
///
/// @param teacher whose help it is; empty while the learner waits for one
/// @param stream what the learner's console calls the terminal that is shared; empty until the learner has agreed
/// @param typing whether the teacher may type there too
/// @param ends when it is over by itself
/// @param acts of the teacher's that were recorded
public record Help(UUID id, Optional<Teacher> teacher, Optional<String> stream, boolean typing, Instant since, Instant ends, int acts) {

    static final Duration WAITS = Duration.ofHours(1);
    static final Duration OFFERED = Duration.ofMinutes(10);
    static final Duration SHARED = Duration.ofHours(1);
    /// So that who helps cannot fill the audit of another's tenant.
    static final int MOST_ACTS = 1000;

    /// @param email as the learner sees it
    public record Teacher(String subject, String email) {}

    public enum State {
        ASKED, OFFERED, SHARED;

        /// As in REST, such as `Asked`.
        public String text() {
            return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
        }
    }

    public State state() {
        return stream.isPresent() ? State.SHARED : teacher.isPresent() ? State.OFFERED : State.ASKED;
    }

    private boolean of(String subject) {
        return teacher.filter(one -> one.subject().equals(subject)).isPresent();
    }

    /// A learner asks; who has been offered help already has it offered.
    static Help asked(Optional<Help> present, Instant now) {
        return present.orElseGet(() -> new Help(UUID.randomUUID(), Optional.empty(), Optional.empty(), false, now, now.plus(WAITS), 0));
    }

    /// A teacher offers, whether asked or not. One helps at a time.
    static Help offered(Optional<Help> present, Teacher teacher, Instant now) {
        present.flatMap(Help::teacher).filter(other -> !other.subject().equals(teacher.subject())).ifPresent(other -> {
            throw conflict("%s helps already".formatted(other.email()));
        });
        return present.filter(one -> one.state() != State.ASKED)
                .orElseGet(() -> new Help(UUID.randomUUID(), Optional.of(teacher), Optional.empty(), false, now, now.plus(OFFERED), 0));
    }

    /// The learner agrees to the offer that they have seen, for one terminal; or says of that terminal whether the teacher may type.
    static Help agreed(Optional<Help> present, UUID seen, String stream, boolean typing, Instant now) {
        Help offer = present.filter(one -> one.id().equals(seen) && one.teacher().isPresent())
                .orElseThrow(() -> conflict("The offer is not there any more; nothing is shared"));
        boolean same = offer.stream().filter(stream::equals).isPresent();
        return new Help(offer.id(), offer.teacher(), Optional.of(stream), typing, same ? offer.since() : now, same ? offer.ends() : now.plus(SHARED),
                offer.acts());
    }

    /// Something that this teacher did there.
    static Help acted(Optional<Help> present, UUID seen, String subject) {
        Help shared = present.filter(one -> one.id().equals(seen) && one.of(subject) && one.state() == State.SHARED)
                .orElseThrow(() -> conflict("The learner shares no terminal with you"));
        if (shared.acts() >= MOST_ACTS) {
            throw conflict("More was done than is recorded of one help (%d); offer it again".formatted(MOST_ACTS));
        }
        return new Help(shared.id(), shared.teacher(), shared.stream(), shared.typing(), shared.since(), shared.ends(), shared.acts() + 1);
    }

    private static ProblemException conflict(String detail) {
        return new ProblemException(new Problem.Conflict(detail, List.of()));
    }
}

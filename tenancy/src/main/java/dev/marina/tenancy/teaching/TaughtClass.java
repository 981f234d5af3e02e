package dev.marina.tenancy.teaching;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A class of a teacher's tenant.
///
/// @param labs that are open in it, by their ids, in the order in which they are offered
/// @param stuckMinutes without progress after which a learner counts as stuck
/// @param closed since when it is; empty while it is not
/// @param version another wherever something was changed
/// @param learners how many joined
public record TaughtClass(UUID tenantId, String tenant, UUID id, String name, ClassCode code, Instant starts, Instant ends, List<String> labs,
        int mostLearners, int stuckMinutes, AtEnd atEnd, Instant created, Optional<Instant> closed, long version, int learners) {

    public enum State {
        PLANNED, OPEN, CLOSED;

        /// As in REST, such as `Open`.
        public String text() {
            return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
        }
    }

    public TaughtClass {
        labs = List.copyOf(labs);
    }

    /// One whose time is over is closed, whether that was carried out already or not.
    public State state(Instant now) {
        return closed.isPresent() || !now.isBefore(ends) ? State.CLOSED : now.isBefore(starts) ? State.PLANNED : State.OPEN;
    }

    public String identity() {
        return id + " " + version;
    }
}

package dev.marina.tenancy.teaching;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A class of a teacher's tenant.
///
/// @param labs that are open in it, by their ids, in the order in which they are offered; those of the teacher's own are behind the installation's
/// @param stuckMinutes without progress after which a learner counts as stuck
/// @param closed since when it is; empty while it is not
/// @param version another wherever something was changed
/// @param learners how many joined
public record TaughtClass(UUID tenantId, String tenant, UUID id, String name, ClassCode code, Instant starts, Instant ends, List<String> labs,
        int mostLearners, int stuckMinutes, AtEnd atEnd, Instant created, Optional<Instant> closed, long version, int learners) {

    private static final Pattern OPENED = Pattern.compile("(class-[0-9a-f]{8})--.+");

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

    /// Whether a lab of this id is of a source of the teacher's own, which the class opens.
    static boolean opened(String lab) {
        return OPENED.matcher(lab).matches();
    }

    /// Names of the copies whose labs are open in it.
    public Set<String> opened() {
        return labs.stream().map(OPENED::matcher).filter(Matcher::matches).map(found -> found.group(1)).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public TaughtClass withLabs(List<String> others) {
        return new TaughtClass(tenantId, tenant, id, name, code, starts, ends, others, mostLearners, stuckMinutes, atEnd, created, closed, version, learners);
    }

    public String identity() {
        return id + " " + version;
    }
}

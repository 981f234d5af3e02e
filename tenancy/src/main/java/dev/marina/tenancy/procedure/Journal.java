package dev.marina.tenancy.procedure;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Where work is written down; each method is durable when it returns. Who works on a row holds its lease; what is noted
/// without it is refused, so that of two processes that believe they work on one row only one gets on.
public interface Journal {

    /// Empty where work of this kind about the same thing is open. The lease is the beginner's.
    Optional<Run> begin(UUID id, String kind, String about, String input, Lease lease);

    /// Gives the lease of the open row that is due longest and that nobody works on, as it is now.
    Optional<Run> claim(Lease lease, Instant now);

    /// Notes the step and renews the lease. False where the lease is another's by now.
    boolean reached(UUID id, String step, Lease lease);

    /// Where the state is no open one the lease ends. False where the lease is another's by now.
    boolean become(UUID id, Run.State state, String why, Lease lease);

    /// Gives the lease back until then.
    void later(UUID id, Instant due, String why, Lease lease);

    Optional<Run> find(UUID id);

    /// Work of this kind about this that is open.
    Optional<Run> open(String kind, String about);

    /// Whether work of another kind that is about this, or about something in it, is open.
    boolean openWithin(String about, String butKind);

    /// @param owner a piece of running code
    record Lease(UUID owner, Instant until) {}
}

package dev.marina.store;

import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What happened to some objects between two moments.
///
/// @param changes the oldest first
/// @param before of every object among the changes, and of those that changed later, how it was before the first of the changes; empty for what was not
///        there
/// @param complete whether no change is left out
public record PastSequence(List<Change> changes, Map<ObjectKey, Optional<Stored>> before, boolean complete) {

    /// Of all changes together.
    public static final long MOST_BYTES = 16L << 20;

    /// @param after empty where it deleted the object
    /// @param actor who made it
    /// @param time real time
    public record Change(ResourceVersion version, ObjectKey key, Optional<Stored> after, String actor, Instant time) {}
}

package dev.marina.tenancy.teaching;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Who helps whom. Only what still stands is found: the class is open, the learner in it with a tenant of theirs, the teacher an owner of the class's tenant,
/// and the time not over.
public interface HelpRecords {

    /// By the learners' ids.
    Map<UUID, Help> ofClass(UUID tenant, UUID taught, Instant now);

    /// Of the classes that somebody attends, by the classes' ids.
    Map<UUID, Help> ofLearner(String subject, Instant now);

    /// Changes the help of one learner while nobody else does; what is thrown changes nothing.
    ///
    /// @param change from what is there; empty ends it
    Optional<Help> change(UUID tenant, UUID taught, UUID learner, Instant now, Function<Optional<Help>, Optional<Help>> change);
}

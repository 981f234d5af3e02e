package dev.marina.tenancy.teaching;

import java.time.Instant;
import java.util.UUID;

/// An exam that a class gives to its learners.
///
/// @param exam of the installation
/// @param opens from when on it may be begun
/// @param closes until when; nobody writes it longer
/// @param minutes that each learner has
/// @param attempts how often each may begin it
public record GivenExam(UUID tenantId, UUID classId, UUID id, String exam, Instant opens, Instant closes, int minutes, int attempts, Instant created) {

    /// As of a class.
    public TaughtClass.State state(Instant now) {
        return now.isBefore(opens) ? TaughtClass.State.PLANNED : now.isBefore(closes) ? TaughtClass.State.OPEN : TaughtClass.State.CLOSED;
    }
}

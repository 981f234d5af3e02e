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

    public enum State {
        PLANNED, OPEN, CLOSED;

        /// As in REST, such as `Open`.
        public String text() {
            return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
        }
    }

    public State state(Instant now) {
        return now.isBefore(opens) ? State.PLANNED : now.isBefore(closes) ? State.OPEN : State.CLOSED;
    }
}

package dev.marina.agent.pod;

import java.time.Instant;
import java.util.Optional;

/// How the carrying out of a step of a pod's plan ended.
sealed interface StepOutcome {

    /// The next look at the pod shows what has become of it.
    record Done() implements StepOutcome {}

    /// Begun; it goes on beside the worker, who is woken when it ends.
    record Underway() implements StepOutcome {}

    /// Not possible now.
    ///
    /// @param reason for the log; what people should know has been told as an event
    /// @param at when to try again, if the step knows better than the back-off of all steps
    record RetryLater(String reason, Optional<Instant> at) implements StepOutcome {
        RetryLater(String reason) {
            this(reason, Optional.empty());
        }
    }

    StepOutcome DONE = new Done();
    StepOutcome UNDERWAY = new Underway();
}

package dev.marina.controllers.engine;

import java.time.Duration;

/// How a reconcile ended when it did not throw.
public sealed interface Outcome {

    Outcome SETTLED = new Settled();

    /// Nothing to do until something changes.
    record Settled() implements Outcome {}

    /// To be looked at again after this time, also when nothing changes.
    record RecheckAfter(Duration delay) implements Outcome {}

    /// Not to be tried again until the object changes; the reason is for the log.
    record Rejected(String reason) implements Outcome {}

    static Outcome recheckAfter(Duration delay) {
        return new RecheckAfter(delay.isNegative() ? Duration.ZERO : delay);
    }
}

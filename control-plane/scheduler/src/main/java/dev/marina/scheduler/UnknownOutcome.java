package dev.marina.scheduler;

/// The store has not said whether a claim was written: it may be so by now, or become so later.
final class UnknownOutcome extends RuntimeException {

    UnknownOutcome(String claim, Throwable cause) {
        super("nobody knows whether claim %s was written: %s".formatted(claim, cause.getMessage()), cause);
    }
}

package dev.marina.launcher.component;

/// The answer to "does it do its job now?".
public sealed interface Health {
    record Healthy() implements Health {}

    /// @param reason what a person reads in `status`
    /// @param answers it says itself what it lacks, so starting it anew would not help
    record Unhealthy(String reason, boolean answers) implements Health {}

    static Health healthy() {
        return new Healthy();
    }

    static Health unhealthy(String reason) {
        return new Unhealthy(reason, false);
    }

    /// Up to answering, but in want of something else.
    static Health lacking(String reason) {
        return new Unhealthy(reason, true);
    }
}

package dev.marina.launcher.component;

/// The answer to "does it do its job now?".
public sealed interface Health {
    record Healthy() implements Health {}

    /// @param reason what a person reads in `status`
    record Unhealthy(String reason) implements Health {}

    static Health healthy() {
        return new Healthy();
    }

    static Health unhealthy(String reason) {
        return new Unhealthy(reason);
    }
}

package dev.marina.scheduler;

import java.time.Duration;
import java.util.Set;

/// What a plugin says of a pod that has its node, before that is written.
public sealed interface Permission {

    /// It may be bound.
    ///
    /// @param others uids of pods that wait for this plugin and need not do so any longer
    record Allowed(Set<String> others) implements Permission {}

    /// It keeps its node and waits for others.
    ///
    /// @param longest then it is rejected
    record Wait(String reason, Duration longest) implements Permission {}

    /// It gives its node back, and is tried again when something happens that the plugin waits for.
    record Rejected(String reason) implements Permission {}

    /// The plugin cannot tell; the pod is tried again after its back-off.
    record Failed(String reason) implements Permission {}
}

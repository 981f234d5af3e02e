package dev.marina.launcher.supervisor;

import java.util.Optional;
import java.util.function.Predicate;

import dev.marina.launcher.process.ProcessId;

/// What to do about a component whose process may already run.
sealed interface Takeover {
    /// It runs as it should: watch it.
    record Adopt(ProcessId process) implements Takeover {}

    /// It runs, but with an old program or old settings: stop it, then start.
    record Replace(ProcessId process) implements Takeover {}

    record Start() implements Takeover {}

    static Takeover of(Optional<ProcessRecord> recorded, Predicate<ProcessId> alive, String wantedFingerprint) {
        if (recorded.isEmpty() || !alive.test(recorded.get().process())) {
            return new Start();
        }
        ProcessId process = recorded.get().process();
        return recorded.get().fingerprint().equals(wantedFingerprint) ? new Adopt(process) : new Replace(process);
    }
}

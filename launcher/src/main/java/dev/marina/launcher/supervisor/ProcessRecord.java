package dev.marina.launcher.supervisor;

import dev.marina.launcher.process.ProcessId;

/// A process that was started, and as what.
public record ProcessRecord(ProcessId process, String fingerprint, long sinceMillis) {}

package dev.marina.agent.runtime;

import java.time.Instant;

/// @param pid of the sandbox's first process as the machine sees it, 0 when it does not run
/// @param attempt counts the pod's sandboxes from 0
public record SandboxState(SandboxId id, PodRef pod, int attempt, boolean running, long pid, Instant created) {}

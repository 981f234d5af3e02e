package dev.marina.agent.runtime;

import java.time.Instant;
import java.util.Optional;

/// @param pid of the sandbox's first process as the machine sees it, 0 when it does not run
/// @param attempt counts the pod's sandboxes from 0
/// @param network whose network namespace it joined; empty when it has its own
public record SandboxState(SandboxId id, PodRef pod, int attempt, boolean running, long pid, Instant created, Optional<SandboxId> network) {}

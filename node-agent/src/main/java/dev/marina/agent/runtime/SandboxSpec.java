package dev.marina.agent.runtime;

import java.util.Map;
import java.util.Optional;

/// @param attempt 0 for the pod's first sandbox
/// @param network whose network namespace to join; empty: a new one without any interface
///
/// Name resolution is not part of it: the pod's `/etc/hosts` and `/etc/resolv.conf` are mounted into its containers.
public record SandboxSpec(PodRef pod, int attempt, String hostname, Optional<SandboxId> network, Map<String, String> sysctls, String cgroupParent) {}

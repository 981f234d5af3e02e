package dev.marina.agent.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// @param attempt 0 for the pod's first sandbox
/// @param network whose network namespace to join; empty: a new one without any interface
/// @param hosts further lines of /etc/hosts, `name:address`
public record SandboxSpec(PodRef pod, int attempt, String hostname, Optional<SandboxId> network, List<String> dnsServers,
        List<String> dnsSearches, List<String> dnsOptions, List<String> hosts, Map<String, String> sysctls, String cgroupParent) {}

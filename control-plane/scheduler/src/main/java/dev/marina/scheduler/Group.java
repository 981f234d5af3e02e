package dev.marina.scheduler;

import java.util.Map;

/// Pods that no selector can tell apart.
///
/// @param terminating they are on their way out: no spreading counts them any more
public record Group(String namespace, Map<String, String> labels, boolean terminating) {}

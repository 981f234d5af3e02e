package dev.marina.agent.image;

import java.util.List;
import java.util.function.Supplier;

/// A container's wish for its image.
///
/// @param image as the pod writes it
/// @param policy `Always`, `IfNotPresent` or `Never`
/// @param secrets of the pod, looked up only when they matter
public record PullRequest(String cluster, String podUid, String container, String image, String policy, Supplier<List<PullSecret>> secrets) {}

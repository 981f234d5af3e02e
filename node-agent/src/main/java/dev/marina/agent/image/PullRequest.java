package dev.marina.agent.image;

import dev.marina.agent.runtime.ContainerImages.Login;
import java.util.List;
import java.util.function.Supplier;

/// A container's wish for its image.
///
/// @param image as the pod writes it
/// @param policy `Always`, `IfNotPresent` or `Never`
/// @param secrets of the pod, looked up only when they matter
/// @param platformLogin of the pod's service account, for the platform's own registry; looked up only then
public record PullRequest(String cluster, String podUid, String container, String image, String policy, Supplier<List<PullSecret>> secrets,
        Supplier<Login> platformLogin) {}

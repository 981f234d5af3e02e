package dev.marina.agent.pod;

import dev.marina.agent.image.PullRequest;
import dev.marina.agent.image.PullSecret;
import dev.marina.agent.runtime.PodRef;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Optional;

/// What a pod says of its images.
final class PodImages {

    private PodImages() {}

    /// @param sources of the pod's secrets; a pull asks it on a thread of its own
    /// @param api for the pod's own token
    static PullRequest request(PodRef ref, Pod pod, Container container, PodSources sources, PodApi api) {
        return new PullRequest(ref.node().clusterId(), ref.uid(), container.getName(), container.getImage(),
                policy(container.getImagePullPolicy(), container.getImage()),
                () -> secrets(sources, pod), () -> api.registryLogin(pod));
    }

    /// The same of a volume, whose name no container can have.
    static PullRequest request(PodRef ref, Pod pod, Volume volume, PodSources sources, PodApi api) {
        String image = Optional.ofNullable(volume.getImage().getReference()).orElse("");
        return new PullRequest(ref.node().clusterId(), ref.uid(), "volumes/" + volume.getName(), image, policy(volume.getImage().getPullPolicy(), image),
                () -> secrets(sources, pod), () -> api.registryLogin(pod));
    }

    private static String policy(String given, String image) {
        return Optional.ofNullable(given).orElse(image.endsWith(":latest") || !image.matches(".*[:@][^/]+") ? "Always" : "IfNotPresent");
    }

    /// Those that exist and can be read; as in Kubernetes, a name that means nothing stops no pull.
    private static List<PullSecret> secrets(PodSources sources, Pod pod) {
        return Optional.ofNullable(pod.getSpec().getImagePullSecrets()).orElse(List.of()).stream().map(LocalObjectReference::getName)
                .flatMap(name -> sources.secret(pod.getMetadata().getNamespace(), name).stream()).flatMap(secret -> PullSecret.of(secret).stream()).toList();
    }
}

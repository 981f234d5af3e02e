package dev.marina.scheduler;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The images that a pod needs on its node: of its init containers, its containers and its volumes.
///
/// @param names with a tag or a digest, each as often as the pod needs it
/// @param containers that the pod has, init containers among them
public record PodImages(List<String> names, int containers) {

    static PodImages of(Pod pod) {
        List<Container> containers = Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream()).toList();
        Stream<String> volumes = pod.getSpec().getVolumes().stream().map(Volume::getImage).filter(Objects::nonNull).map(image -> image.getReference());
        return new PodImages(Stream.concat(containers.stream().map(Container::getImage), volumes).filter(Objects::nonNull).map(PodImages::tagged).toList(),
                containers.size());
    }

    /// Nodes name images with their tags. normalizedImageName in pkg/scheduler/framework/plugins/imagelocality/image_locality.go
    private static String tagged(String name) {
        return name.lastIndexOf(':') > name.lastIndexOf('/') ? name : name + ":latest";
    }
}

package dev.marina.agent.pod;

import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.image.ImageState;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.PodRef;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Images that a container has as volumes: they are had as its own image is, by the same rights, before it is started. Owned by the pod's
/// worker.
final class ImageVolumes {

    sealed interface State {
        /// @param paths by the volumes' names
        record Shown(Map<String, Path> paths) implements State {}

        record Pulling() implements State {}

        record Without(String image, ImageState.Missing missing) implements State {}
    }

    private final NodeContext node;
    private final PodRef ref;

    ImageVolumes(NodeContext node, PodRef ref) {
        this.node = node;
        this.ref = ref;
    }

    /// @param listener to the pull of an image. Throws [PodVolumes.MountFailure].
    State show(Pod pod, Container container, PodSources sources, Function<String, ImagePuller.Listener> listener) {
        List<String> mounted = container.getVolumeMounts().stream().map(VolumeMount::getName).toList();
        Map<String, Path> paths = new LinkedHashMap<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getImage() == null || !mounted.contains(volume.getName())) {
                continue;
            }
            Optional<Path> shown = node.volumes().image(ref.uid(), volume.getName());
            if (shown.isPresent()) {
                paths.put(volume.getName(), shown.get());
                continue;
            }
            String image = Optional.ofNullable(volume.getImage().getReference()).orElse("");
            switch (node.images().ensure(PodImages.request(ref, pod, volume, sources, node.api()), listener.apply(image))) {
                case ImageState.Pulling _ -> {
                    return new State.Pulling();
                }
                case ImageState.Missing missing -> {
                    return new State.Without(image, missing);
                }
                case ImageState.Present present -> paths.put(volume.getName(), node.volumes().showImage(ref.uid(), volume.getName(),
                        new ContainerImages.Named(present.image().id(), image), node.imageStore().layers(present.image().id())));
            }
        }
        return new State.Shown(paths);
    }
}

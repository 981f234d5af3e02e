package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerImages;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Puts the volumes of pods in place on the machine.
public interface PodVolumes {

    /// A volume that cannot be put in place now; the message is for the event.
    class MountFailure extends RuntimeException {
        public MountFailure(String message) {
            super(message);
        }

        public MountFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// A volume for which somebody else has to do something first, who tells of it: no reason for an event.
    final class NotYet extends MountFailure {
        public NotYet(String message) {
            super(message);
        }
    }

    /// Where each of the pod's volumes lies. May be called again, and then also renews what follows the API (ConfigMaps, Secrets,
    /// tokens). Throws [MountFailure].
    Map<String, Path> mount(Pod pod);

    /// Where an image is shown as a volume of the pod's, if it is.
    Optional<Path> image(String podUid, String volume);

    /// Shows an image as a volume of the pod's; what is shown stays so, whatever the image's name comes to mean. Throws [MountFailure].
    Path showImage(String podUid, String volume, ContainerImages.Named image, ContainerImages.Layers layers);

    /// A path within a volume, pinned so that nothing in the volume can lead it elsewhere any more.
    Path subPath(Pod pod, String container, int index, Path volume, String subPath);

    /// The first bytes of a file of the node, as `hostPath` volumes show it; empty when there is none.
    String hostFile(String path, int most);

    /// Takes away everything of the pod's. May be called again.
    void unmount(String podUid);
}

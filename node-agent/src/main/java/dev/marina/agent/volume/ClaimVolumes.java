package dev.marina.agent.volume;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;

/// Volumes behind claims.
public interface ClaimVolumes {

    /// What is behind a claim.
    sealed interface Backing {

        /// A directory of the node's own.
        record OfNode(HostPathVolumeSource path) implements Backing {}

        /// A volume of a driver that runs on the node as its pod.
        record OfDriver(PersistentVolume volume) implements Backing {}

        /// A driver's file system.
        record Files() implements Backing {}

        /// A driver's block device.
        ///
        /// @param readOnly whatever the pod says
        record Device(boolean readOnly) implements Backing {}
    }

    /// Asks nobody where the driver's volume is at `target`.
    Backing backing(Pod pod, String claim, Path target);

    /// Makes the claim's volume appear at `target`, as a directory or as a device's file. May be called twice. Throws [dev.marina.agent.pod.PodVolumes.MountFailure].
    void mount(Pod pod, String claim, boolean readOnly, Path target);

    /// Takes it away again; succeeds when it is not there.
    void unmount(String podUid, Path target);
}

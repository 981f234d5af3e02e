package dev.marina.agent.volume;

import io.fabric8.kubernetes.api.model.CSIVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Volumes of the drivers that a cluster's owner brings: they run as pods of the node and see nothing but its file system.
public interface DriverVolumes {

    /// What a driver is to show to one pod.
    sealed interface Wanted {

        /// A volume behind a claim.
        record Persistent(PersistentVolume volume, boolean readOnly) implements Wanted {}

        /// One that lives with the pod and is written in it.
        record Inline(CSIVolumeSource source) implements Wanted {}
    }

    /// @param path in the node's file system
    /// @param grouped whether the files are to be given to the pod's `fsGroup`
    record Shown(String path, boolean readOnly, boolean grouped) {}

    /// Has the driver fill a directory for the pod. May be called again, and then also renews what follows the API (tokens), where the driver
    /// asks for that. Throws [dev.marina.agent.pod.PodVolumes.MountFailure].
    ///
    /// @param name of the volume in the pod
    Shown show(Pod pod, String name, Wanted wanted, Optional<Long> fsGroup);

    /// Has the drivers take back what they have shown to the pod. May be called again.
    void hide(String podUid);

    /// As a Node names the volumes that are attached to it and in use (`status.volumesInUse`).
    List<String> inUse();

    /// Bytes of a volume, by its driver's word.
    record Use(long capacity, long available, long used) {}

    /// Of a pod's volumes, by their names in the pod, as drivers said when they were asked last. Asks nobody.
    Map<String, Use> uses(String podUid);

    /// On a node that has no drivers, or none any more: what they have shown goes with the node's disk.
    DriverVolumes NONE = new DriverVolumes() {
        @Override
        public Shown show(Pod pod, String name, Wanted wanted, Optional<Long> fsGroup) {
            throw new dev.marina.agent.pod.PodVolumes.MountFailure("this node has no CSI drivers of its own");
        }

        @Override
        public void hide(String podUid) {}

        @Override
        public List<String> inUse() {
            return List.of();
        }

        @Override
        public Map<String, Use> uses(String podUid) {
            return Map.of();
        }
    };
}

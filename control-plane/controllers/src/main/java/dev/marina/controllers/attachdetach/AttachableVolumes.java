package dev.marina.controllers.attachdetach;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.stream.Stream;

/// Volumes that drivers have to attach to nodes, and who uses them.
final class AttachableVolumes {

    private AttachableVolumes() {}

    /// Of a CSI driver other than the platform's, which attaches nothing.
    static boolean foreign(PersistentVolume volume) {
        return volume.getSpec().getCsi() != null && volume.getSpec().getCsi().getDriver() != null && volume.getSpec().getCsi().getVolumeHandle() != null
                && !VolumeDriver.NAME.equals(volume.getSpec().getCsi().getDriver());
    }

    /// A driver without a CSIDriver is one that attaches.
    static boolean attachable(PersistentVolume volume, Snapshot snapshot) {
        return foreign(volume) && snapshot.find(Types.CSI_DRIVERS, "", volume.getSpec().getCsi().getDriver())
                .filter(driver -> Boolean.FALSE.equals(driver.getSpec().getAttachRequired())).isEmpty();
    }

    /// Foreign volumes behind a pod's claims.
    static Stream<PersistentVolume> of(Pod pod, Snapshot snapshot) {
        if (pod.getSpec() == null || pod.getSpec().getVolumes() == null) {
            return Stream.empty();
        }
        return claims(pod).flatMap(name -> snapshot.find(Types.CLAIMS, pod.getMetadata().getNamespace(), name).stream())
                .flatMap(claim -> behind(claim, snapshot).stream()).filter(AttachableVolumes::foreign);
    }

    private static Stream<String> claims(Pod pod) {
        return pod.getSpec().getVolumes().stream().flatMap(volume -> volume.getPersistentVolumeClaim() != null
                ? Stream.of(volume.getPersistentVolumeClaim().getClaimName())
                : volume.getEphemeral() != null ? Stream.of(pod.getMetadata().getName() + "-" + volume.getName()) : Stream.empty());
    }

    static Optional<PersistentVolume> behind(PersistentVolumeClaim claim, Snapshot snapshot) {
        return Optional.ofNullable(claim.getSpec().getVolumeName()).flatMap(name -> snapshot.find(Types.VOLUMES, "", name)).filter(volume -> {
            ObjectReference holder = volume.getSpec().getClaimRef();
            return holder != null && claim.getMetadata().getUid().equals(holder.getUid());
        });
    }

    /// Pods that use the volume, on any node, as long as they have not ended.
    static Stream<Pod> users(PersistentVolume volume, Snapshot snapshot) {
        ObjectReference holder = volume.getSpec().getClaimRef();
        return !foreign(volume) || holder == null || holder.getNamespace() == null
                ? Stream.empty()
                : snapshot.list(Types.PODS, holder.getNamespace()).stream().filter(pod -> !PodState.nodeName(pod).isEmpty() && !PodState.ended(pod))
                        .filter(pod -> pod.getSpec().getVolumes() != null && claims(pod).anyMatch(name -> name.equals(holder.getName())));
    }
}

package dev.marina.agent.driver;

import dev.marina.agent.volume.DriverVolumes.Wanted;
import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSource;
import io.fabric8.kubernetes.api.model.CSIVolumeSource;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A volume that a pod wants of a driver, whether it lives with the pod or longer.
///
/// @param handle by which the driver knows it
/// @param directory that names it among the pod's
record WantedVolume(String driver, String handle, String directory, boolean ephemeral, boolean readOnly, String fsType, List<String> accessModes,
        List<String> mountOptions, Map<String, String> attributes, Optional<SecretReference> stageSecret, Optional<SecretReference> publishSecret,
        Optional<Claimed> claimed) {

    /// What of it may become larger.
    ///
    /// @param namespace of the claim
    record Claimed(String namespace, String name, Quantity capacity, Optional<SecretReference> expandSecret) {}

    /// @param name in the pod
    static WantedVolume of(Pod pod, String name, Wanted wanted) {
        return switch (wanted) {
            case Wanted.Inline(CSIVolumeSource source) -> inline(pod, name, source);
            case Wanted.Persistent(PersistentVolume volume, boolean readOnly) -> persistent(volume, readOnly);
        };
    }

    private static WantedVolume inline(Pod pod, String name, CSIVolumeSource source) {
        Optional<SecretReference> secret = Optional.ofNullable(source.getNodePublishSecretRef())
                .map(named -> new SecretReference(named.getName(), pod.getMetadata().getNamespace()));
        return new WantedVolume(source.getDriver(), "csi-" + digest(pod.getMetadata().getUid() + name), name, true, Boolean.TRUE.equals(source.getReadOnly()),
                Objects.requireNonNullElse(source.getFsType(), ""), List.of("ReadWriteOnce"), List.of(),
                Objects.requireNonNullElse(source.getVolumeAttributes(), Map.of()), Optional.empty(), secret, Optional.empty());
    }

    private static WantedVolume persistent(PersistentVolume volume, boolean readOnly) {
        CSIPersistentVolumeSource source = volume.getSpec().getCsi();
        return new WantedVolume(source.getDriver(), source.getVolumeHandle(), volume.getMetadata().getName(), false,
                readOnly || Boolean.TRUE.equals(source.getReadOnly()), Objects.requireNonNullElse(source.getFsType(), ""), volume.getSpec().getAccessModes(),
                volume.getSpec().getMountOptions(), Objects.requireNonNullElse(source.getVolumeAttributes(), Map.of()),
                Optional.ofNullable(source.getNodeStageSecretRef()), Optional.ofNullable(source.getNodePublishSecretRef()), claimed(volume));
    }

    private static Optional<Claimed> claimed(PersistentVolume volume) {
        ObjectReference holder = volume.getSpec().getClaimRef();
        Quantity capacity = Objects.requireNonNullElse(volume.getSpec().getCapacity(), Map.<String, Quantity>of()).get("storage");
        return holder == null || capacity == null
                ? Optional.empty()
                : Optional.of(new Claimed(holder.getNamespace(), holder.getName(), capacity,
                        Optional.ofNullable(volume.getSpec().getCsi().getNodeExpandSecretRef())));
    }

    /// As it is written; "" where it is not known.
    String capacity() {
        return claimed.map(each -> each.capacity.toString()).orElse("");
    }

    String mode() {
        return ephemeral ? DriverRules.EPHEMERAL : DriverRules.PERSISTENT;
    }

    /// Of the VolumeAttachment that stands for it. pkg/volume/csi/csi_attacher.go#getAttachmentName
    String attachment(String node) {
        return "csi-" + digest(handle + driver + node);
    }

    /// As a Node's status names it. pkg/volume/util/util.go#GetUniqueVolumeName
    String unique() {
        return "kubernetes.io/csi/%s^%s".formatted(driver, handle);
    }

    /// Where it is for all pods of the node, from the node's root and without a slash before.
    String staged() {
        return DriverRegistry.PLUGINS + "/kubernetes.io/csi/" + driver + "/" + digest(handle) + "/globalmount";
    }

    /// Where it is for one pod.
    String target(String podUid) {
        return DriverRegistry.PODS + "/%s/volumes/kubernetes.io~csi/%s/mount".formatted(podUid, directory);
    }

    static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}

package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerImages.Login;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a node asks of its cluster's API for its pods, as the node's own identity. Absence is empty; every other failure throws.
public interface PodApi extends PodSources {

    /// Makes the node's part of the pod's status be this, unless the pod has been replaced by another of the same name.
    ///
    /// @param cause the change that led to this, as in `change/<resourceVersion>`
    void updateStatus(Pod pod, PodStatus status, String cause);

    /// The pod has ended here and its object may go. Succeeds when it is gone already.
    void delete(Pod pod, String cause);

    /// @param fieldPath such as `spec.containers{web}`, or empty
    void event(Pod pod, String fieldPath, String type, String reason, String message);

    Optional<PersistentVolumeClaim> claim(String namespace, String name);

    Optional<PersistentVolume> volume(String name);

    /// What a CSI driver's object says of it.
    Optional<CSIDriver> csiDriver(String name);

    Optional<VolumeAttachment> attachment(String name);

    /// The claim's volume has become as large as its object says, and is so on the node.
    void expanded(PersistentVolumeClaim claim, Quantity capacity);

    /// The handler of a RuntimeClass.
    Optional<String> runtimeHandler(String runtimeClass);

    /// @param audience empty for the API server's own
    Token serviceAccountToken(Pod pod, String serviceAccount, Optional<String> audience, long expirationSeconds);

    /// With what the pod's images are pulled from the platform's own registry: a token of its service account for that alone.
    Login registryLogin(Pod pod);

    /// Services whose addresses become environment variables of new containers.
    List<Service> services(String namespace);

    record Token(String value, Instant expires) {}
}

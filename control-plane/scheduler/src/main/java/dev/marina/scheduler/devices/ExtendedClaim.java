package dev.marina.scheduler.devices;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ContainerExtendedResourceRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import java.util.List;
import java.util.Optional;

/// The claim that the scheduler makes for a pod's extended resources, once it has found devices for them.
///
/// @param claim without name and status; its uid is no object's, so that it can be counted before it is made
/// @param containers which of its requests each container uses
public record ExtendedClaim(ResourceClaim claim, List<ContainerExtendedResourceRequest> containers) {

    static final String MARK = "resource.kubernetes.io/extended-resource-claim";

    static ExtendedClaim of(Pod pod, List<DeviceRequest> requests, List<ContainerExtendedResourceRequest> containers) {
        ResourceClaim claim = new ResourceClaimBuilder().withNewMetadata().withNamespace(pod.getMetadata().getNamespace())
                .withGenerateName(pod.getMetadata().getName() + "-extended-resources-").withUid("extended resources of " + pod.getMetadata().getUid())
                .addToAnnotations(MARK, "true")
                .addNewOwnerReference().withApiVersion("v1").withKind("Pod").withName(pod.getMetadata().getName()).withUid(pod.getMetadata().getUid())
                .withController(true).endOwnerReference().endMetadata()
                .withNewSpec().withNewDevices().withRequests(requests).endDevices().endSpec().build();
        return new ExtendedClaim(claim, containers);
    }

    /// The one that was made for the pod, if any.
    ///
    /// @param pod its uid
    public static Optional<ResourceClaim> made(Snapshot snapshot, String namespace, String pod) {
        return snapshot.controlledBy(Types.RESOURCE_CLAIMS, pod).stream().filter(claim -> claim.getMetadata().getNamespace().equals(namespace))
                .filter(claim -> claim.getMetadata().getAnnotations() != null && "true".equals(claim.getMetadata().getAnnotations().get(MARK))).findFirst();
    }
}

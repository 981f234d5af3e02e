package dev.marina.testing.simulation;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.resourceclaim.PodClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAttributeBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClassBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplateBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSliceBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods that have a device each, of which there are few. None is two claims' at once, whatever is lost, refused and killed, and a pod has its
/// node only with its device.
final class SimulatedDevices implements Workload {

    private static final int DEVICES = 5;

    private final Simulation simulation;
    private final String name;
    private int replicas = 3;

    SimulatedDevices(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
    }

    @Override
    public void create() {
        simulation.people().create(Types.DEVICE_CLASSES, new DeviceClassBuilder().withNewMetadata().withName(name).endMetadata().withNewSpec()
                .addNewSelector().withNewCel("device.attributes['gpu.example.com'].number >= 0").endSelector().endSpec().build());
        ResourceSliceBuilder slice = new ResourceSliceBuilder().withNewMetadata().withName(name).endMetadata().withNewSpec().withDriver("gpu.example.com")
                .withAllNodes(true).withNewPool().withName(name).withGeneration(1L).withResourceSliceCount(1L).endPool().endSpec();
        for (long i = 0; i < DEVICES; i++) {
            slice.editSpec().addNewDevice().withName("d" + i).addToAttributes("number", new DeviceAttributeBuilder().withInt(i).build()).endDevice().endSpec();
        }
        simulation.people().create(Types.RESOURCE_SLICES, slice.build());
        simulation.people().create(Types.RESOURCE_CLAIM_TEMPLATES, new ResourceClaimTemplateBuilder().withMetadata(Templates.named(name)).withNewSpec()
                .withNewSpec().withNewDevices().addNewRequest().withName("gpu").withNewExactly().withDeviceClassName(name).endExactly().endRequest()
                .endDevices()
                .endSpec().endSpec().build());
        simulation.people().create(Types.DEPLOYMENTS, new DeploymentBuilder(Templates.deployment(name, replicas)).editSpec().editTemplate().editSpec()
                .addNewResourceClaim().withName("gpu").withResourceClaimTemplateName(name).endResourceClaim().endSpec().endTemplate().endSpec().build());
    }

    @Override
    public void change() {
        replicas = simulation.random.nextInt(DEVICES + 1);
        simulation.tell("%s: %d".formatted(name, replicas));
        Deployment now = simulation.snapshot().find(Types.DEPLOYMENTS, Simulation.NAMESPACE, name).orElseThrow();
        simulation.people().update(Types.DEPLOYMENTS, new DeploymentBuilder(now).editSpec().withReplicas(replicas).endSpec().build());
    }

    @Override
    public Optional<String> broken() {
        Map<String, String> owners = new HashMap<>();
        for (ResourceClaim claim : simulation.snapshot().list(Types.RESOURCE_CLAIMS, Simulation.NAMESPACE)) {
            for (DeviceRequestAllocationResult result : given(claim)) {
                String other = owners.put(result.getDevice(), claim.getMetadata().getName());
                if (other != null) {
                    return Optional.of("%s is given to %s and to %s".formatted(result.getDevice(), other, claim.getMetadata().getName()));
                }
            }
        }
        return pods().stream().filter(pod -> PodState.active(pod) && !PodState.nodeName(pod).isEmpty() && !has(pod)).findFirst()
                .map(pod -> "%s has a node and no device".formatted(pod.getMetadata().getName()));
    }

    private static List<DeviceRequestAllocationResult> given(ResourceClaim claim) {
        return claim.getStatus() == null || claim.getStatus().getAllocation() == null ? List.of() : claim.getStatus().getAllocation().getDevices().getResults();
    }

    private boolean has(Pod pod) {
        return PodClaim.of(pod).stream().allMatch(each -> simulation.snapshot().find(Types.RESOURCE_CLAIMS, Simulation.NAMESPACE, each.claim())
                .filter(claim -> !given(claim).isEmpty()
                        && claim.getStatus().getReservedFor().stream().anyMatch(consumer -> consumer.getUid().equals(pod.getMetadata().getUid())))
                .isPresent());
    }

    @Override
    public Optional<String> unsettled() {
        List<Pod> pods = pods().stream().filter(pod -> !PodState.ended(pod)).toList();
        long claims = simulation.snapshot().list(Types.RESOURCE_CLAIMS, Simulation.NAMESPACE).size();
        return pods.size() == replicas && pods.stream().allMatch(PodState::ready) && claims == replicas
                ? Optional.empty()
                : Optional.of("%s wants %d with a device each, and has %s with %d claims".formatted(name, replicas, Simulation.names(pods), claims));
    }

    private List<Pod> pods() {
        return Templates.pods(simulation.snapshot(), name);
    }

    @Override
    public void delete() {
        simulation.people().delete(Types.DEPLOYMENTS, simulation.snapshot().find(Types.DEPLOYMENTS, Simulation.NAMESPACE, name).orElseThrow());
        simulation.people().delete(Types.RESOURCE_CLAIM_TEMPLATES,
                simulation.snapshot().find(Types.RESOURCE_CLAIM_TEMPLATES, Simulation.NAMESPACE, name).orElseThrow());
    }
}

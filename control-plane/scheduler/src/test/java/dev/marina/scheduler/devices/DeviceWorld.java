package dev.marina.scheduler.devices;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.NodeStates;
import dev.marina.scheduler.PodFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A cluster with devices, written as YAML. Selectors read `name=value`: the driver's attribute of that name is that text.
final class DeviceWorld implements AutoCloseable {

    static final DeviceSelectors TEXTS = (expression, _, device, _) -> {
        String[] parts = expression.split("=");
        return new DeviceSelectors.Match(device.getAttributes().containsKey(parts[0]) && parts[1].equals(device.getAttributes().get(parts[0]).getString()), "",
                10);
    };

    final TestWorld world = new TestWorld();
    final ClusterId acme = world.cluster("acme");
    DeviceSelectors selectors = TEXTS;

    DeviceWorld() {
        put(Types.DEVICE_CLASSES, "{metadata: {name: gpu}, spec: {}}");
    }

    <T extends HasMetadata> T put(ResourceType<T> type, String yaml) {
        return world.writes(acme).create(type, Serialization.unmarshal("---\n" + yaml, type.model()));
    }

    /// One slice of a node's own with these devices, `{name: a, …}` each.
    void slice(String node, String... devices) {
        put(Types.RESOURCE_SLICES,
                "{metadata: {name: slice-%s}, spec: {driver: gpu.example.com, nodeName: %s, pool: {name: %s, generation: 1, resourceSliceCount: 1}, devices: [%s]}}"
                        .formatted(node, node, node, String.join(", ", devices)));
    }

    /// @param devices as in `spec.devices`
    ResourceClaim claim(String name, String devices) {
        return put(Types.RESOURCE_CLAIMS, "{metadata: {name: %s, namespace: default}, spec: {devices: %s}}".formatted(name, devices));
    }

    static String one(String more) {
        return "{requests: [{name: r, exactly: {deviceClassName: gpu%s}}]}".formatted(more.isEmpty() ? "" : ", " + more);
    }

    static Pod pod(String... claims) {
        PodBuilder pod = new PodBuilder(Samples.pod("p")).editMetadata().withUid("p").endMetadata();
        for (String claim : claims) {
            pod.editSpec().addNewResourceClaim().withName(claim).withResourceClaimName(claim).endResourceClaim().endSpec();
        }
        return pod.build();
    }

    static NodeState node(String name, Map<String, String> labels) {
        return NodeStates.of(new NodeBuilder(Samples.node(name, "4", "4Gi")).editMetadata().withLabels(labels).endMetadata().build(), List.of());
    }

    DeviceAllocation allocation(String... claims) {
        return DeviceAllocation.of(PodFacts.of(pod(claims)), world.snapshot(acme), DeviceContext.of(world.snapshot(acme), selectors));
    }

    /// Why not, or which devices, `request: device` each.
    List<String> on(String node, String... claims) {
        DeviceAllocation allocation = allocation(claims);
        NodeState state = node(node, Map.of());
        String why = allocation.refusal().isEmpty() ? allocation.refusal(state) : allocation.refusal();
        return why.isEmpty()
                ? allocation.reservations(state).stream().flatMap(each -> each.allocation().stream()).flatMap(DeviceWorld::told).toList()
                : List.of(why);
    }

    static Stream<String> told(AllocationResult result) {
        return result.getDevices().getResults().stream().map(each -> each.getRequest() + ": " + each.getDevice());
    }

    /// The claim has this device from now on.
    void give(ResourceClaim claim, String device, String pool) {
        DeviceRequestAllocationResult result = new DeviceRequestAllocationResult();
        result.setDriver("gpu.example.com");
        result.setPool(pool);
        result.setDevice(device);
        result.setRequest("r");
        world.writes(acme).updateStatus(Types.RESOURCE_CLAIMS, new ResourceClaimBuilder(claim).editOrNewStatus().withNewAllocation().withNewDevices()
                .withResults(result).endDevices().endAllocation().endStatus().build());
    }

    @Override
    public void close() {
        world.close();
    }
}

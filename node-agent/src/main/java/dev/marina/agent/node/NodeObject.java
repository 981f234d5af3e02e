package dev.marina.agent.node;

import dev.marina.agent.eviction.EvictionSignal;
import dev.marina.agent.eviction.NodeFigures;
import dev.marina.agent.eviction.Pressure;
import dev.marina.agent.pod.Requested;
import dev.marina.csi.CsiDriver;
import dev.marina.model.Machine;
import dev.marina.model.placement.NodeFeatures;
import dev.marina.net.BackendState;
import dev.marina.net.NodePart;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.NodeSystemInfoBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// The Node object of a tenant's cluster, as data.
final class NodeObject {

    /// Of the condition that says whether packets go to other nodes in the way that the cluster says.
    static final String BACKEND = "NetworkBackend";
    static final String NETWORK = "NetworkUnavailable";
    static final String KUBELET_VERSION = "v1.36.0";
    private static final long PODS = 110;

    private NodeObject() {}

    static Node of(Machine.AssignedNode node, String machine) {
        Map<String, String> labels = new TreeMap<>(Map.of(
                "kubernetes.io/hostname", node.name(), "kubernetes.io/os", "linux", "kubernetes.io/arch", architecture(),
                "beta.kubernetes.io/os", "linux", "beta.kubernetes.io/arch", architecture(), CsiDriver.TOPOLOGY_KEY, machine));
        if (node.pool() != null) {
            labels.put("marina.dev/pool", node.pool());
        }
        if (node.labels() != null) {
            // What the node is stands above what its pool says.
            node.labels().forEach(labels::putIfAbsent);
        }
        List<Taint> taints = node.taints() == null
                ? List.of()
                : node.taints().stream().map(taint -> new Taint(taint.effect(), taint.key(), null, taint.value())).toList();
        return new NodeBuilder().withNewMetadata().withName(node.name()).withLabels(labels)
                .addToAnnotations("csi.volume.kubernetes.io/nodeid", "{\"%s\":\"%s\"}".formatted(CsiDriver.NAME, machine)).endMetadata()
                .withNewSpec().withTaints(taints).withPodCIDR(node.podCidr()).withPodCIDRs(node.podCidr())
                .withProviderID("marina://%s/%s/%s".formatted(machine, node.clusterId(), node.name())).endSpec().build();
    }

    /// @param off parts that rest; of those that never did nothing is said
    /// @param backend how the node carries packets to others
    /// @param notReady why the node cannot run pods, if it cannot
    static NodeStatus status(Machine.AssignedNode node, NodeFigures figures, Set<Pressure> pressures, Set<NodePart> off, BackendState backend,
            List<ContainerImage> images, List<NodeCondition> before, Optional<String> notReady, MachineFacts facts, Instant now) {
        Map<String, Quantity> capacity = Map.of("cpu", new Quantity(node.cpu()), "memory", new Quantity(node.memory()), "pods",
                new Quantity(Long.toString(PODS)),
                "ephemeral-storage", bytes(figures.diskBytes()));
        Map<String, Quantity> allocatable = new TreeMap<>(capacity);
        Requested forPods = allocatable(NodeSize.of(node), figures.diskBytes());
        List.of("memory", "ephemeral-storage").forEach(resource -> allocatable.put(resource, bytes(forPods.byResource().get(resource))));
        String uuid = UUID.nameUUIDFromBytes((node.clusterId() + "/" + node.name()).getBytes(StandardCharsets.UTF_8)).toString();
        return new NodeStatusBuilder()
                .withCapacity(capacity).withAllocatable(allocatable).withImages(images)
                .addNewAddress(node.address(), "InternalIP").addNewAddress(node.name(), "Hostname")
                .withConditions(
                        pressure(before, Pressure.MEMORY, pressures, now), pressure(before, Pressure.DISK, pressures, now),
                        pressure(before, Pressure.PID, pressures, now),
                        notReady.isEmpty()
                                ? condition(before, "Ready", "True", "KubeletReady", "kubelet is posting ready status", now)
                                : condition(before, "Ready", "False", "KubeletNotReady", notReady.get(), now),
                        network(before, backend, now))
                .addAllToConditions(parts(before, off, now))
                .addToConditions(condition(before, BACKEND, backend.asWanted() ? "True" : "False", backend.reason(), backend.message(), now))
                .withNodeInfo(new NodeSystemInfoBuilder().withArchitecture(architecture()).withOperatingSystem("linux")
                        .withKubeletVersion(KUBELET_VERSION).withKubeProxyVersion("").withContainerRuntimeVersion(facts.runtime())
                        .withKernelVersion(facts.kernel()).withOsImage(facts.osImage()).withMachineID(uuid.replace("-", "")).withSystemUUID(uuid)
                        .withBootID(facts.bootId()).build())
                // Where ids are mapped, every container is in a user namespace, whatever the pod's hostUsers says: the host that it sees is its node.
                .addNewRuntimeHandler().withName("").withNewFeatures().withUserNamespaces(facts.mapsIds()).withRecursiveReadOnlyMounts(false).endFeatures()
                .endRuntimeHandler()
                .withNewFeatures().withSupplementalGroupsPolicy(false).endFeatures()
                .withDeclaredFeatures(NodeFeatures.DECLARED)
                .withNewDaemonEndpoints().withNewKubeletEndpoint(10250).endDaemonEndpoints()
                .build();
    }

    /// What the node has for pods.
    static Requested allocatable(NodeSize size, long diskBytes) {
        return Requested.of(size.milliCpu(), left(EvictionSignal.MEMORY, size.memoryBytes()))
                .with("ephemeral-storage", left(EvictionSignal.DISK, diskBytes)).with("pods", PODS);
    }

    private static long left(EvictionSignal signal, long capacity) {
        return capacity - signal.threshold(capacity);
    }

    private static Quantity bytes(long bytes) {
        return new Quantity(Long.toString(bytes));
    }

    private static NodeCondition pressure(List<NodeCondition> before, Pressure pressure, Set<Pressure> present, Instant now) {
        return present.contains(pressure)
                ? condition(before, pressure.condition(), "True", pressure.reasonOfTrouble(), pressure.trouble(), now)
                : condition(before, pressure.condition(), "False", pressure.reasonOfRest(), pressure.rest(), now);
    }

    /// As whoever brings the network says it, beside the kubelet (flannel/pkg/subnet/kube/kube.go, calico node/pkg/lifecycle/utils/utils.go). What is True
    /// taints the node `node.kubernetes.io/network-unavailable`.
    private static NodeCondition network(List<NodeCondition> before, BackendState backend, Instant now) {
        return backend.kept()
                ? condition(before, NETWORK, "False", "NetworkIsUp", "the network of this node's pods is up", now)
                : condition(before, NETWORK, "True", backend.reason(), backend.message(), now);
    }

    private static List<NodeCondition> parts(List<NodeCondition> before, Set<NodePart> off, Instant now) {
        return Arrays.stream(NodePart.values()).filter(part -> off.contains(part) || before.stream().anyMatch(each -> each.getType().equals(type(part))))
                .map(part -> off.contains(part)
                        ? condition(before, type(part), "False", "SwitchedOff",
                                "nobody does what the component %s is for: it is switched off, or a fault stopped it".formatted(part.component()), now)
                        : condition(before, type(part), "True", "SwitchedOn", "the node does what the component %s is for".formatted(part.component()), now))
                .toList();
    }

    private static String type(NodePart part) {
        return switch (part) {
            case DNS -> "DNSAnswers";
            case SERVICE_PROXY -> "ServicesProgrammed";
        };
    }

    private static NodeCondition condition(List<NodeCondition> before, String type, String status, String reason, String message, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String since = before.stream().filter(c -> c.getType().equals(type) && status.equals(c.getStatus())).map(NodeCondition::getLastTransitionTime)
                .findFirst().orElse(time);
        return new NodeConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message)
                .withLastHeartbeatTime(time).withLastTransitionTime(since).build();
    }

    static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }
}

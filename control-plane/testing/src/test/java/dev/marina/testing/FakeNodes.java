package dev.marina.testing;

import dev.marina.model.Machine;
import dev.marina.model.NodePool;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What stands for nodes and what runs on them, where a fake agent answers.
final class FakeNodes {

    private FakeNodes() {}

    /// A machine that runs a node for each of the clusters, `n-` and its tenant.
    static void assign(ControlPlaneExtension plane, String machine, ClusterRecord... clusters) {
        Machine object = new Machine();
        object.setMetadata(new ObjectMetaBuilder().withName(machine).build());
        object.setSpec(new Machine.Spec(IntStream.range(0, clusters.length).mapToObj(i -> node(clusters[i], i)).toList()));
        plane.admin("marina", "management").resource(object).create();
    }

    private static Machine.AssignedNode node(ClusterRecord cluster, int index) {
        return new Machine.AssignedNode(cluster.id().value(), cluster.tenant(), cluster.name(), "default", "n-" + cluster.tenant(), index + 1, 100 + index,
                "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0." + (7 + index), "1", "1Gi", List.of());
    }

    /// One that its cluster has heard of. Pods of a node that there is not are taken for remains after a while.
    static void node(KubernetesClient client, String name) {
        register(client, name, Map.of(), new NodeStatus());
    }

    /// One that is ready and has 8 cores.
    static void readyNode(KubernetesClient client, String name, int pods) {
        readyNode(client, name, pods, Map.of());
    }

    static void readyNode(KubernetesClient client, String name, int pods, Map<String, String> labels) {
        Map<String, Quantity> amounts = Map.of("cpu", new Quantity("8"), "memory", new Quantity("8Gi"), "pods", new Quantity(Integer.toString(pods)));
        register(client, name, labels, new NodeStatusBuilder().withCapacity(amounts).withAllocatable(amounts)
                .addNewCondition().withType("Ready").withStatus("True").withReason("KubeletReady").withMessage("ready")
                .withLastHeartbeatTime(Instant.now().toString()).withLastTransitionTime(Instant.now().toString()).endCondition().build());
    }

    /// As its agent would register it: with what its pool says, and as large.
    static void readyNode(KubernetesClient client, Machine.AssignedNode assigned) {
        Map<String, Quantity> amounts = Map.of("cpu", new Quantity(assigned.cpu()), "memory", new Quantity(assigned.memory()), "pods", new Quantity("110"));
        register(client, new NodeBuilder().withNewMetadata().withName(assigned.name()).addToLabels(assigned.labels() == null ? Map.of() : assigned.labels())
                .addToLabels("kubernetes.io/hostname", assigned.name()).addToLabels("marina.dev/pool", assigned.pool()).endMetadata()
                .withNewSpec().withTaints((assigned.taints() == null ? List.<NodePool.Taint>of() : assigned.taints()).stream()
                        .map(taint -> new Taint(taint.effect(), taint.key(), null, taint.value())).toList())
                .endSpec()
                .withStatus(new NodeStatusBuilder().withCapacity(amounts).withAllocatable(amounts).withConditions(ready("True")).build()).build());
    }

    static NodeCondition ready(String status) {
        return new NodeConditionBuilder().withType("Ready").withStatus(status).withReason("KubeletReady").withMessage("ready")
                .withLastHeartbeatTime(Instant.now().toString()).withLastTransitionTime(Instant.now().toString()).build();
    }

    private static void register(KubernetesClient client, String name, Map<String, String> labels, NodeStatus status) {
        register(client, new NodeBuilder().withNewMetadata().withName(name).addToLabels("kubernetes.io/hostname", name).addToLabels(labels).endMetadata()
                .withStatus(status).build());
    }

    private static void register(KubernetesClient client, Node node) {
        String name = node.getMetadata().getName();
        client.resource(node).create();
        client.resource(new LeaseBuilder().withNewMetadata().withName(name).withNamespace("kube-node-lease").endMetadata()
                .withNewSpec().withHolderIdentity(name).withLeaseDurationSeconds(40).withRenewTime(ZonedDateTime.now(ZoneOffset.UTC)).endSpec().build())
                .create();
    }

    /// A node that says nothing for fifty seconds is taken for dead.
    static void renew(KubernetesClient client, String node) {
        client.leases().inNamespace("kube-node-lease").withName(node)
                .edit(lease -> new LeaseBuilder(lease).editSpec().withRenewTime(ZonedDateTime.now(ZoneOffset.UTC)).endSpec().build());
    }

    /// As a kubelet says of a pod whose containers have started.
    static void runs(KubernetesClient client, Pod pod) {
        client.pods().resource(pod).editStatus(each -> new PodBuilder(each).editStatus().withPhase("Running").withPodIP("10.244.1.7")
                .addNewCondition().withType("Ready").withStatus("True").withLastTransitionTime(Instant.now().toString()).endCondition().endStatus().build());
    }

    static Pod runningPod(KubernetesClient client, String name, String address) {
        return runningPod(client, name, address, "n-" + tenant(client));
    }

    private static String tenant(KubernetesClient client) {
        return client.getMasterUrl().getPath().split("/")[2];
    }

    static Pod runningPod(KubernetesClient client, String name, String address, String node) {
        Pod pod = new PodBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withNewSpec().withNodeName(node).addNewContainer().withName("main").withImage("i").endContainer().endSpec().build();
        Pod created = client.resource(pod).create();
        created.getStatus().setPhase("Running");
        created.getStatus().setPodIP(address);
        return client.resource(created).updateStatus();
    }

    /// Without a selector: no controller writes its endpoints.
    static void service(KubernetesClient client, String name, int port, String portName) {
        client.resource(new ServiceBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withNewSpec().addNewPort().withName(portName.isEmpty() ? null : portName).withPort(port).endPort().endSpec().build()).create();
    }

    static void slice(KubernetesClient client, String service, String portName, int port, Endpoint... endpoints) {
        client.resource(new EndpointSliceBuilder().withNewMetadata().withName(service + "-1").withNamespace("default")
                .addToLabels("kubernetes.io/service-name", service).endMetadata().withAddressType("IPv4")
                .addNewPort().withName(portName).withPort(port).withProtocol("TCP").endPort().withEndpoints(endpoints).build()).create();
    }

    static Endpoint endpoint(Pod pod, boolean ready) {
        return new EndpointBuilder().withAddresses(pod.getStatus().getPodIP()).withNewConditions().withReady(ready).endConditions()
                .withNewTargetRef().withKind("Pod").withNamespace("default").withName(pod.getMetadata().getName()).withUid(pod.getMetadata().getUid())
                .endTargetRef().build();
    }

    static Endpoint address(String address) {
        return new EndpointBuilder().withAddresses(address).build();
    }
}

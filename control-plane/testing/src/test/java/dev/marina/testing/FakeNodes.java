package dev.marina.testing;

import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
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

package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Controllers and scheduler behind the real API, with nodes that only say they are ready.
class WorkloadTest {

    private static final Map<String, String> WEB = Map.of("app", "web");

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    @Test
    void aDeploymentBecomesPodsOnNodesBehindAService() {
        KubernetesClient client = plane.admin("acme", "deployment");
        node(client, "n1");
        node(client, "n2");
        client.resource(new ServiceBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withSelector(WEB).addNewPort().withPort(80).withNewTargetPort(8080).endPort().endSpec().build()).create();
        client.resource(deployment("web", 4, "marina/tomcat-demo:1")).create();

        await("4 pods are bound", () -> pods(client).stream().filter(pod -> pod.getSpec().getNodeName() != null).count() == 4, () -> pods(client));
        assertEquals(Map.of("n1", 2L, "n2", 2L),
                pods(client).stream().collect(Collectors.groupingBy(pod -> pod.getSpec().getNodeName(), Collectors.counting())));
        runPods(client);
        await("the deployment is available", () -> Integer.valueOf(4).equals(deployment(client).getStatus().getAvailableReplicas()),
                () -> deployment(client).getStatus());
        await("4 addresses are published", () -> addresses(client) == 4, () -> client.endpoints().inNamespace("default").withName("web").get());
        List<Event> events = client.v1().events().inNamespace("default").list().getItems();
        assertTrue(events.stream().anyMatch(event -> event.getReason().equals("ScalingReplicaSet") && event.getMessage().endsWith("from 0 to 4")),
                events::toString);
        assertTrue(events.stream().anyMatch(event -> event.getReason().equals("Scheduled")), events::toString);

        client.resource(deployment("web", 4, "marina/tomcat-demo:2")).patch();
        await("the rollout ends", () -> {
            runPods(client);
            return pods(client).size() == 4 && pods(client).stream().allMatch(pod -> pod.getSpec().getContainers().getFirst().getImage().endsWith(":2"));
        }, () -> deployment(client).getStatus());

        client.apps().deployments().inNamespace("default").withName("web").delete();
        await("everything below is gone", () -> {
            runPods(client);
            return pods(client).isEmpty() && client.apps().replicaSets().inNamespace("default").list().getItems().isEmpty();
        }, () -> pods(client));
    }

    @Test
    void aNamespaceIsGivenItsAccountAndItsCertificatesAndGoesWithEverythingInIt() {
        KubernetesClient client = plane.admin("acme", "namespace");
        client.resource(new NamespaceBuilder().withNewMetadata().withName("team").endMetadata().build()).create();

        await("the account is there", () -> client.serviceAccounts().inNamespace("team").withName("default").get() != null, () -> "no account");
        await("the CA is there", () -> client.configMaps().inNamespace("team").withName("kube-root-ca.crt").get() != null, () -> "no config map");

        client.namespaces().withName("team").delete();
        await("the namespace is gone", () -> client.namespaces().withName("team").get() == null, () -> client.namespaces().withName("team").get());
    }

    private static int addresses(KubernetesClient client) {
        Endpoints endpoints = client.endpoints().inNamespace("default").withName("web").get();
        long inSlices = client.discovery().v1().endpointSlices().inNamespace("default").withLabel("kubernetes.io/service-name", "web").list().getItems()
                .stream()
                .flatMap(slice -> slice.getEndpoints().stream()).filter(endpoint -> Boolean.TRUE.equals(endpoint.getConditions().getReady())).count();
        int inEndpoints = endpoints == null ? 0 : endpoints.getSubsets().stream().mapToInt(subset -> subset.getAddresses().size()).sum();
        return inSlices == inEndpoints ? inEndpoints : -1;
    }

    private static void node(KubernetesClient client, String name) {
        client.resource(new NodeBuilder().withNewMetadata().withName(name).addToLabels("kubernetes.io/hostname", name).endMetadata().build()).create();
        client.resource(new LeaseBuilder().withNewMetadata().withName(name).withNamespace("kube-node-lease").endMetadata()
                .withNewSpec().withHolderIdentity(name).withLeaseDurationSeconds(40).withRenewTime(ZonedDateTime.now(ZoneOffset.UTC)).endSpec().build())
                .create();
        Map<String, Quantity> amounts = Map.of("cpu", new Quantity("2"), "memory", new Quantity("2Gi"), "pods", new Quantity("110"));
        client.nodes().withName(name).editStatus(node -> new NodeBuilder(node).withNewStatus().withCapacity(amounts).withAllocatable(amounts)
                .addNewCondition().withType("Ready").withStatus("True").withReason("KubeletReady").withMessage("ready")
                .withLastHeartbeatTime(Instant.now().toString())
                .withLastTransitionTime(Instant.now().toString()).endCondition().endStatus().build());
    }

    /// What a kubelet would do.
    private static void runPods(KubernetesClient client) {
        int number = 10;
        for (Pod pod : pods(client)) {
            number++;
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                client.resource(pod).withGracePeriod(0).delete();
            } else if (pod.getSpec().getNodeName() != null && pod.getStatus().getPodIP() == null) {
                String ip = "10.244.1." + number;
                client.pods().resource(pod).editStatus(each -> new PodBuilder(each).editStatus().withPhase("Running").withPodIP(ip)
                        .addNewCondition().withType("Ready").withStatus("True").withLastTransitionTime(Instant.now().toString()).endCondition().endStatus()
                        .build());
            }
        }
    }

    private static Deployment deployment(String name, int replicas, String image) {
        return new DeploymentBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withNewSpec().withReplicas(replicas).withNewSelector().withMatchLabels(WEB).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(WEB).endMetadata()
                .withNewSpec().addNewContainer().withName("web").withImage(image).addNewPort().withContainerPort(8080).endPort().endContainer().endSpec()
                .endTemplate().endSpec().build();
    }

    private static Deployment deployment(KubernetesClient client) {
        return client.apps().deployments().inNamespace("default").withName("web").get();
    }

    private static List<Pod> pods(KubernetesClient client) {
        return client.pods().inNamespace("default").list().getItems();
    }

    private static void await(String what, Supplier<Boolean> holds, Supplier<Object> observation) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!holds.get()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("%s; last seen: %s".formatted(what, observation.get()));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}

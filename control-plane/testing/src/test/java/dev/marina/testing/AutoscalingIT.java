package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Autoscalers that go by what is measured: by agents, and by a Service of the cluster. They look four times a minute.
class AutoscalingIT {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String CUSTOM = "/apis/custom.metrics.k8s.io/v1beta2";
    private static final ResourceDefinitionContext WIDGETS = new ResourceDefinitionContext.Builder().withGroup("shop.example.com").withVersion("v1")
            .withKind("Widget").withPlural("widgets").withNamespaced(true).build();

    private static FakeAgent agent;
    private static PretendedNode node;
    private static KubernetesClient client;

    @BeforeAll
    static void aClusterWithANode() throws Exception {
        ClusterRecord acme = plane.cluster("acme", "autoscaling");
        client = plane.admin("acme", "autoscaling");
        FakeNodes.assign(plane, "m1", acme);
        agent = new FakeAgent(plane, "m1");
        node = new PretendedNode(client, "n-acme");
        // Every container holds 300 MiB.
        agent.measures(acme.id().value(), "n-acme", _ -> FakeFigures.usage(client.pods().inAnyNamespace().list().getItems(), 100_000_000, 300 << 20));
    }

    @AfterAll
    static void stop() {
        node.close();
        agent.close();
    }

    private static void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).inNamespace("default").serverSideApply();
    }

    private static void autoscaler(String name, String target, String metric) {
        apply("""
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: %s}
                spec: {scaleTargetRef: %s, minReplicas: 1, maxReplicas: 10, metrics: [%s]}
                """.formatted(name, target, metric));
    }

    private static void deployment(String name) {
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  selector: {matchLabels: {app: %1$s}}
                  template: {metadata: {labels: {app: %1$s}}, spec: {containers: [{name: main, image: i}, {name: beside, image: i}]}}
                """.formatted(name));
        Await.until(name + " runs", () -> pods(name).stream().anyMatch(pod -> "Running".equals(pod.getStatus().getPhase())));
    }

    private static List<Pod> pods(String app) {
        return client.pods().inNamespace("default").withLabel("app", app).list().getItems();
    }

    private static int replicas(String deployment) {
        return client.apps().deployments().inNamespace("default").withName(deployment).get().getSpec().getReplicas();
    }

    private static HorizontalPodAutoscaler get(String name) {
        return client.autoscaling().v2().horizontalPodAutoscalers().inNamespace("default").withName(name).get();
    }

    @Test
    void aDeploymentGrowsByWhatItsPodsUse() {
        deployment("web");
        autoscaler("web", "{apiVersion: apps/v1, kind: Deployment, name: web}",
                "{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 200Mi}}}");
        Await.within(SOON, "three pods for the 600 MiB of one", () -> replicas("web") == 3);
        Await.until("the status says what was seen", () -> !get("web").getStatus().getCurrentMetrics().isEmpty());
        assertEquals("600Mi", get("web").getStatus().getCurrentMetrics().getFirst().getResource().getCurrent().getAverageValue().toString());
    }

    @Test
    void oneContainerMayDecide() {
        deployment("beside");
        autoscaler("beside", "{apiVersion: apps/v1, kind: Deployment, name: beside}",
                "{type: ContainerResource, containerResource: {name: memory, container: beside, target: {type: AverageValue, averageValue: 75Mi}}}");
        Await.within(SOON, "four pods for the 300 MiB of one container", () -> replicas("beside") == 4);
    }

    @Test
    void aCustomTypeWithAScaleIsATarget() {
        apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.shop.example.com}
                spec:
                  group: shop.example.com
                  scope: Namespaced
                  names: {plural: widgets, kind: Widget}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec: {type: object, properties: {replicas: {type: integer}}}
                          status: {type: object, properties: {replicas: {type: integer}, selector: {type: string}}}
                    subresources:
                      scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.selector}
                """);
        Await.until("widgets are served", () -> client.getApiResources("shop.example.com/v1") != null);
        deployment("widget-pods");
        apply("""
                apiVersion: shop.example.com/v1
                kind: Widget
                metadata: {name: gadget}
                spec: {replicas: 1}
                status: {replicas: 1, selector: "app=widget-pods,absent notin (x,y)"}
                """);
        autoscaler("gadget", "{apiVersion: shop.example.com/v1, kind: Widget, name: gadget}",
                "{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 300Mi}}}");
        Await.within(SOON, "two for the 600 MiB of one", () -> "2".equals(String.valueOf(
                client.genericKubernetesResources(WIDGETS).inNamespace("default").withName("gadget").get().<Object>get("spec", "replicas"))));
    }

    private static Pod adapter() {
        client.resource(new PodBuilder().withNewMetadata().withName("adapter").withNamespace("default").endMetadata()
                .withNewSpec().addNewContainer().withName("main").withImage("i").endContainer().endSpec().build()).create();
        return Await.until("the adapter runs", () -> client.pods().inNamespace("default").withName("adapter").get(),
                pod -> "Running".equals(pod.getStatus().getPhase()));
    }

    @Test
    void metricsOfTheTenantsOwnComeFromItsService() throws Exception {
        deployment("shop");
        Pod adapter = adapter();
        try (ExtensionServer server = new ExtensionServer("adapter.default.svc", client.configMaps().inNamespace("kube-system")
                .withName("extension-apiserver-authentication").get().getData().get("requestheader-client-ca-file"))) {
            agent.serves(adapter.getMetadata().getUid(), 8443, server.address());
            FakeNodes.service(client, "adapter", 443, "https");
            FakeNodes.slice(client, "adapter", "https", 8443, FakeNodes.endpoint(adapter, true));
            server.answers(CUSTOM, 200,
                    "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\",\"groupVersion\":\"custom.metrics.k8s.io/v1beta2\",\"resources\":[]}");
            server.answers(CUSTOM + "/namespaces/default/services/front/hits", 200,
                    """
                    {"kind":"MetricValueList","items":[{"describedObject":{"kind":"Service","name":"front"},"timestamp":"2026-01-01T12:00:00Z","value":"50"}]}""");
            apply("""
                    apiVersion: apiregistration.k8s.io/v1
                    kind: APIService
                    metadata: {name: v1beta2.custom.metrics.k8s.io}
                    spec: {group: custom.metrics.k8s.io, version: v1beta2, groupPriorityMinimum: 100, versionPriority: 100, caBundle: %s,
                      service: {namespace: default, name: adapter}}
                    """.formatted(server.bundle()));
            Await.until("it is available", () -> client.apiServices().withName("v1beta2.custom.metrics.k8s.io").get().getStatus().getConditions().stream()
                    .anyMatch(condition -> condition.getType().equals("Available") && condition.getStatus().equals("True")));
            autoscaler("shop", "{apiVersion: apps/v1, kind: Deployment, name: shop}",
                    "{type: Object, object: {describedObject: {apiVersion: v1, kind: Service, name: front}, metric: {name: hits}, target: {type: AverageValue, averageValue: 10}}}");
            Await.within(SOON, "five for fifty hits of ten each", () -> replicas("shop") == 5);
            assertTrue(server.asked().stream().anyMatch(asked -> asked.header("x-remote-user")
                    .equals(List.of("system:serviceaccount:kube-system:horizontal-pod-autoscaler"))), () -> server.asked().toString());
        }
    }
}

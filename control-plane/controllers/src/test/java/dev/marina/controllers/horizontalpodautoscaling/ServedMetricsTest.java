package dev.marina.controllers.horizontalpodautoscaling;

import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.CPU_80;
import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.horizontalpodautoscaling.Metrics.NoMetrics;
import dev.marina.controllers.horizontalpodautoscaling.Metrics.Sample;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is asked of the metrics APIs, and what is made of their answers.
class ServedMetricsTest {

    private static final ClusterKey WEB = new ClusterKey(new ClusterId("00000000000000a1"), "default", "web");
    private static final LabelSelector PODS = new LabelSelectorBuilder().addToMatchLabels("app", "web").build();

    private final ServedByHand served = new ServedByHand();
    private final Metrics metrics = new ServedMetrics(served);

    private void measured() {
        served.answers("resource app=web", """
                {"items":[
                 {"metadata":{"name":"a"},"timestamp":"2026-01-01T12:00:00Z","window":"15.072s","containers":[
                  {"name":"main","usage":{"cpu":"249999999n","memory":"100Mi"}},{"name":"log","usage":{"cpu":"5m","memory":"1Mi"}}]},
                 {"metadata":{"name":"b"},"timestamp":"2026-01-01T12:00:00Z","window":"1m0.5s","containers":[
                  {"name":"main","usage":{"memory":"100Mi"}},{"name":"log","usage":{"cpu":"7m","memory":"1Mi"}}]}]}
                """);
    }

    @Test
    void containersOfAPodAreSummedAndOneThatWasNotMeasuredLeavesThePodOut() {
        measured();
        assertEquals(Map.of("a", new Sample(255, NOON, Duration.ofMillis(15_072))), metrics.perPod(WEB, CPU_80, PODS));
    }

    @Test
    void oneContainerIsTakenByItsName() {
        measured();
        assertEquals(Map.of("a", new Sample(5, NOON, Duration.ofMillis(15_072)), "b", new Sample(7, NOON, Duration.ofMillis(60_500))),
                metrics.perPod(WEB, ofContainer("log"), PODS));
        assertEquals("container absent not present in metrics for pod default/a", failure(() -> metrics.perPod(WEB, ofContainer("absent"), PODS)));
    }

    private static MetricSpec ofContainer(String name) {
        return new MetricSpecBuilder().withType("ContainerResource").withNewContainerResource().withName("cpu").withContainer(name).endContainerResource()
                .build();
    }

    @Test
    void withoutMeasuredPodsThereAreNoMetrics() {
        served.answers("resource app=web", "{\"items\":[]}");
        assertEquals("no metrics returned from resource metrics API", failure(() -> metrics.perPod(WEB, CPU_80, PODS)));
    }

    @Test
    void metricsOfPodsComeFromTheCustomApi() {
        MetricSpec metric = new MetricSpecBuilder().withType("Pods").withNewPods().withNewMetric().withName("hits/s")
                .withNewSelector().addToMatchLabels("verb", "GET").endSelector().endMetric().endPods().build();
        assertEquals("unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered",
                failure(() -> metrics.perPod(WEB, metric, PODS)));
        served.answers("custom.metrics.k8s.io/namespaces/default/pods/*/hits%2Fs?labelSelector=app%3Dweb&metricLabelSelector=verb%3DGET", """
                {"items":[{"describedObject":{"name":"a"},"timestamp":"2026-01-01T12:00:00Z","windowSeconds":30,"value":"1500m"},
                          {"describedObject":{"name":"b"},"timestamp":"2026-01-01T12:00:00Z","value":"2"}]}""");
        assertEquals(Map.of("a", new Sample(1_500, NOON, Duration.ofSeconds(30)), "b", new Sample(2_000, NOON, Duration.ofMinutes(1))),
                metrics.perPod(WEB, metric, PODS));
    }

    @Test
    void objectsAreNamedByTheirTypesAndNamespaces() {
        String one = "{\"items\":[{\"value\":\"7\"}]}";
        served.answers("custom.metrics.k8s.io/namespaces/default/ingresses.networking.k8s.io/main/hits?", one)
                .answers("custom.metrics.k8s.io/nodes/main/hits?", one).answers("custom.metrics.k8s.io/namespaces/main/metrics/hits?", one);
        assertEquals(7_000, metrics.whole(WEB, ofObject("networking.k8s.io/v1", "Ingress")));
        assertEquals(7_000, metrics.whole(WEB, ofObject("v1", "Node")));
        assertEquals(7_000, metrics.whole(WEB, ofObject("v1", "Namespace")));
        assertEquals("no matches for kind \"Unknown\" in group \"\"", failure(() -> metrics.whole(WEB, ofObject("v1", "Unknown"))));
    }

    private static MetricSpec ofObject(String apiVersion, String kind) {
        return new MetricSpecBuilder().withType("Object").withNewObject().withNewDescribedObject(apiVersion, kind, "main").withNewMetric().withName("hits")
                .endMetric().endObject().build();
    }

    @Test
    void externalMetricsAreSummed() {
        MetricSpec metric = new MetricSpecBuilder().withType("External").withNewExternal().withNewMetric().withName("waiting")
                .withNewSelector().addToMatchLabels("queue", "mail").endSelector().endMetric().endExternal().build();
        served.answers("external.metrics.k8s.io/namespaces/default/waiting?labelSelector=queue%3Dmail",
                "{\"items\":[{\"value\":\"30\"},{\"value\":\"2500m\"}]}");
        assertEquals(32_500, metrics.whole(WEB, metric));
    }

    @Test
    void nonsenseIsNoMetric() {
        served.answers("custom.metrics.k8s.io/nodes/main/hits?", "{\"items\":[{\"value\":\"much\"}]}");
        assertEquals("\"much\" is no quantity", failure(() -> metrics.whole(WEB, ofObject("v1", "Node"))));
        served.answers("custom.metrics.k8s.io/nodes/main/hits?", "{\"items\":[{\"value\":\"1\"},{\"value\":\"2\"}]}");
        assertEquals("the custom metrics API server returned 2 results when we asked for exactly one",
                failure(() -> metrics.whole(WEB, ofObject("v1", "Node"))));
    }

    private static String failure(Runnable reading) {
        return assertThrows(NoMetrics.class, reading::run).getMessage();
    }
}

package dev.marina.apiserver.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.diagnosis.Finding.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

    private final Map<GroupResource, List<Document>> objects = new HashMap<>();

    private DiagnosisTest has(String group, String plural, String json) {
        objects.computeIfAbsent(new GroupResource(group, plural), _ -> new ArrayList<>()).add(Document.parse(json.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    private Stream<Document> list(GroupResource type) {
        return objects.getOrDefault(type, List.of()).stream();
    }

    private List<String> reasons() {
        return DiagnosisEndpoint.found(ClusterId.of(1), this::list, _ -> true).findings().stream().map(each -> each.reason() + " " + each.name()).toList();
    }

    private Finding only() {
        List<Finding> found = DiagnosisEndpoint.found(ClusterId.of(1), this::list, _ -> true).findings();
        assertEquals(1, found.size(), found::toString);
        return found.getFirst();
    }

    private static String named(String name, String rest) {
        return "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"shop\"},%s}".formatted(name, rest);
    }

    @Test
    void aClusterThatIsWellHasNothingToTell() {
        has("", "nodes", "{\"metadata\":{\"name\":\"n1\"},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        has("", "services", named("web", "\"spec\":{\"selector\":{\"app\":\"web\"}}"));
        has("discovery.k8s.io", "endpointslices",
                "{\"metadata\":{\"name\":\"web-x\",\"namespace\":\"shop\",\"labels\":{\"kubernetes.io/service-name\":\"web\"}},"
                        + "\"endpoints\":[{\"conditions\":{}}]}");
        has("policy", "poddisruptionbudgets", named("web", "\"status\":{\"expectedPods\":2,\"disruptionsAllowed\":1}"));
        has("", "pods", named("web-1", "\"status\":{\"containerStatuses\":[{\"name\":\"main\",\"state\":{\"running\":{}}}]}"));

        assertEquals(List.of(), reasons());
    }

    @Test
    void aNodeThatIsNotReadyStandsInTheWay() {
        has("", "nodes",
                "{\"metadata\":{\"name\":\"n1\"},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"Unknown\",\"reason\":\"NodeStatusUnknown\","
                        + "\"message\":\"Kubelet stopped posting node status.\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}");

        Finding finding = only();
        assertEquals("NodeNotReady", finding.reason());
        assertEquals("is not ready since 2026-01-01T00:00:00Z: NodeStatusUnknown: Kubelet stopped posting node status.", finding.message());
        assertTrue(finding.upgrade());
    }

    @Test
    void aBudgetThatNeverLetsAPodGoIsWorseThanOneThatDoesNotNow() {
        has("policy", "poddisruptionbudgets",
                named("never", "\"status\":{\"expectedPods\":1,\"disruptionsAllowed\":0,\"currentHealthy\":1,\"desiredHealthy\":1}"));
        has("policy", "poddisruptionbudgets",
                named("now", "\"status\":{\"expectedPods\":3,\"disruptionsAllowed\":0,\"currentHealthy\":2,\"desiredHealthy\":2}"));
        has("policy", "poddisruptionbudgets", named("nobodys", "\"status\":{\"expectedPods\":0,\"disruptionsAllowed\":0}"));

        List<Finding> found = new BlockingBudgets().of(this::list).toList();
        assertEquals(List.of(Severity.WARNING, Severity.NOTICE), found.stream().map(Finding::severity).toList());
        assertEquals("lets no pod be evicted now: 1 of its 1 pods are healthy, and 1 have to be", found.getFirst().message());
    }

    @Test
    void aWebhookThatFailsClosedWithoutAnybodyBehindItIsFound() {
        String service = "\"clientConfig\":{\"service\":{\"namespace\":\"shop\",\"name\":\"%s\"}}";
        has("admissionregistration.k8s.io", "validatingwebhookconfigurations", named("guard", "\"webhooks\":[{\"name\":\"closed\"," + service.formatted("gone")
                + "},{\"name\":\"open\",\"failurePolicy\":\"Ignore\"," + service.formatted("gone")
                + "},{\"name\":\"outside\",\"clientConfig\":{\"url\":\"https://x\"}},"
                + "{\"name\":\"empty\"," + service.formatted("empty") + "}]"));
        has("", "services", named("empty", "\"spec\":{}"));

        assertEquals(List.of("webhook closed fails closed, and its Service shop/gone is not there",
                "webhook empty fails closed, and its Service shop/empty has no ready endpoint"),
                new DeadWebhooks().of(this::list).map(Finding::message).toList());
    }

    @Test
    void whoWritesThroughAVersionThatGoesIsNamed() {
        has("apiextensions.k8s.io", "customresourcedefinitions", named("boats.x.dev", """
                "spec":{"group":"x.dev","names":{"plural":"boats"},"versions":[{"name":"v1alpha1","served":false},{"name":"v1beta1","served":true,"deprecated":true},
                {"name":"v1","served":true}]}"""));
        has("x.dev", "boats", """
                {"metadata":{"name":"old","namespace":"shop","managedFields":[{"manager":"helm","apiVersion":"x.dev/v1beta1"},
                 {"manager":"me","apiVersion":"x.dev/v1"}]}}""");
        has("x.dev", "boats", "{\"metadata\":{\"name\":\"new\",\"managedFields\":[{\"manager\":\"helm\",\"apiVersion\":\"x.dev/v1\"}]}}");
        has("", "endpoints", "{\"metadata\":{\"name\":\"kubernetes\",\"namespace\":\"default\"}}");
        has("", "endpoints", "{\"metadata\":{\"name\":\"web\",\"labels\":{\"endpoints.kubernetes.io/managed-by\":\"endpoint-controller\"}}}");

        Finding finding = only();
        assertEquals("x.dev/v1beta1 is deprecated, and helm writes it", finding.message());
        assertEquals("old", finding.name());
    }

    @Test
    void podsSayWhatTheyWaitFor() {
        has("", "pods", named("nowhere", "\"status\":{\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"reason\":\"Unschedulable\","
                + "\"message\":\"0/2 nodes are available\"}]}"));
        has("", "pods",
                named("imageless", "\"status\":{\"containerStatuses\":[{\"name\":\"main\",\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\"}}}]}"));
        has("", "pods", named("crashing", "\"status\":{\"containerStatuses\":[{\"name\":\"main\",\"restartCount\":4,\"state\":{\"waiting\":"
                + "{\"reason\":\"CrashLoopBackOff\"}},\"lastState\":{\"terminated\":{\"exitCode\":137}}}]}"));

        assertEquals(List.of("PodUnschedulable nowhere", "ImageNotPulled imageless", "ContainerCrashes crashing"), reasons());
    }

    @Test
    void aFloodOfOneKindIsCutAndHidesNoOther() {
        for (int i = 0; i < 3 * DiagnosisEndpoint.MOST_OF_CHECK; i++) {
            has("", "pods", named("p" + i, "\"status\":{\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"message\":\"%s\"}]}"
                    .formatted("x".repeat(10_000))));
        }
        has("", "services", named("web", "\"spec\":{\"selector\":{\"app\":\"web\"}}"));

        DiagnosisEndpoint.Found found = DiagnosisEndpoint.found(ClusterId.of(1), this::list, _ -> true);

        assertFalse(found.complete());
        assertEquals(DiagnosisEndpoint.MOST_OF_CHECK + 1, found.findings().size());
        assertTrue(found.findings().stream().allMatch(each -> each.message().length() < 400));
    }

    @Test
    void nobodyLearnsOfWhatTheyMayNotGet() {
        has("", "pods", named("nowhere", "\"status\":{\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\"}]}"));
        has("", "services", named("web", "\"spec\":{\"selector\":{\"app\":\"web\"}}"));

        assertEquals(List.of("web"),
                DiagnosisEndpoint.found(ClusterId.of(1), this::list, key -> key.resource().resource().equals("services")).findings().stream()
                        .map(Finding::name).toList());
    }

    @Test
    void theChecksAreThese() {
        assertEquals(List.of("UnreadyNodes", "DeadWebhooks", "DeadApis", "UnhappyPods", "BlockingBudgets", "OldVersions", "DeadServices", "StuckNamespaces"),
                DiagnosisCheck.ALL.stream().map(each -> each.getClass().getSimpleName()).toList());
    }
}

package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Figures and autoscalers with an unmodified kubectl.
class KubectlTopIT {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static Kubectl viewer;
    private static Kubectl owner;
    private static FakeAgent agent;
    private static PretendedNode node;

    @BeforeAll
    static void aClusterWithANode() throws Exception {
        ClusterRecord acme = plane.cluster("acme", "top");
        KubernetesClient client = plane.admin("acme", "top");
        FakeNodes.assign(plane, "m1", acme);
        agent = new FakeAgent(plane, "m1");
        node = new PretendedNode(client, "n-acme");
        agent.measures(acme.id().value(), "n-acme", request -> request.text("kind").equals("usage")
                ? FakeFigures.usage(client.pods().inAnyNamespace().list().getItems(), 125_000_000, 64 << 20)
                : "up 1\n");
        viewer = new Kubectl(plane.kubeconfig(acme, "viewer", "marina:acme:viewer"));
        owner = new Kubectl(plane.kubeconfig(acme, "owner", "marina:acme:owner"));
        kubectl(owner, "run", "web", "--image=i");
        kubectl(owner, "wait", "pod/web", "--for=jsonpath={.status.phase}=Running", "--timeout=60s");
    }

    @AfterAll
    static void stop() {
        node.close();
        agent.close();
    }

    private static String kubectl(Kubectl as, String... arguments) throws Exception {
        Kubectl.Result result = as.run("", arguments);
        assertEquals(0, result.exit(), result.output());
        return result.output().strip();
    }

    private static List<String> cells(String table) {
        return table.lines().map(line -> String.join(" ", line.strip().split("\\s+"))).toList();
    }

    @Test
    void topShowsNodesPodsAndContainers() throws Exception {
        assertEquals(List.of("NAME CPU(cores) CPU(%) MEMORY(bytes) MEMORY(%)", "n-acme 500m 6% 256Mi 3%"), cells(kubectl(viewer, "top", "node")));
        assertEquals(List.of("web 125m 64Mi"), cells(kubectl(viewer, "top", "pod", "--no-headers")));
        assertEquals(List.of("default web 125m 64Mi"), cells(kubectl(viewer, "top", "pod", "-A", "--no-headers", "--sort-by=memory")));
        assertEquals(List.of("web web 125m 64Mi"), cells(kubectl(viewer, "top", "pod", "web", "--containers", "--no-headers")));
        assertEquals(List.of("web 125m 64Mi"), cells(kubectl(viewer, "top", "pod", "-l", "run=web", "--no-headers")));
    }

    @Test
    void theApiIsListedExplainedAndReadAsObjects() throws Exception {
        assertTrue(kubectl(viewer, "api-versions").contains("metrics.k8s.io/v1beta1"));
        assertEquals(List.of("v1beta1.metrics.k8s.io Local True"),
                cells(kubectl(owner, "get", "apiservices", "v1beta1.metrics.k8s.io", "--no-headers")).stream().map(line -> line.replaceAll(" \\S+$", ""))
                        .toList());
        assertTrue(kubectl(viewer, "explain", "podmetrics.containers.usage").contains("By resource"));
        assertEquals(List.of("NAME CPU MEMORY WINDOW", "web 125m 64Mi 15.072s"), cells(kubectl(viewer, "get", "podmetrics")));
        assertEquals("15.072s", kubectl(viewer, "get", "--raw", "/apis/metrics.k8s.io/v1beta1/nodes/n-acme").replaceAll(".*\"window\":\"([^\"]+)\".*", "$1"));
        assertEquals("up 1", kubectl(owner, "get", "--raw", "/api/v1/nodes/n-acme/proxy/metrics/resource"));
    }
}

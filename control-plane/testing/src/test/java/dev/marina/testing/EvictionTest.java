package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Evictions and the budgets that hold them back.
class EvictionTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";

    private static RawClient client;
    private static String base;

    @BeforeAll
    static void aCluster() {
        ClusterRecord cluster = plane.cluster("acme", "evictions");
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        base = plane.url("acme", "evictions");
    }

    private static String pods() {
        return base + "/api/v1/namespaces/default/pods";
    }

    private static void pod(String app, String name, boolean ready) {
        assertEquals(201,
                client.send("POST", pods(), JSON,
                        """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"%s"}},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}"""
                                .formatted(name, app))
                        .status());
        Answer running = client.send("PATCH", pods() + "/" + name + "/status", "application/merge-patch+json",
                "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}}".formatted(ready ? "True" : "False"));
        assertEquals(200, running.status(), running.body());
    }

    private static void budget(String app, int minAvailable, int allowed) {
        String budgets = base + "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
        Answer made = client.send("POST", budgets, JSON,
                """
                {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"%s"},"spec":{"minAvailable":%d,"selector":{"matchLabels":{"app":"%s"}}}}"""
                        .formatted(app, minAvailable, app));
        assertEquals(201, made.status(), made.body());
        Await.until("the budget is worked out", () -> client.get(budgets + "/" + app).body(), body -> body.contains("\"disruptionsAllowed\":" + allowed + ","));
    }

    private static Answer evict(String name, String options) {
        return client.send("POST", pods() + "/" + name + "/eviction", JSON,
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"%s\"}%s}".formatted(name, options));
    }

    @Test
    void aBudgetGivesOneAndRefusesTheNext() {
        pod("web", "web-1", true);
        pod("web", "web-2", true);
        budget("web", 1, 1);

        assertEquals(201, evict("web-1", ",\"deleteOptions\":{\"dryRun\":[\"All\"]}").status());
        assertEquals(201, evict("web-1", "").status());
        Answer refused = evict("web-2", "");

        assertEquals(429, refused.status());
        assertTrue(refused.body().contains("Cannot evict pod as it would violate the pod's disruption budget."), refused.body());
        assertTrue(refused.body().contains("\"reason\":\"DisruptionBudget\""), refused.body());
        assertTrue(client.get(pods() + "/web-1").body().contains("EvictionByEvictionAPI"));
    }

    @Test
    void ofManyEvictionsAtOnceNoMoreSucceedThanTheBudgetAllows() throws Exception {
        for (int i = 0; i < 8; i++) {
            pod("many", "many-" + i, true);
        }
        budget("many", 5, 3);

        List<Callable<Integer>> evictions = IntStream.range(0, 8).<Callable<Integer>>mapToObj(i -> () -> evict("many-" + i, "").status()).toList();
        List<Integer> codes;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            codes = threads.invokeAll(evictions).stream().map(future -> future.resultNow()).sorted().toList();
        }

        assertEquals(List.of(201, 201, 201, 429, 429, 429, 429, 429), codes);
    }

    @Test
    void anUnhealthyPodMayGoWhileEnoughOthersAreHealthy() {
        pod("some", "some-1", true);
        pod("some", "some-2", false);
        budget("some", 1, 0);

        assertEquals(429, evict("some-1", "").status());
        assertEquals(201, evict("some-2", "").status());
    }

    @Test
    void aPodWithoutBudgetGoes() {
        pod("none", "none-1", true);

        assertEquals(201, evict("none-1", "").status());
        assertEquals(400, evict("none-1", ",\"metadata\":{\"name\":\"other\"}").status());
    }
}

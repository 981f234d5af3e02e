package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Resource quotas as users meet them.
class QuotaTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";

    private RawClient client;
    private String core;

    @BeforeEach
    void aClusterForEach(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        ClusterRecord cluster = plane.cluster("acme", name.substring(0, Math.min(20, name.length())));
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        core = plane.url("acme", cluster.name()) + "/api/v1/namespaces/default/";
    }

    private void quota(String spec) {
        Answer made = client.send("POST", core + "resourcequotas", JSON,
                "{\"apiVersion\":\"v1\",\"kind\":\"ResourceQuota\",\"metadata\":{\"name\":\"q\"},\"spec\":%s}".formatted(spec));
        assertEquals(201, made.status(), made.body());
    }

    private Answer pod(String name, String resources) {
        return client.send("POST", core + "pods", JSON, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"initContainers":[{"name":"first","image":"i","resources":%s}],
                 "containers":[{"name":"web","image":"i","resources":%s}]}}""".formatted(name, resources, resources));
    }

    @Test
    void aQuotaForBestEffortPodsLetsOthersBe() {
        quota("{\"hard\":{\"pods\":\"1\"},\"scopes\":[\"BestEffort\"]}");

        assertEquals(201, pod("one", "{}").status());
        Answer refused = pod("two", "{}");
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("pods \\\"two\\\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1"),
                refused.body());
        assertEquals(201, pod("three", "{\"requests\":{\"cpu\":\"1m\"}}").status());
        assertTrue(client.get(core + "resourcequotas/q").body().contains("\"used\":{\"pods\":\"1\"}"));
    }

    @Test
    void whatAQuotaLimitsEveryContainerInItsScopeMustSay() {
        quota("{\"hard\":{\"requests.cpu\":\"1\",\"memory\":\"1Gi\"},\"scopes\":[\"NotBestEffort\"]}");

        assertEquals(201, pod("best-effort", "{}").status());
        Answer refused = pod("silent", "{\"limits\":{\"cpu\":\"1\"}}");
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("failed quota: q: must specify memory for: first,web"), refused.body());
    }
}

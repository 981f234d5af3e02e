package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What whoever writes is told beside the answer, and what is told of the parts of a cluster.
class WarningHeadersTest {

    private static final String JSON = "application/json";

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static RawClient client;
    private static String url;

    @BeforeAll
    static void cluster() {
        client = plane.withCertificate(plane.credentials(plane.cluster("acme", "told"), "root", "system:masters"));
        url = plane.url("acme", "told");
    }

    private static String warning(RawClient.Answer answer, int status) {
        assertEquals(status, answer.status(), answer::body);
        return answer.headers().get("warning");
    }

    private static String deployment(String selector, int replicas) {
        return """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":%d,"selector":{"matchLabels":{"a":"b"}},
                 "template":{"metadata":{"labels":{"a":"b"}},"spec":{"nodeSelector":{"%s":"x"},"containers":[{"name":"c","image":"x"}]}}}}"""
                .formatted(replicas, selector);
    }

    @Test
    void whatIsHardlyMeantIsToldOfWhatIsWritten() {
        String deployments = url + "/apis/apps/v1/namespaces/default/deployments";
        String told = "299 - \"spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \\\"kubernetes.io/os\\\" instead\"";

        assertEquals(told, warning(client.send("POST", deployments + "?dryRun=All", JSON, deployment("beta.kubernetes.io/os", 0)), 201));
        assertEquals(told, warning(client.send("POST", deployments, JSON, deployment("beta.kubernetes.io/os", 0)), 201));
        assertNull(warning(client.send("PATCH", deployments + "/web", "application/merge-patch+json", "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}"), 200));
        assertEquals(told, warning(client.send("PATCH", deployments + "/web", "application/merge-patch+json", "{\"spec\":{\"paused\":true}}"), 200));
        assertEquals(told, warning(client.send("PATCH", deployments + "/web?fieldManager=me&force=true", "application/apply-patch+yaml",
                deployment("beta.kubernetes.io/os", 1)), 200));
        assertNull(warning(client.get(deployments + "/web"), 200));
    }

    @Test
    void ownersThatAreNamedTwiceAreNamedOnce() {
        String owner = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"a\",\"uid\":\"u-1\"}";
        String end = "API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: u-1";
        String maps = url + "/api/v1/namespaces/default/configmaps";

        RawClient.Answer created = client.send("POST", maps + "?dryRun=All", JSON,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"owned\",\"ownerReferences\":[%s,%s]}}".formatted(owner, owner));
        assertTrue(warning(created, 201).contains(".metadata.ownerReferences contains duplicate entries; " + end), () -> created.headers().get("warning"));
        assertTrue(created.body().contains("\"ownerReferences\":[%s]".formatted(owner)), created::body);

        client.send("POST", maps, JSON, "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"owned\"}}");
        RawClient.Answer patched = client.send("PATCH", maps + "/owned?dryRun=All", "application/merge-patch+json",
                "{\"metadata\":{\"ownerReferences\":[%s,%s]}}".formatted(owner, owner));
        assertTrue(warning(patched, 200).contains(".metadata.ownerReferences contains duplicate entries after mutating admission happens; " + end),
                () -> patched.headers().get("warning"));
    }

    @Test
    void whatIsRefusedIsNotWarnedOfToo() {
        assertNull(warning(client.send("POST", url + "/apis/apps/v1/namespaces/default/deployments", JSON, deployment("beta.kubernetes.io/os", -1)), 422));
    }

    @Test
    void whoeverAsksForEndpointsIsToldOfSlices() {
        assertEquals("299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"",
                warning(client.get(url + "/api/v1/namespaces/default/endpoints"), 200));
    }

    @Test
    void partsOfAClusterAreToldAsTheyAre() {
        RawClient.Answer all = client.get(url + "/api/v1/componentstatuses");
        assertEquals("299 - \"v1 ComponentStatus is deprecated in v1.19+\"", warning(all, 200));
        for (String part : List.of("controller-manager", "scheduler", "etcd-0")) {
            assertTrue(all.body().contains("\"name\":\"%s\"".formatted(part)), all::body);
            assertTrue(client.get(url + "/api/v1/componentstatuses/" + part).body().contains("\"message\":\"ok\""));
        }
        assertEquals(404, client.get(url + "/api/v1/componentstatuses/nonesuch").status());
        assertEquals(405, client.send("DELETE", url + "/api/v1/componentstatuses/scheduler", "", "").status());

        RawClient other = plane.withCertificate(plane.credentials(plane.cluster("beta", "told"), "root", "system:masters"));
        assertEquals(200, client.send("PATCH", url + "/apis/marina.dev/v1/controllers/scheduler", "application/merge-patch+json",
                "{\"spec\":{\"paused\":true}}").status());
        assertTrue(client.get(url + "/api/v1/componentstatuses/scheduler").body().contains("\"status\":\"False\""));
        assertTrue(other.get(plane.url("beta", "told") + "/api/v1/componentstatuses/scheduler").body().contains("\"status\":\"True\""));
        client.send("PATCH", url + "/apis/marina.dev/v1/controllers/scheduler", "application/merge-patch+json", "{\"spec\":{\"paused\":false}}");
    }

    @Test
    void howOftenAClustersHealthWasAskedForIsItsOwn() {
        RawClient other = plane.withCertificate(plane.credentials(plane.cluster("beta", "asked"), "root", "system:masters"));
        client.get(url + "/livez");
        client.get(url + "/livez/etcd");

        String told = client.get(url + "/metrics/slis").body();

        assertTrue(told.contains("# TYPE kubernetes_healthcheck gauge\n"), told);
        assertTrue(told.contains("kubernetes_healthcheck{name=\"etcd\",type=\"livez\"} 1\n"), told);
        assertTrue(told.contains("kubernetes_healthchecks_total{name=\"etcd\",status=\"success\",type=\"livez\"} 2\n"), told);
        assertTrue(told.contains("kubernetes_healthchecks_total{name=\"ping\",status=\"success\",type=\"livez\"} 1\n"), told);
        String others = other.get(plane.url("beta", "asked") + "/metrics/slis").body();
        assertFalse(others.contains("name="), others);
        assertEquals(403, plane.withCertificate(plane.credentials(plane.cluster("acme", "told"), "nobody")).get(url + "/metrics/slis").status());
    }
}

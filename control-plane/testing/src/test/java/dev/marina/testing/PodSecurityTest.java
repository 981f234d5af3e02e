package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Pod Security Standards as users meet them: by the labels of a namespace.
class PodSecurityTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String ROOT_POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"containers":[{"name":"web","image":"i","securityContext":{"runAsUser":0,"allowPrivilegeEscalation":false,
             "capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"},"runAsNonRoot":true}}]}}""";

    private static RawClient client;
    private static String base;

    @BeforeAll
    static void aCluster() {
        ClusterRecord cluster = plane.cluster("acme", "security");
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        base = plane.url("acme", "security");
    }

    /// With the account that pods need, before its controller comes to it.
    private static Answer namespace(String name, String labels) {
        Answer made = client.send("POST", base + "/api/v1/namespaces", JSON,
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\",\"labels\":{%s}}}".formatted(name, labels));
        client.send("POST", base + "/api/v1/namespaces/" + name + "/serviceaccounts", JSON,
                "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}");
        return made;
    }

    private static String pods(String namespace) {
        return base + "/api/v1/namespaces/" + namespace + "/pods";
    }

    @Test
    void aPodThatTheNamespaceForbidsIsRefusedAndItsTemplateWarnedOf() {
        namespace("strict", "\"pod-security.kubernetes.io/enforce\":\"restricted\"");

        Answer refused = client.send("POST", pods("strict"), JSON, ROOT_POD.formatted("root"));
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("pods \\\"root\\\" is forbidden: violates PodSecurity \\\"restricted:latest\\\": runAsUser=0 "
                + "(container \\\"web\\\" must not set runAsUser=0)"), refused.body());

        Answer warned = client.send("POST", base + "/apis/apps/v1/namespaces/strict/deployments", JSON, """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},
                 "template":{"metadata":{"labels":{"a":"b"}},"spec":{"hostNetwork":true,"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
                 "containers":[{"name":"c","image":"i","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}}}}""");
        assertEquals(201, warned.status());
        assertEquals("299 - \"would violate PodSecurity \\\"restricted:latest\\\": host namespaces (hostNetwork=true)\"", warned.headers().get("warning"));
    }

    @Test
    void aStricterLabelNamesThePodsThatWouldNotPassAndLeavesThemRunning() {
        namespace("loose", "");
        client.send("POST", pods("loose"), JSON, ROOT_POD.formatted("one"));
        client.send("POST", pods("loose"), JSON, ROOT_POD.formatted("two"));

        Answer labelled = client.send("PATCH", base + "/api/v1/namespaces/loose", "application/merge-patch+json",
                "{\"metadata\":{\"labels\":{\"pod-security.kubernetes.io/enforce\":\"restricted\"}}}");

        assertEquals("299 - \"existing pods in namespace \\\"loose\\\" violate the new PodSecurity enforce level \\\"restricted:latest\\\"\", "
                + "299 - \"one (and 1 other pod): runAsUser=0\"", labelled.headers().get("warning"));
        assertEquals(200, client.get(pods("loose") + "/one").status());
        Answer relabelled = client.send("PATCH", pods("loose") + "/one", "application/merge-patch+json", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        assertEquals(200, relabelled.status(), relabelled.body());
    }

    @Test
    void aLabelThatMeansNothingIsRefused() {
        Answer refused = namespace("odd", "\"pod-security.kubernetes.io/enforce\":\"strict\"");

        assertEquals(422, refused.status());
        assertTrue(
                refused.body().contains("Namespace \\\"odd\\\" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \\\"strict\\\": "
                        + "must be one of privileged, baseline, restricted"),
                refused.body());
        assertFalse(namespace("even", "\"pod-security.kubernetes.io/enforce\":\"baseline\"").headers().containsKey("warning"));
    }
}

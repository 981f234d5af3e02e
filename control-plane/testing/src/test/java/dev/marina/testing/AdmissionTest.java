package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What admission adds and refuses, as users meet it.
class AdmissionTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";

    private static RawClient client;
    private static String base;

    @BeforeAll
    static void aCluster() {
        ClusterRecord cluster = plane.cluster("acme", "admission");
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        base = plane.url("acme", "admission");
    }

    private static Document document(Answer answer) {
        assertTrue(answer.status() < 300, answer.toString());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String message, Answer answer) {
        assertEquals(403, answer.status(), answer.body());
        assertTrue(answer.body().contains(message.replace("\"", "\\\"")), answer.body());
    }

    private static Answer pod(String name, String more) {
        return client.send("POST", base + "/api/v1/namespaces/default/pods", JSON, """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{%s"containers":[{"name":"c","image":"i"}]}}""".formatted(name, more));
    }

    @Test
    void aPodTakesFromItsRuntimeClassWhatItCostsAndWhereItIs() {
        document(client.send("POST", base + "/apis/node.k8s.io/v1/runtimeclasses", JSON, """
                {"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{"name":"boxed"},"handler":"boxed","overhead":{"podFixed":{"cpu":"250m"}},
                 "scheduling":{"nodeSelector":{"boxes":"yes"},"tolerations":[{"key":"boxes","operator":"Exists"}]}}"""));

        Document boxed = document(pod("boxed", "\"runtimeClassName\":\"boxed\",\"nodeSelector\":{\"disk\":\"ssd\"},"));

        assertEquals("{\"cpu\":\"250m\"}", boxed.at("spec", "overhead").toString());
        assertEquals("yes", boxed.text("spec", "nodeSelector", "boxes"));
        assertTrue(boxed.at("spec", "tolerations").toString().contains("\"key\":\"boxes\""));
        refused("pods \"odd\" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[boxes] = yes; pod.spec.nodeSelector[boxes] = no",
                pod("odd", "\"runtimeClassName\":\"boxed\",\"nodeSelector\":{\"boxes\":\"no\"},"));
        refused("pod rejected: RuntimeClass \"none\" not found", pod("lost", "\"runtimeClassName\":\"none\","));
        refused("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead", pod("heavy", "\"overhead\":{\"cpu\":\"1\"},"));
    }

    @Test
    void aClaimGrowsOnlyWhereItsClassAllowsIt() {
        for (boolean allowed : new boolean[] {false, true}) {
            String storageClass = "grow-" + allowed;
            document(client.send("POST", base + "/apis/storage.k8s.io/v1/storageclasses", JSON,
                    """
                    {"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"%s"},"provisioner":"example.com/none","allowVolumeExpansion":%s}"""
                            .formatted(storageClass, allowed)));
            String claims = base + "/api/v1/namespaces/default/persistentvolumeclaims";
            document(client.send("POST", claims, JSON, """
                    {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"%s"},"spec":{"storageClassName":"%s","accessModes":["ReadWriteOnce"],
                     "volumeName":"elsewhere","resources":{"requests":{"storage":"1Gi"}}}}""".formatted(storageClass, storageClass)));
            Answer grown = Await.until("the claim is bound and asked to grow", () -> {
                client.send("PATCH", claims + "/" + storageClass + "/status", MERGE, "{\"status\":{\"phase\":\"Bound\"}}");
                return client.send("PATCH", claims + "/" + storageClass, MERGE, "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}");
            }, answer -> answer.status() != 422);
            if (allowed) {
                assertEquals(200, grown.status(), grown.body());
            } else {
                refused("only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize", grown);
            }
        }
    }

    /// Through the class that every cluster has without storing it, another that is made the default, and the first one's deletion.
    @Test
    void anIngressWithoutAClassGetsTheDefaultOne() {
        String classes = base + "/apis/networking.k8s.io/v1/ingressclasses";
        Document standing = document(client.send("GET", classes + "/marina", "", ""));
        assertEquals("marina.dev/ingress", standing.text("spec", "controller"));
        assertEquals("true", standing.annotations().get("ingressclass.kubernetes.io/is-default-class"));
        assertEquals("marina", ingress("first", "").text("spec", "ingressClassName"));
        assertEquals("mine", ingress("second", "\"ingressClassName\":\"mine\",").text("spec", "ingressClassName"));

        document(client.send("PATCH", classes + "/marina", MERGE,
                "{\"metadata\":{\"annotations\":{\"ingressclass.kubernetes.io/is-default-class\":\"false\"}}}"));
        assertEquals("", ingress("third", "").text("spec", "ingressClassName"));
        document(client.send("POST", classes, JSON, """
                {"apiVersion":"networking.k8s.io/v1","kind":"IngressClass","metadata":{"name":"own","annotations":{"ingressclass.kubernetes.io/is-default-class":"true"}},
                 "spec":{"controller":"example.com/own"}}"""));
        assertEquals("own", ingress("fourth", "").text("spec", "ingressClassName"));
        document(client.send("DELETE", classes + "/marina", "", ""));
        assertEquals(404, client.send("GET", classes + "/marina", "", "").status());
    }

    private static Document ingress(String name, String more) {
        return document(client.send("POST", base + "/apis/networking.k8s.io/v1/namespaces/default/ingresses", JSON,
                """
                {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"%s"},"spec":{%s"defaultBackend":{"service":{"name":"web","port":{"number":80}}}}}"""
                        .formatted(name, more)));
    }

    @Test
    void anAggregatedRoleSaysWhatItGrantsAtEveryVersion() {
        String roles = base + "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        String part = """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"%s","labels":{"sum":"yes"}},
                 "rules":[{"apiGroups":["%s"],"resources":["things"],"verbs":["get"]}]}""";
        document(client.send("POST", roles, JSON, part.formatted("one", "one.example.com")));
        Document whole = document(client.send("POST", roles, JSON, """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"whole"},
                 "aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"sum":"yes"}}]},"rules":[]}"""));
        assertEquals("one.example.com", whole.at("rules").get(0).path("apiGroups").get(0).asText());

        document(client.send("POST", roles, JSON, part.formatted("two", "two.example.com")));
        assertEquals(2, document(client.get(roles + "/whole")).at("rules").size());
        document(client.send("PATCH", roles + "/one", MERGE, "{\"metadata\":{\"labels\":{\"sum\":null}}}"));
        assertEquals("two.example.com", document(client.get(roles + "/whole")).at("rules").get(0).path("apiGroups").get(0).asText());
        client.send("DELETE", roles + "/two", JSON, "{}");
        assertEquals(0, document(client.get(roles + "/whole")).at("rules").size());
    }

    @Test
    void whatIsAddedToADefaultRoleStandsInIt() {
        document(client.send("POST", base + "/apis/rbac.authorization.k8s.io/v1/clusterroles", JSON, """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"more","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},
                 "rules":[{"apiGroups":["more.example.com"],"resources":["things"],"verbs":["get"]}]}"""));

        assertTrue(client.get(base + "/apis/rbac.authorization.k8s.io/v1/clusterroles/view").body().contains("more.example.com"));
    }

    @Test
    void theApiServerIsAmongTheEndpoints() {
        assertEquals("169.254.1.1", document(client.get(base + "/api/v1/namespaces/default/endpoints/kubernetes")).at("subsets").get(0).path("addresses").get(0)
                .path("ip").asText());
        assertEquals("169.254.1.1", document(client.get(base + "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes")).at("endpoints").get(0)
                .path("addresses").get(0).asText());
    }
}

package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is wrong in a cluster, asked by its people and by others.
class DiagnosisApiTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String PATH = "/debug/diagnosis";

    private ClusterRecord acme;
    private ClusterRecord globex;

    @BeforeEach
    void twoTenants(org.junit.jupiter.api.TestInfo test) {
        String name = "d" + Math.floorMod(test.getTestMethod().orElseThrow().getName().hashCode(), 100_000);
        acme = plane.cluster("acme", name);
        globex = plane.cluster("globex", name);
        RawClient admin = as(acme, "ann", "system:masters");
        for (String name1 : List.of("lonely", "secret-one")) {
            Answer made = admin.send("POST", url(acme, "/api/v1/namespaces/" + (name1.equals("lonely") ? "default" : "kube-system") + "/services"),
                    "application/json",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"selector\":{\"app\":\"x\"},\"ports\":[{\"port\":80}]}}"
                            .formatted(name1));
            assertEquals(201, made.status(), made.body());
        }
    }

    private static RawClient as(ClusterRecord cluster, String user, String... groups) {
        return plane.withCertificate(plane.credentials(cluster, user, groups));
    }

    private static String url(ClusterRecord cluster, String path) {
        return plane.url(cluster.tenant(), cluster.name()) + path;
    }

    private static List<String> names(RawClient client, ClusterRecord cluster) {
        Answer answer = client.get(url(cluster, PATH));
        assertEquals(200, answer.status(), answer.body());
        JsonNode root = Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
        return root.path("findings").valueStream().map(each -> each.path("reason").asText() + " " + each.at("/object/name").asText()).toList();
    }

    @Test
    void whatIsWrongIsNamedToWhoMaySeeItAndToNobodyElse() {
        assertTrue(names(as(acme, "ann", "system:masters"), acme).containsAll(List.of("ServiceWithoutEndpoint lonely", "ServiceWithoutEndpoint secret-one")));

        RawClient narrow = as(acme, "ned");
        assertEquals(403, narrow.get(url(acme, PATH)).status());
        RawClient admin = as(acme, "ann", "system:masters");
        admin.send("POST", url(acme, "/apis/rbac.authorization.k8s.io/v1/clusterroles"), "application/json", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"asks"},
                 "rules":[{"nonResourceURLs":["/debug/diagnosis"],"verbs":["get"]}]}""");
        admin.send("POST", url(acme, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"), "application/json", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"asks"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"asks"},"subjects":[{"kind":"User","name":"ned"}]}""");
        admin.send("POST", url(acme, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings"), "application/json", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"sees"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},"subjects":[{"kind":"User","name":"ned"}]}""");
        assertEquals(List.of("ServiceWithoutEndpoint lonely"), names(narrow, acme), "of kube-system he may get nothing");
    }

    @Test
    void anotherTenantsClusterHasItsOwnAndRefusesStrangers() {
        assertFalse(names(as(globex, "gus", "system:masters"), globex).toString().contains("lonely"));
        assertEquals(403, as(globex, "gus", "system:masters").get(url(acme, PATH)).status(), "a certificate of another cluster is nobody");
    }
}

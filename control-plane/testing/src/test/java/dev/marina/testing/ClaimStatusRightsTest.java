package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who may say what of a claim of devices: a driver speaks of its own devices, one that runs on a node of that node's.
class ClaimStatusRightsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String CLAIMS = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";

    private final ClusterRecord cluster = plane.cluster("acme", "claims");
    private final RawClient admin = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
    private final RawClient ben = plane.withCertificate(plane.credentials(cluster, "ben"));

    private void make(String path, String body) {
        Answer made = admin.send("POST", plane.url("acme", "claims") + path, JSON, body);
        assertEquals(201, made.status(), made.body());
    }

    private Answer patch(RawClient who, String status) {
        return who.send("PATCH", plane.url("acme", "claims") + CLAIMS + "/c/status", "application/merge-patch+json", "{\"status\":%s}".formatted(status));
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private static void assertRefused(String message, Answer answer) {
        assertEquals(422, answer.status(), answer.body());
        assertEquals("ResourceClaim.resource.k8s.io \"c\" is invalid: " + message, json(answer).path("message").asText());
        assertEquals("FieldValueForbidden", json(answer).at("/details/causes/0/reason").asText());
    }

    private void role(String name, String user, String verbs, String resources, String names) {
        make(RBAC + "clusterroles", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"%s"},"rules":[
                 {"apiGroups":["resource.k8s.io"],"verbs":%s,"resources":%s%s}]}""".formatted(name, verbs, resources,
                names.isEmpty() ? "" : ",\"resourceNames\":" + names));
        make(RBAC + "clusterrolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"%1$s"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"%1$s"},"subjects":[%2$s]}""".formatted(name, user));
    }

    private static String user(String name) {
        return "{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"User\",\"name\":\"%s\"}".formatted(name);
    }

    private static String device(String driver, String device) {
        return "{\"driver\":\"%s\",\"pool\":\"n1\",\"device\":\"%s\"}".formatted(driver, device);
    }

    private static String allocation() {
        return """
                {"allocation":{"devices":{"results":[{"request":"r","driver":"gpu.example.com","pool":"n1","device":"g0"},
                 {"request":"r","driver":"nic.example.com","pool":"n1","device":"e0"}]},"nodeSelector":{"nodeSelectorTerms":[
                 {"matchFields":[{"key":"metadata.name","operator":"In","values":["n1"]}]}]}}}""";
    }

    /// A driver as its pod on the node knows itself.
    private RawClient driverOn(String node) {
        make("/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"%s\"}}".formatted(node));
        make("/api/v1/namespaces/default/pods", """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"driver-%1$s"},"spec":{"nodeName":"%1$s","serviceAccountName":"driver",
                 "containers":[{"name":"c","image":"i"}]}}""".formatted(node));
        Answer token = admin.send("POST", plane.url("acme", "claims") + "/api/v1/namespaces/default/serviceaccounts/driver/token", JSON, """
                {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"boundObjectRef":
                 {"apiVersion":"v1","kind":"Pod","name":"driver-%s"}}}""".formatted(node));
        assertEquals(201, token.status(), token.body());
        return plane.withToken(json(token).at("/status/token").asText());
    }

    @Test
    void whoMayWriteTheStatusOfClaimsSpeaksForNoDriverByThat() {
        make(CLAIMS, """
                {"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaim","metadata":{"name":"c"},"spec":{"devices":{"requests":[
                 {"name":"r","exactly":{"deviceClassName":"none"}}]}}}""");
        role("status", user("ben"), "[\"get\",\"update\",\"patch\"]", "[\"resourceclaims\",\"resourceclaims/status\"]", "");
        String noBinding = "status.allocation: Forbidden: changing status.allocation or status.reservedFor requires resource=\"resourceclaims/binding\", "
                + "verb=\"patch\" permission: resourceclaims.resource.k8s.io is forbidden: User \"ben\" cannot patch resource \"resourceclaims/binding\" "
                + "in API group \"resource.k8s.io\" at the cluster scope";
        assertRefused(noBinding, patch(ben, allocation()));
        assertEquals(200, patch(admin, allocation()).status());

        assertRefused("status.devices: Forbidden: changing status.devices requires resource=\"resourceclaims/driver\", verb=\"[arbitrary-node:patch]\" "
                + "permission: resourceclaims.resource.k8s.io \"gpu.example.com\" is forbidden: User \"ben\" cannot arbitrary-node:patch resource "
                + "\"resourceclaims/driver\" in API group \"resource.k8s.io\" in the namespace \"default\"",
                patch(ben, "{\"devices\":[%s]}".formatted(device("gpu.example.com", "g0"))));
        Answer both = patch(ben, "{\"devices\":[%s,%s]}".formatted(device("nic.example.com", "e0"), device("gpu.example.com", "g0")));
        assertEquals(2, json(both).at("/details/causes").size(), both.body());

        role("gpu", user("ben"), "[\"arbitrary-node:patch\"]", "[\"resourceclaims/driver\"]", "[\"gpu.example.com\"]");
        assertEquals(200, patch(ben, "{\"devices\":[%s]}".formatted(device("gpu.example.com", "g0"))).status());
        assertTrue(patch(ben, "{\"devices\":[%s]}".formatted(device("nic.example.com", "e0"))).body().contains("\\\"nic.example.com\\\" is forbidden"));
        Answer other = patch(ben, "{\"devices\":[%s,%s]}".formatted(device("gpu.example.com", "g0"), device("nic.example.com", "e0")));
        assertEquals(1, json(other).at("/details/causes").size(), other.body());

        theDriverOfANodeSpeaksOfThatNodesDevices();

        assertEquals(200, patch(admin, "{\"allocation\":null}").status());
        assertEquals(0, json(admin.get(plane.url("acme", "claims") + CLAIMS + "/c")).at("/status/devices").size(),
                "nothing is told of devices that are given back");
    }

    private void theDriverOfANodeSpeaksOfThatNodesDevices() {
        make("/api/v1/namespaces/default/serviceaccounts", "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"driver\"}}");
        String account = "{\"kind\":\"ServiceAccount\",\"namespace\":\"default\",\"name\":\"driver\"}";
        role("driver-status", account, "[\"get\",\"patch\"]", "[\"resourceclaims\",\"resourceclaims/status\"]", "");
        role("driver", account, "[\"associated-node:patch\"]", "[\"resourceclaims/driver\"]", "[\"nic.example.com\"]");
        String status = "{\"devices\":[%s,%s]}".formatted(device("gpu.example.com", "g0"), device("nic.example.com", "e0"));
        Answer elsewhere = patch(driverOn("n2"), status);
        assertEquals(422, elsewhere.status(), elsewhere.body());
        assertTrue(elsewhere.body().contains("verb=\\\"[arbitrary-node:patch]\\\""), elsewhere.body());
        Answer there = patch(driverOn("n1"), status);
        assertEquals(200, there.status(), there.body());
    }

    @Test
    void aRightInOneClusterIsNoneInAnother() {
        ClusterRecord globex = plane.cluster("globex", "claims");
        RawClient stranger = plane.withCertificate(plane.credentials(globex, "ben", "system:masters"));
        assertEquals(403, patch(stranger, "{\"devices\":[]}").status());
    }
}

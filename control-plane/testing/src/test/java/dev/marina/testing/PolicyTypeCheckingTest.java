package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A policy's status tells its author what its expressions get wrong about the types that it names.
class PolicyTypeCheckingTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";

    private static RawClient client;
    private static String base;

    @BeforeAll
    static void aCluster() {
        ClusterRecord cluster = plane.cluster("acme", "typed");
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        base = plane.url("acme", "typed");
    }

    private static Document checked(String name, String group, String resource, String expression) {
        String policies = base + "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
        String policy = """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy","metadata":{"name":"%s"},"spec":{
                 "matchConstraints":{"resourceRules":[{"apiGroups":["%s"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["%s"]}]},
                 "validations":[{"expression":"%s"}]}}""".formatted(name, group, resource, expression);
        String patch = "{\"spec\":{\"validations\":[{\"expression\":\"%s\"}]}}".formatted(expression);
        if (client.send("POST", policies, JSON, policy).status() == 409) {
            client.send("PATCH", policies + "/" + name, "application/merge-patch+json", patch);
        }
        Await.until("the policy is checked", () -> document(policies + "/" + name),
                found -> found.generation() > 0 && found.at("status", "observedGeneration").asLong() == found.generation());
        return document(policies + "/" + name);
    }

    private static Document document(String url) {
        return Document.parse(client.get(url).body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsWrongIsToldAndGoesWhenItIsMended() {
        Document wrong = checked("replicas", "apps", "deployments", "object.spec.replicas > '1'");
        assertEquals("spec.validations[0].expression", wrong.at("status", "typeChecking", "expressionWarnings").path(0).path("fieldRef").asText());
        assertTrue(wrong.at("status", "typeChecking", "expressionWarnings").path(0).path("warning").asText()
                .startsWith("apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_>_' applied to '(int, string)'"),
                wrong.toString());

        Document mended = checked("replicas", "apps", "deployments", "object.spec.replicas > 1");
        assertEquals("{}", mended.at("status", "typeChecking").toString());
    }

    @Test
    void typesOfTheClustersOwnAreKnownByTheirSchema() {
        client.send("POST", base + "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", JSON, """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"lamps.example.com"},"spec":{"group":"example.com",
                 "scope":"Namespaced","names":{"plural":"lamps","kind":"Lamp"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":
                 {"type":"object","properties":{"spec":{"type":"object","properties":{"watts":{"type":"integer"}}}}}}}]}}""");
        Await.until("the type is served", () -> client.get(base + "/apis/example.com/v1/lamps").status(), status -> status == 200);

        Document wrong = checked("lamps", "example.com", "lamps", "object.spec.watts > 'bright' || object.metadata.name == 'a'");

        assertTrue(wrong.at("status", "typeChecking", "expressionWarnings").path(0).path("warning").asText()
                .startsWith("example.com/v1, Kind=Lamp: ERROR: <input>:1:19: found no matching overload for '_>_' applied to '(int, string)'"),
                wrong.toString());
    }
}

package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A cluster in which objects are applied, and what they say about who manages which field. Deployments stand in a namespace that no
/// controller acts on.
abstract class AppliedObjects {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    static final String APPLY = "application/apply-patch+yaml";
    static final String MERGE = "application/merge-patch+json";
    static final String JSON = "application/json";

    static ClusterRecord cluster;
    static RawClient client;
    static String base;

    @BeforeAll
    static void aCluster() {
        cluster = plane.cluster("acme", "apply");
        client = plane.withCertificate(plane.credentials(cluster, "admin", "system:masters"));
        base = plane.url("acme", "apply");
    }

    static String configMaps() {
        return base + "/api/v1/namespaces/kube-public/configmaps";
    }

    static String deployments() {
        return base + "/apis/apps/v1/namespaces/kube-public/deployments";
    }

    static Answer apply(String url, String manager, String body) {
        return client.send("PATCH", url + (url.contains("?") ? "&" : "?") + "fieldManager=" + manager, APPLY, body);
    }

    static String configMap(String name, String data) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {%s}}".formatted(name, data);
    }

    static String deployment(String name, String spec) {
        return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: %s}, spec: {%s}}".formatted(name, spec);
    }

    static final String TEMPLATE = "selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}";

    static Document object(Answer answer) {
        assertTrue(answer.status() < 300, answer.toString());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    static Document get(String url) {
        return object(client.get(url));
    }

    static List<JsonNode> entries(Document object) {
        return object.at("metadata", "managedFields").valueStream().toList();
    }

    /// `Apply kubectl v1 {f:data:…}`, one line for each entry, sorted: the order of entries depends on the second in which they were made.
    static String managers(Document object) {
        return String.join("\n",
                entries(object).stream().map(entry -> "%s %s %s%s %s".formatted(entry.path("operation").asText(), entry.path("manager").asText(),
                        entry.path("apiVersion").asText(), entry.has("subresource") ? "/" + entry.path("subresource").asText() : "",
                        entry.path("fieldsV1").toString().replace("\"", ""))).sorted().toList());
    }

    static String message(Answer answer) {
        return answer.status() + " " + Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).text("message");
    }
}

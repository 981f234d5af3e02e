package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.testing.RawClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A new cluster that begins with what another one was.
class ForkTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String CLUSTERS = "/apis/marina.dev/v1/namespaces/%s/clusters";

    private static RawClient tenancy;

    @BeforeAll
    static void tenants() {
        tenancy = plane.withCertificate(plane.credentials(plane.management(), "marina:tenancy", "marina:tenancy"));
        for (String tenant : List.of("acme", "globex")) {
            tenancy.send("POST", management("/apis/marina.dev/v1/tenants"), "application/json",
                    "{\"apiVersion\": \"marina.dev/v1\", \"kind\": \"Tenant\", \"metadata\": {\"name\": \"%1$s\"}, \"spec\": {\"id\": \"%1$s\"}}"
                            .formatted(tenant));
            Await.until("the cluster is made", () -> cluster(tenant, "default", "{}").status() == 201);
            awaitReady(tenant, "default");
        }
    }

    private static String management(String path) {
        return plane.url("marina", "management") + path;
    }

    private static Answer cluster(String tenant, String name, String spec) {
        return tenancy.send("POST", management(CLUSTERS.formatted(tenant)), "application/json",
                "{\"apiVersion\": \"marina.dev/v1\", \"kind\": \"Cluster\", \"metadata\": {\"name\": \"%s\"}, \"spec\": %s}".formatted(name, spec));
    }

    private static String seen(String tenant, String name) {
        return tenancy.get(management(CLUSTERS.formatted(tenant) + "/" + name)).body();
    }

    private static void awaitReady(String tenant, String name) {
        Await.until("the cluster is ready", () -> seen(tenant, name).contains("\"phase\":\"Ready\""));
    }

    private static Answer fork(String tenant, String name, String version) {
        String origin = plane.plane().store().find("acme", "default").orElseThrow().id().value();
        return cluster(tenant, name, "{\"fork\": {\"clusterId\": \"%s\", \"version\": \"%s\"}}".formatted(origin, version));
    }

    private static String versionNow() {
        return parsed(tenancy.get(management(CLUSTERS.formatted("acme") + "/default/history?what=moment&at=" + Instant.now()))).path("version").asText();
    }

    private static Answer send(String cluster, String method, String path, String body) {
        return plane.withCertificate(plane.credentials(plane.plane().store().find("acme", cluster).orElseThrow(), "ann", "system:masters"))
                .send(method, plane.url("acme", cluster) + path, "application/json", body);
    }

    private static Answer made(String cluster, String path, String body) {
        Answer answer = send(cluster, "POST", path, body);
        assertTrue(answer.status() < 300, answer.body());
        return answer;
    }

    private static JsonNode read(String cluster, String path) {
        return parsed(send(cluster, "GET", path, ""));
    }

    private static JsonNode parsed(Answer answer) {
        try {
            return Document.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aForkBeginsWithWhatItsOriginWasAndActsForItselfAlone() {
        made("default", "/api/v1/namespaces", "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"prod\"}}");
        String in = "/api/v1/namespaces/prod/";
        made("default", in + "configmaps", "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}, \"data\": {\"k\": \"then\"}}");
        made("default", in + "secrets", "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"s\"}, \"stringData\": {\"k\": \"v\"}}");
        made("default", "/api/v1/namespaces/kube-system/secrets", """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "bootstrap-token-abcdef"}, "type": "bootstrap.kubernetes.io/token",
                 "stringData": {"token-id": "abcdef", "token-secret": "0123456789abcdef", "usage-bootstrap-authentication": "true"}}
                """);
        made("default", "/apis/coordination.k8s.io/v1/namespaces/prod/leases",
                "{\"apiVersion\": \"coordination.k8s.io/v1\", \"kind\": \"Lease\", \"metadata\": {\"name\": \"leader\"}, \"spec\": {\"holderIdentity\": \"a\"}}");
        made("default", "/api/v1/nodes", "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"n1\"}}");
        made("default", in + "persistentvolumeclaims", """
                {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"},
                 "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}}}
                """);
        made("default", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "volumesnapshots.snapshot.storage.k8s.io",
                 "annotations": {"api-approved.kubernetes.io": "https://example.org"}},
                 "spec": {"group": "snapshot.storage.k8s.io", "scope": "Namespaced", "names": {"kind": "VolumeSnapshot", "plural": "volumesnapshots"},
                 "versions": [{"name": "v1", "served": true, "storage": true, "subresources": {"status": {}},
                 "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}
                """);
        String snapshots = "/apis/snapshot.storage.k8s.io/v1/namespaces/prod/volumesnapshots";
        Await.until("there are snapshots", () -> send("default", "GET", snapshots, "").status() == 200);
        made("default", snapshots, """
                {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot", "metadata": {"name": "monday"},
                 "spec": {"source": {"persistentVolumeClaimName": "data"}}}
                """);
        made("default", in + "services",
                "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"web\"}, \"spec\": {\"ports\": [{\"port\": 80}]}}");
        made("default", "/apis/apps/v1/namespaces/prod/deployments", """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
                 "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "example.org/c:1"}]}}}}
                """);
        Await.until("the pods are there", () -> read("default", in + "pods").path("items").size() == 2);
        String token = parsed(made("default", in + "serviceaccounts/default/token",
                "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenRequest\", \"spec\": {}}")).at("/status/token").asText();
        String version = versionNow();
        send("default", "PUT", in + "configmaps/a",
                "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}, \"data\": {\"k\": \"now\"}}");
        send("default", "DELETE", in + "secrets/s", "");

        assertEquals(201, fork("acme", "copy", version).status());
        Answer pool = tenancy.send("POST", management("/apis/marina.dev/v1/namespaces/acme/nodepools"), "application/json", """
                {"apiVersion": "marina.dev/v1", "kind": "NodePool", "metadata": {"name": "copy-pool"},
                 "spec": {"cluster": "copy", "replicas": 1, "cpu": "1", "memory": "1Gi"}}
                """);
        assertEquals(201, pool.status(), pool.body());
        awaitReady("acme", "copy");

        assertEquals("then", read("copy", in + "configmaps/a").at("/data/k").asText());
        assertEquals("dg==", read("copy", in + "secrets/s").at("/data/k").asText());
        for (String path : List.of("apps/v1/namespaces/prod/deployments/web", "apps/v1/namespaces/prod/replicasets")) {
            assertEquals(uid(read("default", "/apis/" + path)), uid(read("copy", "/apis/" + path)), path);
        }
        assertEquals(read("default", in + "services/web").at("/spec/clusterIP"), read("copy", in + "services/web").at("/spec/clusterIP"));
        Await.until("its controllers make pods of its own", () -> read("copy", in + "pods").path("items").size() == 2);
        assertNotEquals(uid(read("default", in + "pods")), uid(read("copy", in + "pods")));
        assertNotEquals(uid(read("default", "/api/v1/namespaces/kube-system")), uid(read("copy", "/api/v1/namespaces/kube-system")));
        for (String left : List.of("/api/v1/nodes/n1", in + "persistentvolumeclaims/data", snapshots + "/monday",
                "/api/v1/namespaces/kube-system/secrets/bootstrap-token-abcdef",
                "/apis/coordination.k8s.io/v1/namespaces/prod/leases/leader")) {
            assertEquals(404, send("copy", "GET", left, "").status(), left);
        }
        String authentication = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";
        assertNotEquals(read("default", authentication).path("data"), read("copy", authentication).path("data"), "its authority is its own");
        assertEquals(200, plane.withToken(token).get(plane.url("acme", "default") + "/api").status());
        assertEquals(401, plane.withToken(token).get(plane.url("acme", "copy") + "/api").status());
        send("copy", "DELETE", in + "configmaps/a", "");
        assertEquals("now", read("default", in + "configmaps/a").at("/data/k").asText());
    }

    private static String uid(JsonNode object) {
        return object.has("items") ? object.at("/items/0/metadata/uid").asText() : object.at("/metadata/uid").asText();
    }

    @Test
    void anotherTenantsClusterIsNotForked() {
        assertEquals(201, fork("globex", "stolen", versionNow()).status());
        Await.until("it is said that it cannot be", () -> seen("globex", "stolen").contains("\"reason\":\"ForkFailed\""));
        assertTrue(seen("globex", "stolen").contains("\"phase\":\"Restoring\""));
        assertEquals(422, fork("acme", "malformed", "latest").status());
    }
}

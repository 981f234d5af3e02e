package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.testing.RawClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Backups of a tenant's cluster, and what comes back from them.
class BackupTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String OURS = "/apis/marina.dev/v1/namespaces/%s/%s";

    private static RawClient tenancy;

    @BeforeAll
    static void tenants() {
        tenancy = plane.withCertificate(plane.credentials(plane.management(), "marina:tenancy", "marina:tenancy"));
        tenant("acme", "{}");
        tenant("globex", "{}");
        cluster("acme", "default");
        cluster("globex", "default");
    }

    private static void tenant(String name, String limits) {
        accepted(tenancy.send("POST", management("/apis/marina.dev/v1/tenants"), "application/json",
                "{\"apiVersion\": \"marina.dev/v1\", \"kind\": \"Tenant\", \"metadata\": {\"name\": \"%1$s\"}, \"spec\": {\"id\": \"%1$s\", \"limits\": %2$s}}"
                        .formatted(name, limits)));
        Await.until("the tenant takes clusters",
                () -> tenancy.get(management("/apis/marina.dev/v1/tenants/" + name)).body().contains("\"phase\":\"Ready\""));
    }

    private static void cluster(String tenant, String name) {
        accepted(make(tenant, "clusters", "Cluster", name, "{}"));
        awaitPhase(tenant, "clusters", name, "Ready");
    }

    private static String management(String path) {
        return plane.url("marina", "management") + path;
    }

    private static Answer make(String tenant, String type, String kind, String name, String spec) {
        return tenancy.send("POST", management(OURS.formatted(tenant, type)), "application/json",
                "{\"apiVersion\": \"marina.dev/v1\", \"kind\": \"%s\", \"metadata\": {\"name\": \"%s\"}, \"spec\": %s}".formatted(kind, name, spec));
    }

    private static JsonNode seen(String tenant, String type, String name) {
        return parsed(tenancy.get(management(OURS.formatted(tenant, type) + "/" + name)));
    }

    private static void awaitPhase(String tenant, String type, String name, String phase) {
        Await.until("%s %s is %s".formatted(type, name, phase), () -> {
            JsonNode status = seen(tenant, type, name).path("status");
            return status.path("phase").asText().equals(phase) || phase.equals(status.at("/conditions/0/reason").asText());
        });
    }

    private static JsonNode backedUp(String tenant, String cluster, String name) {
        accepted(make(tenant, "backups", "Backup", name, "{\"cluster\": \"%s\"}".formatted(cluster)));
        awaitPhase(tenant, "backups", name, "Checked");
        return seen(tenant, "backups", name);
    }

    private static JsonNode restored(String tenant, String name, String spec) {
        accepted(make(tenant, "restores", "Restore", name, spec));
        awaitPhase(tenant, "restores", name, "Complete");
        return seen(tenant, "restores", name).path("status");
    }

    private static Answer send(String tenant, String cluster, String method, String path, String body) {
        return plane.withCertificate(plane.credentials(plane.plane().store().find(tenant, cluster).orElseThrow(), "ann", "system:masters"))
                .send(method, plane.url(tenant, cluster) + path, "application/json", body);
    }

    private static void made(String path, String body) {
        accepted(send("acme", "default", "POST", path, body));
    }

    private static void accepted(Answer answer) {
        assertTrue(answer.status() < 300, answer.body());
    }

    private static JsonNode read(String cluster, String path) {
        return parsed(send("acme", cluster, "GET", path, ""));
    }

    private static JsonNode parsed(Answer answer) {
        try {
            return Document.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configMap(String name, String value) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"%s\"}, \"data\": {\"k\": \"%s\"}}".formatted(name, value);
    }

    private static String namespace(String name) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"%s\"}}".formatted(name);
    }

    private static Path file(JsonNode backup) {
        return plane.pki().resolveSibling("data/control-plane/backups").resolve(backup.at("/metadata/namespace").asText())
                .resolve(backup.at("/metadata/uid").asText()).resolve("objects");
    }

    @Test
    void whatWasDeletedComesBackAsItWasAndWhatIsThereStays() {
        made("/api/v1/namespaces", namespace("shop"));
        String in = "/api/v1/namespaces/shop/";
        made(in + "configmaps", configMap("gone", "then"));
        made(in + "configmaps", configMap("changed", "then"));
        made(in + "secrets", "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"s\"}, \"stringData\": {\"k\": \"the-password\"}}");
        made(in + "services", "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"web\"}, \"spec\": {\"ports\": [{\"port\": 80}]}}");
        made("/apis/apps/v1/namespaces/shop/deployments", """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
                 "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "example.org/c:1"}]}}}}
                """);
        Await.until("the pods are there", () -> read("default", in + "pods").path("items").size() == 2);
        JsonNode deployment = read("default", "/apis/apps/v1/namespaces/shop/deployments/web");
        String address = read("default", in + "services/web").at("/spec/clusterIP").asText();

        JsonNode backup = backedUp("acme", "default", "first");
        assertTrue(backup.at("/status/objects").asLong() > 5 && backup.at("/status/bytes").asLong() > 0, backup.toString());
        assertTrue(backup.at("/status/counts/secrets").asLong() > 0);

        send("acme", "default", "DELETE", in + "configmaps/gone", "");
        send("acme", "default", "DELETE", in + "secrets/s", "");
        send("acme", "default", "PUT", in + "configmaps/changed", configMap("changed", "now"));
        send("acme", "default", "DELETE", in + "services/web", "");
        send("acme", "default", "DELETE", "/apis/apps/v1/namespaces/shop/deployments/web", "{\"propagationPolicy\": \"Foreground\"}");
        Await.until("the pods are gone", () -> read("default", in + "pods").path("items").isEmpty()
                && read("default", "/apis/apps/v1/namespaces/shop/replicasets").path("items").isEmpty());
        Await.until("its address is free", () -> send("acme", "default", "POST", "/api/v1/namespaces/default/services", """
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "taker"}, "spec": {"clusterIP": "%s", "ports": [{"port": 80}]}}
                """.formatted(address)).status() < 300);

        JsonNode status = restored("acme", "shop-again", "{\"cluster\": \"default\", \"backup\": \"first\", \"namespaces\": [\"shop\"]}");
        assertEquals(0, status.path("failed").asLong(), status.toString());
        assertEquals("then", read("default", in + "configmaps/gone").at("/data/k").asText());
        assertEquals("now", read("default", in + "configmaps/changed").at("/data/k").asText());
        assertEquals("dGhlLXBhc3N3b3Jk", read("default", in + "secrets/s").at("/data/k").asText());
        String other = read("default", in + "services/web").at("/spec/clusterIP").asText();
        assertTrue(other.startsWith("10.96.") && !other.equals(address), other);
        assertEquals(deployment.at("/metadata/uid"), read("default", "/apis/apps/v1/namespaces/shop/deployments/web").at("/metadata/uid"));
        Await.until("its controllers make the pods anew", () -> read("default", in + "pods").path("items").size() == 2);
        assertEquals(1, read("default", "/apis/apps/v1/namespaces/shop/replicasets").path("items").size(), "whose owner is the deployment that came back");

        JsonNode again = restored("acme", "shop-as-it-was",
                "{\"cluster\": \"default\", \"backup\": \"first\", \"namespaces\": [\"shop\"], \"existing\": \"Replace\"}");
        assertEquals("then", read("default", in + "configmaps/changed").at("/data/k").asText());
        assertTrue(again.path("replaced").asLong() >= 1 && again.path("failed").asLong() == 0, again.toString());
        assertEquals(other, read("default", in + "services/web").at("/spec/clusterIP").asText());
    }

    @Test
    void aNewClusterBeginsWithIt() {
        made("/api/v1/namespaces", namespace("prod"));
        made("/api/v1/namespaces/prod/configmaps", configMap("a", "then"));
        made("/apis/coordination.k8s.io/v1/namespaces/prod/leases",
                "{\"apiVersion\": \"coordination.k8s.io/v1\", \"kind\": \"Lease\", \"metadata\": {\"name\": \"l\"}, \"spec\": {\"holderIdentity\": \"a\"}}");
        JsonNode backup = backedUp("acme", "default", "for-a-new-one");
        assertTrue(backup.at("/status/leftOut/leases.coordination.k8s.io").asLong() > 0, backup.path("status").toString());
        send("acme", "default", "PUT", "/api/v1/namespaces/prod/configmaps/a", configMap("a", "now"));

        accepted(make("acme", "clusters", "Cluster", "again", "{\"backup\": \"%s\"}".formatted(backup.at("/metadata/uid").asText())));
        awaitPhase("acme", "clusters", "again", "AcceptsWrites");

        JsonNode then = read("again", "/api/v1/namespaces/prod/configmaps/a");
        assertEquals("then", then.at("/data/k").asText());
        assertEquals(read("default", "/api/v1/namespaces/prod/configmaps/a").at("/metadata/uid"), then.at("/metadata/uid"));
        assertEquals(404, send("acme", "again", "GET", "/apis/coordination.k8s.io/v1/namespaces/prod/leases/l", "").status());
        assertNotEquals(read("default", "/api/v1/namespaces/kube-system").at("/metadata/uid"),
                read("again", "/api/v1/namespaces/kube-system").at("/metadata/uid"));
    }

    /// It would let whoever has the backup join machines to the cluster that it was made for, and come back after it was taken away.
    @Test
    void bootstrapTokensAreInNoBackupAndComeBackInNoCluster() {
        made("/api/v1/namespaces/kube-system/secrets", """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "bootstrap-token-backed"}, "type": "bootstrap.kubernetes.io/token",
                 "stringData": {"token-id": "backed", "token-secret": "0123456789abcdef", "usage-bootstrap-authentication": "true"}}""");
        made("/api/v1/namespaces/kube-system/secrets",
                "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"beside-it\"}, \"stringData\": {\"k\": \"v\"}}");
        JsonNode backup = backedUp("acme", "default", "with-a-token");
        assertEquals(1, backup.at("/status/leftOut/secrets").asLong(), backup.path("status").toString());
        send("acme", "default", "DELETE", "/api/v1/namespaces/kube-system/secrets/bootstrap-token-backed", "");
        send("acme", "default", "DELETE", "/api/v1/namespaces/kube-system/secrets/beside-it", "");

        restored("acme", "without-a-token", "{\"cluster\": \"default\", \"backup\": \"with-a-token\"}");
        accepted(make("acme", "clusters", "Cluster", "tokenless", "{\"backup\": \"%s\"}".formatted(backup.at("/metadata/uid").asText())));
        awaitPhase("acme", "clusters", "tokenless", "AcceptsWrites");

        for (String cluster : List.of("default", "tokenless")) {
            assertEquals("dg==", read(cluster, "/api/v1/namespaces/kube-system/secrets/beside-it").at("/data/k").asText(), cluster);
            assertEquals(404, send("acme", cluster, "GET", "/api/v1/namespaces/kube-system/secrets/bootstrap-token-backed", "").status(), cluster);
        }
    }

    @Test
    void noTenantReachesAnothersBackup() {
        JsonNode backup = backedUp("acme", "default", "private");
        accepted(make("globex", "clusters", "Cluster", "stolen", "{\"backup\": \"%s\"}".formatted(backup.at("/metadata/uid").asText())));
        awaitPhase("globex", "clusters", "stolen", "RestoreFailed");
        accepted(make("globex", "restores", "Restore", "stolen", "{\"cluster\": \"default\", \"backup\": \"private\"}"));
        awaitPhase("globex", "restores", "stolen", "Failed");
        assertEquals("NoBackup", seen("globex", "restores", "stolen").at("/status/conditions/0/reason").asText());
        accepted(make("globex", "backups", "Backup", "stolen", "{\"cluster\": \"again\"}"));
        awaitPhase("globex", "backups", "stolen", "Failed");
        assertEquals(404, tenancy.get(management(OURS.formatted("globex", "backups") + "/private/content")).status());
        assertEquals(422, make("globex", "clusters", "Cluster", "malformed", "{\"backup\": \"../../acme/private\"}").status());
        assertEquals(422, make("globex", "restores", "Restore", "malformed",
                "{\"cluster\": \"default\", \"backup\": \"b\", \"namespaces\": [\"../acme\"]}").status());
    }

    @Test
    void whatSecretsSaidIsNotInWhatIsHandedOutToWhoMayNotReadThem() {
        made("/api/v1/namespaces", namespace("vault"));
        made("/api/v1/namespaces/vault/secrets",
                "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"s\"}, \"stringData\": {\"k\": \"another-password\"}}");
        JsonNode backup = backedUp("acme", "default", "handed-out");
        List<String> names = new ArrayList<>();
        String after = "";
        do {
            Answer answer = tenancy.get(management(OURS.formatted("acme", "backups") + "/handed-out/content?limit=20&continue=" + after));
            assertEquals(200, answer.status(), answer.body());
            assertFalse(answer.body().contains("YW5vdGhlci1wYXNzd29yZA=="));
            parsed(answer).path("items").forEach(item -> names.add(item.path("resource").asText() + "/" + item.path("name").asText()));
            after = parsed(answer).at("/metadata/continue").asText();
        } while (!after.isEmpty());
        assertTrue(names.contains("secrets/s"), names.toString());
        assertEquals(backup.at("/status/objects").asLong(), names.size());
    }

    @Test
    void aTamperedFileRestoresNothing() throws IOException {
        made("/api/v1/namespaces", namespace("tampered"));
        made("/api/v1/namespaces/tampered/configmaps", configMap("a", "then"));
        JsonNode backup = backedUp("acme", "default", "tampered");
        send("acme", "default", "DELETE", "/api/v1/namespaces/tampered/configmaps/a", "");
        byte[] bytes = Files.readAllBytes(file(backup));
        bytes[bytes.length / 2] ^= 1;
        Files.write(file(backup), bytes);

        accepted(make("acme", "restores", "Restore", "tampered", "{\"cluster\": \"default\", \"backup\": \"tampered\"}"));
        awaitPhase("acme", "restores", "tampered", "Failed");
        assertEquals("Damaged", seen("acme", "restores", "tampered").at("/status/conditions/0/reason").asText());
        assertEquals(404, send("acme", "default", "GET", "/api/v1/namespaces/tampered/configmaps/a", "").status());
    }

    /// Whoever writes `a` before `b` is never found to have written `b` first.
    @Test
    void itIsOfOneMomentHoweverMuchIsWrittenMeanwhile() throws InterruptedException {
        made("/api/v1/namespaces", namespace("busy"));
        made("/api/v1/namespaces/busy/configmaps", configMap("a", "0"));
        made("/api/v1/namespaces/busy/configmaps", configMap("b", "0"));
        AtomicBoolean writing = new AtomicBoolean(true);
        Thread writer = Thread.startVirtualThread(() -> {
            for (int i = 1; writing.get(); i++) {
                send("acme", "default", "PUT", "/api/v1/namespaces/busy/configmaps/a", configMap("a", Integer.toString(i)));
                send("acme", "default", "PUT", "/api/v1/namespaces/busy/configmaps/b", configMap("b", Integer.toString(i)));
            }
        });
        try {
            for (int round = 0; round < 5; round++) {
                backedUp("acme", "default", "busy-" + round);
                int a = value("busy-" + round, "a");
                int b = value("busy-" + round, "b");
                assertTrue(a == b || a == b + 1, "a is %d, b is %d".formatted(a, b));
            }
        } finally {
            writing.set(false);
            writer.join();
        }
    }

    private static int value(String backup, String name) {
        for (JsonNode item : parsed(tenancy.get(management(OURS.formatted("acme", "backups") + "/%s/content?limit=500".formatted(backup)))).path("items")) {
            if (item.path("namespace").asText().equals("busy") && item.path("name").asText().equals(name)
                    && item.path("resource").asText().equals("configmaps")) {
                return item.at("/object/data/k").asInt();
            }
        }
        throw new AssertionError("it is not in the backup");
    }

    @Test
    void itGoesWithItsObjectAndWithItsClusterAsThePlanSays() {
        tenant("hooli", "{\"backups\": \"2\", \"backupBytes\": \"1Gi\", \"backupDays\": \"0\", \"clusters\": \"3\"}");
        cluster("hooli", "short");
        JsonNode first = backedUp("hooli", "short", "one");
        assertTrue(Files.exists(file(first)));
        assertEquals(200, tenancy.send("DELETE", management(OURS.formatted("hooli", "backups") + "/one"), "application/json", "").status());
        Await.until("its file is gone", () -> !Files.exists(file(first)) && seen("hooli", "backups", "one").path("code").asInt() == 404);

        JsonNode second = backedUp("hooli", "short", "two");
        backedUp("hooli", "short", "three");
        Answer refused = make("hooli", "backups", "Backup", "four", "{\"cluster\": \"short\"}");
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("exceeded quota: plan, requested: backups=1, used: backups=2, limited: backups=2"), refused.body());

        tenancy.send("DELETE", management(OURS.formatted("hooli", "clusters") + "/short"), "application/json", "");
        Await.until("its backups go with it", () -> !Files.exists(file(second)));
    }

    @Test
    void aDiskThatDoesNotTakeItIsSaidAndItIsTakenOnceItDoes() throws IOException {
        tenant("full", "{}");
        cluster("full", "default");
        Path place = plane.pki().resolveSibling("data/control-plane/backups/full");
        Files.createDirectories(place.getParent());
        Files.writeString(place, "no directory can be here");
        accepted(make("full", "backups", "Backup", "later", "{\"cluster\": \"default\"}"));
        awaitPhase("full", "backups", "later", "Waiting");
        assertEquals("Taking", seen("full", "backups", "later").at("/status/phase").asText());
        Files.delete(place);
        awaitPhase("full", "backups", "later", "Checked");
    }

    @Test
    void aBackupThatTakesMoreThanThePlanAllowsFailsAndTakesNothing() {
        tenant("tiny", "{\"backupBytes\": \"100\"}");
        cluster("tiny", "default");
        accepted(make("tiny", "backups", "Backup", "large", "{\"cluster\": \"default\"}"));
        awaitPhase("tiny", "backups", "large", "Failed");
        JsonNode backup = seen("tiny", "backups", "large");
        assertEquals("PlanExceeded", backup.at("/status/conditions/0/reason").asText());
        assertFalse(Files.exists(file(backup).getParent()));
    }

    @Test
    void aScheduleSaysWhenAndIsRefusedWhereItCannotBe() {
        accepted(make("acme", "backupschedules", "BackupSchedule", "default", "{\"schedule\": \"30 3 * * *\", \"timeZone\": \"Europe/Berlin\", \"keep\": 3}"));
        Await.until("it says when", () -> !seen("acme", "backupschedules", "default").at("/status/next").asText().isEmpty());
        for (String spec : List.of("{\"schedule\": \"* * * * *\"}", "{\"schedule\": \"daily\"}", "{\"schedule\": \"@every 1m\"}",
                "{\"schedule\": \"@daily\", \"timeZone\": \"Mars\"}", "{\"schedule\": \"@daily\", \"keep\": 0}")) {
            Answer refused = make("acme", "backupschedules", "BackupSchedule", "bad", spec);
            assertEquals(422, refused.status(), spec + " " + refused.body());
        }
    }
}

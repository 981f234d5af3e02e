package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is recorded of requests, read as tenancy reads it, and what nobody can do to it.
class AuditTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String CLUSTERS = "/apis/marina.dev/v1/namespaces/%s/clusters";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String EVERYTHING = """
            {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"], "omitManagedFields": true,
             "rules": [{"level": "RequestResponse"}]}""";

    private static RawClient tenancy;

    @BeforeAll
    static void tenants() {
        tenancy = plane.withCertificate(plane.credentials(plane.management(), "marina:tenancy", "marina:tenancy"));
        for (String tenant : List.of("acme", "globex", "initech")) {
            tenancy.send("POST", management("/apis/marina.dev/v1/tenants"), "application/json", """
                    {"apiVersion": "marina.dev/v1", "kind": "Tenant", "metadata": {"name": "%1$s"},
                     "spec": {"id": "%1$s", "members": [{"subject": "s-%1$s", "email": "ann@%1$s.test", "role": "owner"}]}}""".formatted(tenant));
            Await.until("the tenant is there", () -> create(tenant, "{}").status() == 201);
            awaitReady(tenant);
        }
    }

    private static String management(String path) {
        return plane.url("marina", "management") + path;
    }

    private static Answer create(String tenant, String spec) {
        return tenancy.send("POST", management(CLUSTERS.formatted(tenant)), "application/json",
                "{\"apiVersion\": \"marina.dev/v1\", \"kind\": \"Cluster\", \"metadata\": {\"name\": \"default\"}, \"spec\": %s}".formatted(spec));
    }

    private static void awaitReady(String tenant) {
        Await.until("the cluster is ready", () -> parsed(cluster(tenant)).path("status").path("phase").asText().equals("Ready"));
    }

    private static String cluster(String tenant) {
        return tenancy.get(management(CLUSTERS.formatted(tenant) + "/default")).body();
    }

    private static JsonNode parsed(String json) {
        try {
            return Document.mapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(json, e);
        }
    }

    /// Puts the cluster's `spec.audit`; answers once the cluster goes by it.
    private static Answer settings(String tenant, String audit) {
        Document object = Document.parse(cluster(tenant).getBytes(StandardCharsets.UTF_8)).with(parsed(audit), "spec", "audit");
        Answer answer = tenancy.send("PUT", management(CLUSTERS.formatted(tenant) + "/default"), "application/json",
                new String(object.bytes(), StandardCharsets.UTF_8));
        if (answer.status() == 200) {
            Await.until("the cluster goes by it", () -> {
                String present = plane.plane().store().find(tenant, "default").orElseThrow().settings().getOrDefault("audit", "");
                return !present.isEmpty() && parsed(present).equals(parsed(audit));
            });
        }
        return answer;
    }

    private static List<JsonNode> records(String tenant, String query) {
        List<JsonNode> all = new ArrayList<>();
        String next = "";
        do {
            Answer page = tenancy.get(management(CLUSTERS.formatted(tenant) + "/default/audit?" + query + (next.isEmpty() ? "" : "&continue=" + next)));
            assertEquals(200, page.status(), page.body());
            parsed(page.body()).path("items").forEach(all::add);
            next = parsed(page.body()).path("metadata").path("continue").asText();
        } while (!next.isEmpty());
        return all;
    }

    private static JsonNode only(List<JsonNode> records) {
        assertEquals(1, records.size(), records::toString);
        return records.getFirst();
    }

    private static RawClient person(String tenant, String user, String... groups) {
        return plane.withCertificate(plane.credentials(plane.plane().store().find(tenant, "default").orElseThrow(), user, groups));
    }

    private static RawClient owner(String tenant, String user) {
        return person(tenant, user, "system:masters");
    }

    private static String url(String tenant, String path) {
        return plane.url(tenant, "default") + path;
    }

    private static String configMap(String name, String data) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"%s\"}, \"data\": {\"k\": \"%s\"}}".formatted(name, data);
    }

    private static String pod(String name) {
        return """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}""".formatted(name);
    }

    private static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static Set<String> bytesOnDisk(ClusterRecord cluster, String... canaries) throws IOException {
        Set<String> found = new HashSet<>();
        try (Stream<Path> files = Files.walk(plane.config().home().resolve("data/control-plane/audit").resolve(cluster.id().value()))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                Stream.of(canaries).filter(text::contains).forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void whoDidWhatToWhichObjectAndWhatCameOfIt() throws IOException {
        String secret = unique("s");
        String pod = unique("p");
        String canary = "canary-" + UUID.randomUUID();
        String value = Base64.getEncoder().encodeToString(canary.getBytes(StandardCharsets.UTF_8));
        for (String user : List.of("ann", "bob")) {
            RawClient client = owner("acme", user);
            String body = "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"%s\"}, \"data\": {\"k\": \"%s\"}}";
            client.send("POST", url("acme", "/api/v1/namespaces/default/secrets"), "application/json", body.formatted(secret + user, value));
            client.send("PATCH", url("acme", "/api/v1/namespaces/default/secrets/" + secret + user), "application/merge-patch+json",
                    "{\"stringData\": {\"k\": \"%s\"}}".formatted(canary));
            client.get(url("acme", "/api/v1/namespaces/default/secrets/" + secret + user));
            client.send("DELETE", url("acme", "/api/v1/namespaces/default/secrets/" + secret + user), "", "");
            client.send("POST", url("acme", "/api/v1/namespaces/default/pods"), "application/json", pod(pod + user));
            client.send("PATCH", url("acme", "/api/v1/namespaces/default/pods/" + pod + user), "application/merge-patch+json",
                    "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}");
            client.send("DELETE", url("acme", "/api/v1/namespaces/default/pods/" + pod + user), "", "");
        }

        for (String user : List.of("ann", "bob")) {
            assertEquals(List.of("delete 200", "get 200", "patch 200", "create 201"), results(records("acme", "name=" + secret + user)));
            assertEquals(List.of("delete 200", "patch 200", "create 201"), results(records("acme", "resource=pods&user=" + user + "&name=" + pod + user)));
            assertEquals(7, records("acme", "namespace=default&user=" + user).stream()
                    .filter(record -> record.path("objectRef").path("name").asText().matches("(%s|%s).*".formatted(secret, pod))).count());
        }
        String all = records("acme", "limit=500").toString();
        assertFalse(all.contains(canary) || all.contains(value), "a Secret's value is in a record");
        assertEquals(Set.of(), bytesOnDisk(plane.plane().store().find("acme", "default").orElseThrow(), canary, value, secret, pod, "ann"));
    }

    private static List<String> results(List<JsonNode> records) {
        return records.stream().map(record -> record.path("verb").asText() + " " + record.path("responseStatus").path("code").asInt()).toList();
    }

    /// In its own cluster it is read by administrators, and by whom they let; whoever else is of this tenant or another learns nothing.
    @Test
    void administratorsReadItInTheClusterItselfAndNobodyElseDoes() {
        String name = unique("inside");
        owner("acme", "ann").send("POST", url("acme", CONFIG_MAPS), "application/json", configMap(name, "v"));

        Answer page = owner("acme", "bob").get(url("acme", "/debug/audit?resource=configmaps&name=" + name));

        assertEquals(200, page.status(), page.body());
        assertEquals("EventList audit.k8s.io/v1", parsed(page.body()).path("kind").asText() + " " + parsed(page.body()).path("apiVersion").asText());
        assertEquals(records("acme", "resource=configmaps&name=" + name), List.copyOf(parsed(page.body()).path("items").valueStream().toList()));
        assertEquals("[]", parsed(owner("globex", "gus").get(url("globex", "/debug/audit?name=" + name)).body()).path("items").toString());
        assertEquals(403, owner("globex", "gus").get(url("acme", "/debug/audit")).status(), "a certificate of another cluster is nobody");
        assertEquals(400, owner("acme", "ann").get(url("acme", "/debug/audit?limit=501")).status());

        String rbac = url("acme", "/apis/rbac.authorization.k8s.io/v1");
        RawClient ned = person("acme", name);
        String binding = """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "%1$s-%2$s"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%2$s"}, "subjects": [{"kind": "User", "name": "%1$s"}]}""";
        owner("acme", "ann").send("POST", rbac + "/clusterrolebindings", "application/json", binding.formatted(name, "admin"));
        Await.until("he has his role", () -> ned.get(url("acme", "/api/v1/secrets")).status() == 200);
        assertEquals(403, ned.get(url("acme", "/debug/audit")).status(), "who may do everything in namespaces is not thereby told what others did");
        owner("acme", "ann").send("POST", rbac + "/clusterroles", "application/json", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "auditor-%s"},
                 "rules": [{"nonResourceURLs": ["/debug/audit"], "verbs": ["get"]}]}""".formatted(name));
        owner("acme", "ann").send("POST", rbac + "/clusterrolebindings", "application/json", binding.formatted(name, "auditor-" + name));
        Await.until("he may read it now", () -> ned.get(url("acme", "/debug/audit?limit=1")).status() == 200);
    }

    @Test
    void aRecordHasUpstreamsForm() {
        String name = unique("form");
        Instant before = Instant.now();
        Answer answer = owner("acme", "ann").send("POST", url("acme", CONFIG_MAPS + "?fieldManager=me"), "application/json", configMap(name, "v"),
                Map.of("User-Agent", "my-agent/1.0"));

        JsonNode record = only(records("acme", "name=" + name));

        assertEquals("Event audit.k8s.io/v1 Metadata ResponseComplete create", String.join(" ", record.path("kind").asText(),
                record.path("apiVersion").asText(), record.path("level").asText(), record.path("stage").asText(), record.path("verb").asText()));
        assertEquals(answer.headers().get("audit-id"), record.path("auditID").asText());
        assertEquals(CONFIG_MAPS + "?fieldManager=me", record.path("requestURI").asText());
        assertEquals(parsed("{\"username\": \"ann\", \"groups\": [\"system:masters\", \"system:authenticated\"]}"), record.path("user"));
        assertEquals(parsed("[\"127.0.0.1\"]"), record.path("sourceIPs"));
        assertEquals("my-agent/1.0", record.path("userAgent").asText());
        JsonNode made = parsed(answer.body()).path("metadata");
        assertEquals(parsed("{\"resource\": \"configmaps\", \"namespace\": \"default\", \"name\": \"%s\", \"uid\": \"%s\", \"apiVersion\": \"v1\"}"
                .formatted(name, made.path("uid").asText())), record.path("objectRef"));
        assertEquals(parsed("{\"metadata\": {}, \"code\": 201}"), record.path("responseStatus"));
        assertEquals("allow", record.path("annotations").path("authorization.k8s.io/decision").asText());
        assertEquals(made.path("resourceVersion").asText(), record.path("annotations").path("audit.marina.dev/change").asText());
        assertTrue(record.path("requestObject").isMissingNode() && record.path("responseObject").isMissingNode());
        Instant received = Instant.parse(record.path("requestReceivedTimestamp").asText());
        assertTrue(!received.isBefore(before.minusMillis(1)) && received.isBefore(Instant.now()), received.toString());
        assertTrue(record.path("stageTimestamp").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"));
    }

    @Test
    void aRefusalSaysWhyAndForWhom() {
        String name = unique("refused");
        Answer answer = person("acme", "eve").send("POST", url("acme", CONFIG_MAPS), "application/json", configMap(name, "v"));

        JsonNode record = records("acme", "user=eve&verb=create").getFirst();

        assertEquals(answer.headers().get("audit-id"), record.path("auditID").asText());
        assertEquals("forbid", record.path("annotations").path("authorization.k8s.io/decision").asText());
        assertEquals(403, record.path("responseStatus").path("code").asInt());
        assertEquals("Forbidden Failure", record.path("responseStatus").path("reason").asText() + " " + record.path("responseStatus").path("status").asText());
    }

    @Test
    void whoIsImpersonatedIsNamedBesideWhoDoesIt() {
        String name = unique("impersonated");
        owner("acme", "ann").send("POST", url("acme", CONFIG_MAPS), "application/json", configMap(name, "v"),
                Map.of("Impersonate-User", "carl", "Impersonate-Group", "system:masters"));

        JsonNode record = only(records("acme", "user=carl&name=" + name));

        assertEquals("ann", record.path("user").path("username").asText());
        assertEquals("carl", record.path("impersonatedUser").path("username").asText());
    }

    @Test
    void aWatchIsRecordedWhenItBeginsAndWhenItEnds() {
        String name = unique("watched");
        owner("acme", "ann").get(url("acme", "/api/v1/namespaces/default/secrets?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3D" + name));

        List<JsonNode> records = new ArrayList<>();
        Await.until("both are there", () -> {
            records.clear();
            records("acme", "verb=watch&user=ann").stream().filter(record -> record.path("requestURI").asText().contains(name)).forEach(records::add);
            return records.size() == 2;
        });

        assertEquals(List.of("ResponseComplete", "ResponseStarted"), records.stream().map(record -> record.path("stage").asText()).toList());
        assertEquals(1, records.stream().map(record -> record.path("auditID").asText()).distinct().count());
    }

    @Test
    void whatFollowedFromARequestLeadsBackToIt() {
        String name = unique("web");
        Answer answer = owner("acme", "ann").send("POST", url("acme", "/apis/apps/v1/namespaces/default/deployments"), "application/json", """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "%1$s"}, "spec": {"replicas": 1,
                 "selector": {"matchLabels": {"app": "%1$s"}},
                 "template": {"metadata": {"labels": {"app": "%1$s"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}}}""".formatted(name));

        Await.until("the pod's record is there",
                () -> records("acme", "resource=pods&verb=create").stream()
                        .anyMatch(record -> record.path("objectRef").path("name").asText().startsWith(name)));
        JsonNode pod = records("acme", "resource=pods&verb=create").stream()
                .filter(record -> record.path("objectRef").path("name").asText().startsWith(name)).findFirst().orElseThrow();

        List<String> causes = List.of(pod.path("annotations").path("audit.marina.dev/causes").asText().split(" "));
        assertEquals("request/" + answer.headers().get("audit-id"), causes.getLast(), causes::toString);
        assertTrue(causes.size() >= 3, causes::toString);
        assertEquals("change/" + only(records("acme", "resource=replicasets.apps&verb=create").stream()
                .filter(record -> record.path("objectRef").path("name").asText().startsWith(name)).toList())
                .path("annotations").path("audit.marina.dev/change").asText(), causes.getFirst());
    }

    @Test
    void podSecuritySaysWhatItFound() {
        String namespace = unique("ns");
        RawClient ann = owner("acme", "ann");
        ann.send("POST", url("acme", "/api/v1/namespaces"), "application/json", """
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s", "labels": {"pod-security.kubernetes.io/enforce": "baseline",
                 "pod-security.kubernetes.io/audit": "restricted"}}}""".formatted(namespace));
        ann.send("POST", url("acme", "/api/v1/namespaces/" + namespace + "/serviceaccounts"), "application/json",
                "{\"apiVersion\": \"v1\", \"kind\": \"ServiceAccount\", \"metadata\": {\"name\": \"default\"}}");
        ann.send("POST", url("acme", "/api/v1/namespaces/" + namespace + "/pods"), "application/json", pod("p"));

        JsonNode annotations = only(records("acme", "resource=pods&verb=create&name=p&namespace=" + namespace)).path("annotations");

        assertEquals("baseline:latest", annotations.path("pod-security.kubernetes.io/enforce-policy").asText());
        assertTrue(annotations.path("pod-security.kubernetes.io/audit-violations").asText().startsWith("would violate PodSecurity \"restricted:latest\": "),
                annotations::toString);
    }

    @Test
    void aPolicyOfOnesOwnRecordsBodiesButNeverSecrets() throws IOException {
        assertEquals(200, settings("globex", "{\"policy\": %s}".formatted(EVERYTHING)).status());
        RawClient ann = owner("globex", "ann");
        String name = unique("body");
        String canary = "canary" + UUID.randomUUID();
        ann.send("POST", url("globex", CONFIG_MAPS), "application/json", configMap(name, "told"));
        ann.send("PATCH", url("globex", CONFIG_MAPS + "/" + name + "?fieldManager=me&force=true"), "application/apply-patch+yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\ndata:\n  k: applied\n".formatted(name));
        ann.send("POST", url("globex", "/api/v1/namespaces/default/secrets"), "application/json",
                "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"%s\"}, \"stringData\": {\"k\": \"%s\"}}".formatted(name, canary));
        ann.send("POST", url("globex", "/api/v1/namespaces/default/secrets"), "application/json",
                "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"x\"}, \"data\": {\"%s\": \"%s\"}}".formatted(canary + "!", canary));
        ann.get(url("globex", "/api/v1/namespaces/default/secrets"));
        Answer token = ann.send("POST", url("globex", "/api/v1/namespaces/default/serviceaccounts/default/token"), "application/json",
                "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenRequest\", \"spec\": {}}");
        String bearer = parsed(token.body()).path("status").path("token").asText();
        assertEquals(201, token.status(), token.body());
        ann.send("POST", url("globex", "/apis/authentication.k8s.io/v1/tokenreviews"), "application/json",
                "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenReview\", \"spec\": {\"token\": \"%s\"}}".formatted(bearer));
        ann.send("POST", url("globex", CONFIG_MAPS + "?fieldManager=" + bearer.substring(0, 100)), "application/json",
                configMap(name + "-t", "Bearer " + bearer),
                Map.of("User-Agent", bearer));

        JsonNode created = only(records("globex", "verb=create&resource=configmaps&name=" + name));
        assertEquals("told", created.path("requestObject").path("data").path("k").asText());
        assertEquals("told", created.path("responseObject").path("data").path("k").asText());
        assertTrue(created.path("responseObject").path("metadata").path("managedFields").isMissingNode());
        assertEquals("applied", only(records("globex", "verb=patch&name=" + name)).path("requestObject").path("data").path("k").asText());
        JsonNode secret = only(records("globex", "resource=secrets&verb=create&name=" + name));
        assertEquals("Metadata", secret.path("level").asText());
        String all = records("globex", "limit=500").toString();
        assertFalse(all.contains(canary), "a Secret's value is in a record");
        assertFalse(all.contains(bearer.substring(bearer.lastIndexOf('.'))), "a token is in a record");
        assertFalse(all.contains(bearer), "a token is in a record");
    }

    @Test
    void whatIsWrongWithAPolicyIsSaidByField() {
        Answer answer = settings("acme", """
                {"policy": {"rules": [{"level": "Everything"}, {"level": "None", "nonResourceURLs": ["healthz", "/a*b"], "namespaces": ["x"]},
                 {"level": "None", "omitStages": ["Sometimes"], "resources": [{"group": "Apps!", "resourceNames": ["x"]}]}]},
                 "retention": {"bytes": "1Ti", "days": 1000}}""");

        assertEquals(422, answer.status(), answer.body());
        List<String> fields = parsed(answer.body()).path("details").path("causes").valueStream().map(cause -> cause.path("field").asText()).toList();
        assertEquals(
                List.of("spec.audit.policy.rules[0].level", "spec.audit.policy.rules[1].nonResourceURLs[0]", "spec.audit.policy.rules[1].nonResourceURLs[1]",
                        "spec.audit.policy.rules[1].nonResourceURLs", "spec.audit.policy.rules[2].resources[0].group",
                        "spec.audit.policy.rules[2].resources[0].resourceNames", "spec.audit.policy.rules[2].omitStages[0]", "spec.audit.retention.bytes",
                        "spec.audit.retention.days"),
                fields);
    }

    @Test
    void tenantsSeeNothingOfEachOther() {
        String name = unique("mine");
        owner("acme", "ann").send("POST", url("acme", CONFIG_MAPS), "application/json", configMap(name, "v"));
        owner("globex", "gus").send("POST", url("globex", CONFIG_MAPS), "application/json", configMap(name, "v"));

        assertEquals("ann", only(records("acme", "verb=create&name=" + name)).path("user").path("username").asText());
        assertEquals("gus", only(records("globex", "verb=create&name=" + name)).path("user").path("username").asText());
        assertEquals(List.of(), records("acme", "user=gus"));
        assertEquals(List.of(), records("globex", "user=ann&name=" + name));
        // Who comes from another tenant is turned away before anything is recorded.
        plane.withToken(plane.token("eve@globex.test", "/globex/owner")).get(url("acme", "/api/v1/namespaces/default/secrets/" + name));
        assertFalse(records("acme", "limit=500").toString().contains("eve@globex.test"));
        // And a tenant's own people read no audit through their cluster.
        assertEquals(404, owner("acme", "ann").get(url("acme", CLUSTERS.formatted("acme") + "/default/audit")).status());
        assertEquals(403, person("acme", "ann").get(management(CLUSTERS.formatted("acme") + "/default/audit")).status());
    }

    @Test
    void aPositionOfSomebodyElsesAuditFindsNothingThere() {
        owner("acme", "ann").send("POST", url("acme", CONFIG_MAPS), "application/json", configMap(unique("x"), "v"));
        owner("acme", "ann").send("POST", url("acme", CONFIG_MAPS), "application/json", configMap(unique("x"), "v"));
        String next = parsed(tenancy.get(management(CLUSTERS.formatted("acme") + "/default/audit?limit=1")).body()).path("metadata").path("continue").asText();
        assertFalse(next.isEmpty());

        String globex = tenancy.get(management(CLUSTERS.formatted("globex") + "/default/audit?continue=" + next)).body();

        assertFalse(globex.contains("\"username\":\"ann\"") && globex.contains(CONFIG_MAPS + "/x-"), globex);
        for (String nonsense : List.of("x", "Li4vLi4", Base64.getUrlEncoder().encodeToString("../../etc/passwd:0:0,../x.journal:0:0".getBytes(
                StandardCharsets.UTF_8)))) {
            int status = tenancy.get(management(CLUSTERS.formatted("acme") + "/default/audit?continue=" + nonsense)).status();
            assertTrue(status == 400 || status == 200, nonsense + ": " + status);
        }
        assertEquals(400, tenancy.get(management(CLUSTERS.formatted("acme") + "/default/audit?from=yesterday")).status());
        assertEquals(400, tenancy.get(management(CLUSTERS.formatted("acme") + "/default/audit?limit=100000")).status());
    }

    @Test
    void whatSomebodySendsStaysWithinItsField() {
        String name = unique("inject");
        String agent = "x\",\"user\":{\"username\":\"root\"},\"a\":\"" + "é".repeat(3000);
        String user = "mallory\"}\n{\"kind\":\"Event\"";
        Answer answer = owner("acme", "ann").send("POST", url("acme", CONFIG_MAPS + "?x=%22%7D%0A%7B%22kind%22%3A%22Event"), "application/json",
                configMap(name, "v"), Map.of("User-Agent", agent.replace("é", "e")));
        person("acme", user).send("DELETE", url("acme", CONFIG_MAPS + "/" + name), "", "");

        JsonNode created = only(records("acme", "verb=create&name=" + name));
        assertEquals(answer.headers().get("audit-id"), created.path("auditID").asText());
        assertEquals("ann", created.path("user").path("username").asText());
        assertTrue(created.path("userAgent").asText().length() < 1100);
        assertTrue(created.path("userAgent").asText().endsWith("...TRUNCATED"));
        assertEquals(user, only(records("acme", "verb=delete&name=" + name)).path("user").path("username").asText());
        assertEquals(List.of(), records("acme", "user=root&name=" + name));
    }

    @Test
    void aHugeBodyIsLeftOutAndItsRecordSaysSo() {
        assertEquals(200, settings("globex", "{\"policy\": %s}".formatted(EVERYTHING)).status());
        String name = unique("huge");
        owner("globex", "ann").send("POST", url("globex", CONFIG_MAPS), "application/json", configMap(name, "x".repeat(500_000)));

        JsonNode record = only(records("globex", "verb=create&name=" + name));

        assertTrue(record.path("requestObject").isMissingNode() && record.path("responseObject").isMissingNode());
        assertEquals("true", record.path("annotations").path("audit.k8s.io/truncated").asText());
    }

    /// A tenant that floods loses its own oldest records only; somebody without a name drives out nobody's.
    @Test
    void aFloodDrivesOutOnesOwnOldestRecordsOnly() throws IOException {
        assertEquals(200, settings("initech", "{\"policy\": %s, \"retention\": {\"bytes\": \"1Mi\"}}".formatted(EVERYTHING)).status());
        RawClient ann = owner("initech", "ann");
        String first = unique("first");
        String kept = unique("kept");
        owner("acme", "ann").send("POST", url("acme", CONFIG_MAPS), "application/json", configMap(kept, "v"));
        ann.send("POST", url("initech", CONFIG_MAPS), "application/json", configMap(first, "v"));
        assertEquals(1, records("initech", "verb=create&name=" + first).size());

        Random random = new Random(7);
        RawClient nobody = plane.anonymous();
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[3000];
            random.nextBytes(noise);
            nobody.get(url("initech", "/api/v1/namespaces/default/secrets/x?noise=" + Base64.getUrlEncoder().encodeToString(noise)));
        }
        assertEquals(1, records("initech", "verb=create&name=" + first).size(), "strangers have driven a member's record out");
        int strangers = records("initech", "user=system:anonymous").size();
        assertTrue(strangers > 10 && strangers < 200, "records of strangers: " + strangers);

        for (int i = 0; i < 60; i++) {
            byte[] noise = new byte[45_000];
            random.nextBytes(noise);
            ann.send("PUT", url("initech", CONFIG_MAPS + "/" + first), "application/json", configMap(first, Base64.getEncoder().encodeToString(noise)));
        }
        String last = unique("last");
        ann.send("POST", url("initech", CONFIG_MAPS), "application/json", configMap(last, "v"));

        assertEquals(1, records("initech", "verb=create&name=" + last).size());
        assertEquals(0, records("initech", "verb=create&name=" + first).size(), "more is kept than was said");
        assertEquals(1, records("acme", "verb=create&name=" + kept).size());
        try (Stream<Path> files = Files.walk(plane.config().home().resolve("data/control-plane/audit")
                .resolve(plane.plane().store().find("initech", "default").orElseThrow().id().value()))) {
            long bytes = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
            assertTrue(bytes < 1_700_000, "bytes on disk: " + bytes);
        }
    }
}

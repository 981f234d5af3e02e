package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.plan.PlanBounds;
import dev.marina.apiserver.plan.PlanRequest;
import dev.marina.apiserver.plan.Planned;
import dev.marina.controlplane.plan.ClusterPlanner;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What would follow from manifests, as a cluster's users ask for it.
class PlanTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String PLANS = "/apis/marina.dev/v1/namespaces/default/plans";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    private ClusterRecord cluster;
    private RawClient admin;

    @BeforeEach
    void aClusterForEach(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        cluster = plane.cluster("acme", name.substring(0, Math.min(24, name.length())));
        admin = somebody("ann", "system:masters");
    }

    private RawClient somebody(String name, String... groups) {
        return plane.withCertificate(plane.credentials(cluster, name, groups));
    }

    private String url(String path) {
        return plane.url("acme", cluster.name()) + path;
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private void make(String path, String body) {
        Answer made = admin.send("POST", url(path), JSON, body);
        assertEquals(201, made.status(), made.body());
    }

    private void patch(String path, String body) {
        Answer changed = admin.send("PATCH", url(path), "application/merge-patch+json", body);
        assertEquals(200, changed.status(), changed.body());
    }

    private void node(String name, String cpu) {
        make("/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"%s\"}}".formatted(name));
        patch("/api/v1/nodes/" + name + "/status", """
                {"status":{"allocatable":{"cpu":"%s","memory":"2Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"}]}}""".formatted(cpu));
        patch("/api/v1/nodes/" + name, "{\"spec\":{\"taints\":null}}");
    }

    private static String deployment(String name, int replicas, String cpu) {
        return """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},"spec":{"replicas":%2$d,"selector":{"matchLabels":{"app":"%1$s"}},
                 "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"%3$s"}}}]}}}}"""
                .formatted(name, replicas, cpu);
    }

    private static String plan(String rest, String... manifests) {
        return "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Plan\",\"spec\":{%s\"manifests\":[%s]}}".formatted(rest, String.join(",", manifests));
    }

    private Answer ask(RawClient who, String plan) {
        return Await.until("others' plans are made", () -> who.send("POST", url(PLANS), JSON, plan), answer -> answer.status() != 429);
    }

    private JsonNode planned(String plan) {
        Answer answer = ask(admin, plan);
        assertEquals(201, answer.status(), answer.body());
        return json(answer).path("status");
    }

    private static List<JsonNode> objects(JsonNode status, String verb, String resource) {
        return status.path("objects").valueStream().filter(each -> each.path("verb").asText().equals(verb)
                && each.path("object").path("resource").asText().equals(resource)).toList();
    }

    @Test
    void everythingThatWouldFollowIsToldAndNothingIsDone() {
        node("n1", "4");

        JsonNode status = planned(plan("", deployment("web", 2, "1")));

        assertTrue(status.path("complete").asBoolean(), status::toString);
        assertEquals("ann", objects(status, "create", "deployments").getFirst().path("by").asText(), status::toString);
        JsonNode set = objects(status, "create", "replicasets").getFirst();
        assertEquals("system:serviceaccount:kube-system:deployment-controller", set.path("by").asText());
        assertEquals(status.path("manifests").get(0).path("version"), set.path("because"), status::toString);
        List<JsonNode> pods = objects(status, "create", "pods");
        assertEquals(2, pods.size(), status::toString);
        assertEquals(set.path("version"), pods.getFirst().path("because"), status::toString);
        assertEquals(2, status.path("events").valueStream().filter(event -> event.path("reason").asText().equals("Scheduled")).count(), status::toString);
        assertTrue(status.path("waiting").isEmpty(), status::toString);
        assertTrue(json(admin.get(url(DEPLOYMENTS))).path("items").isEmpty());
        assertTrue(json(admin.get(url("/api/v1/namespaces/default/pods"))).path("items").isEmpty());
    }

    @Test
    void whatFitsNowhereWaitsAndSaysWhy() {
        node("n1", "1");

        JsonNode status = planned(plan("", deployment("large", 1, "8")));

        JsonNode pod = status.path("waiting").valueStream().filter(each -> each.path("object").path("resource").asText().equals("pods")).findFirst()
                .orElseThrow(() -> new AssertionError(status));
        assertEquals("NoNodeFits", pod.path("reasons").get(0).path("reason").asText(), status::toString);
        assertTrue(pod.path("reasons").get(0).has("smallestChange"), status::toString);
    }

    @Test
    void aRolloutGoesOnSinceItsPodsAreSupposedToBecomeReady() {
        node("n1", "4");
        make(DEPLOYMENTS, deployment("web", 2, "1"));
        Await.until("its pods have a node", () -> json(admin.get(url("/api/v1/namespaces/default/pods"))).path("items"),
                items -> items.valueStream().filter(pod -> !pod.path("spec").path("nodeName").asText().isEmpty()).count() == 2);

        JsonNode status = planned(plan("", deployment("web", 2, "500m")));
        assertEquals(2, objects(status, "create", "pods").size(), status::toString);
        assertEquals(2, objects(status, "delete", "pods").size(), status::toString);

        JsonNode waiting = planned(plan("\"podsBecome\":\"Waiting\",", deployment("web", 2, "500m")));
        assertTrue(objects(waiting, "delete", "pods").size() < 2, waiting::toString);
    }

    @Test
    void aJobComesToItsEndAndWhatIsDefinedInAPlanCanBeUsedInIt() {
        node("n1", "4");

        JsonNode status = planned(plan("", """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"new"}}""", """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.org"},"spec":{
                 "group":"example.org","names":{"kind":"Widget","plural":"widgets"},"scope":"Namespaced","versions":[{"name":"v1","served":true,"storage":true,
                 "schema":{"openAPIV3Schema":{"type":"object"}}}]}}""", """
                {"apiVersion":"example.org/v1","kind":"Widget","metadata":{"name":"one","namespace":"new"}}""", """
                {"apiVersion":"batch/v1","kind":"Job","metadata":{"generateName":"pi-","namespace":"new"},"spec":{"template":{"spec":{"restartPolicy":"Never",
                 "containers":[{"name":"c","image":"i"}]}}}}"""));

        assertTrue(status.path("manifests").valueStream().allMatch(each -> each.path("applied").asBoolean()), status::toString);
        assertEquals(1, objects(status, "create", "widgets").size(), status::toString);
        assertTrue(status.path("events").valueStream().anyMatch(event -> event.path("reason").asText().equals("Completed")), status::toString);
    }

    /// As the node itself would: by its rules, and by its pod's policy only where none knows the exit code.
    @Test
    void aContainerGoesOnInAPlanThatItsOwnRulesHaveStartedAgain() {
        node("n1", "4");
        patch("/api/v1/nodes/n1/status", "{\"status\":{\"declaredFeatures\":[\"RestartAllContainersOnContainerExits\"]}}");
        String job = """
                {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"pi"},"spec":{"template":{"spec":{"restartPolicy":"Never",
                 "containers":[{"name":"c","image":"i","restartPolicy":"Never","restartPolicyRules":[{"action":"%s","exitCodes":{"operator":"In",
                 "values":[%d]}}]}]}}}}""";

        for (String action : List.of("Restart", "RestartAllContainers")) {
            assertFalse(completes(planned(plan("", job.formatted(action, 0)))), action);
            assertTrue(completes(planned(plan("", job.formatted(action, 7)))), action);
        }
    }

    private static boolean completes(JsonNode status) {
        assertTrue(status.path("complete").asBoolean() && objects(status, "create", "pods").size() == 1, status::toString);
        List<String> events = status.path("events").valueStream().map(event -> event.path("reason").asText()).toList();
        assertTrue(events.contains("Scheduled"), status::toString);
        return events.contains("Completed");
    }

    @Test
    void timePassesInThePlanAlone() {
        node("n1", "4");
        String cron = """
                {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"often"},"spec":{"schedule":"* * * * *","jobTemplate":{"spec":{"template":{"spec":{
                 "restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}""";

        assertEquals(0, objects(planned(plan("\"seconds\":0,", cron)), "create", "jobs").size());
        assertTrue(objects(planned(plan("\"seconds\":150,", cron)), "create", "jobs").size() >= 2);
    }

    @Test
    void everybodyPlansWithTheirOwnRights() {
        make("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"bob"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io",
                 "kind":"ClusterRole","name":"edit"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"bob"}]}""");
        make("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"eve"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io",
                 "kind":"ClusterRole","name":"view"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"eve"}]}""");
        String elsewhere = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\",\"namespace\":\"kube-system\"}}";
        String role = """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"more"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io",
                 "kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"bob"}]}""";

        Answer bobs = ask(somebody("bob"), plan("", deployment("web", 1, "1"), elsewhere, role));
        assertEquals(201, bobs.status(), bobs.body());
        JsonNode manifests = json(bobs).path("status").path("manifests");
        assertTrue(manifests.get(0).path("applied").asBoolean(), bobs::body);
        assertTrue(manifests.get(1).path("message").asText().contains("cannot patch resource \"configmaps\""), bobs::body);
        assertFalse(manifests.get(2).path("applied").asBoolean(), bobs::body);
        assertEquals(403, ask(somebody("eve"), plan("", deployment("web", 1, "1"))).status());
    }

    @Test
    void nothingIsToldOfWhatTheAskerMayNotGet() {
        make("/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"narrow"},"rules":[
                 {"apiGroups":["marina.dev"],"resources":["plans"],"verbs":["create"]},{"apiGroups":["apps"],"resources":["deployments"],"verbs":["*"]}]}""");
        make("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"dan"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io",
                 "kind":"ClusterRole","name":"narrow"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"dan"}]}""");

        Answer dans = ask(somebody("dan"), plan("", deployment("web", 1, "1")));

        assertEquals(201, dans.status(), dans.body());
        JsonNode status = json(dans).path("status");
        assertEquals(1, status.path("objects").size(), dans::body);
        assertTrue(status.path("changes").valueStream().anyMatch(change -> change.path("hidden").asBoolean()), dans::body);
        assertFalse(dans.body().contains("replicasets"), dans::body);
        assertTrue(status.path("events").isEmpty() && status.path("waiting").valueStream()
                .allMatch(each -> each.path("object").path("resource").asText().equals("deployments")), dans::body);
    }

    @Test
    void webhooksAreNamedAndNotAsked() {
        make("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"judge"},"webhooks":[
                 {"name":"judge.example.org","admissionReviewVersions":["v1"],"sideEffects":"None","failurePolicy":"Fail",
                  "clientConfig":{"url":"https://judge.example.org/"},
                  "rules":[{"apiGroups":["apps"],"apiVersions":["v1"],"operations":["*"],"resources":["deployments"]}]}]}""");

        JsonNode status = planned(plan("", deployment("web", 1, "1")));

        assertTrue(status.path("manifests").get(0).path("applied").asBoolean(), status::toString);
        assertEquals("validatingwebhookconfigurations.admissionregistration.k8s.io/judge", status.path("notAsked").get(0).asText());
    }

    @Test
    void anotherClusterNoticesNothing() {
        ClusterRecord other = plane.cluster("globex", "shop");
        long before = plane.plane().store().image(other.id()).version().value();
        long records = plane.plane().store().records().count();

        JsonNode status = planned(plan("", deployment("web", 3, "1")));

        assertTrue(status.path("complete").asBoolean(), status::toString);
        assertEquals(before, plane.plane().store().image(other.id()).version().value());
        assertEquals(records, plane.plane().store().records().count());
        RawClient theirs = plane.withCertificate(plane.credentials(other, "ann", "system:masters"));
        assertEquals(403, theirs.send("POST", url(PLANS), JSON, plan("", deployment("web", 1, "1"))).status());
    }

    @Test
    void whatIsNoPlanIsRefusedWithTheLimit() {
        assertEquals(422, ask(admin, plan("")).status());
        Answer many = ask(admin, plan("", Stream.generate(() -> deployment("web", 1, "1")).limit(201).toArray(String[]::new)));
        assertEquals(422, many.status());
        assertTrue(many.body().contains("at most 200 items"), many::body);
        assertEquals(422, ask(admin, plan("\"seconds\":3601,", deployment("web", 1, "1"))).status());
        assertEquals(422, ask(admin, plan("\"podsBecome\":\"Lucky\",", deployment("web", 1, "1"))).status());
    }

    @Test
    void aPlanThatWouldNotEndIsEndedAndSaysWhere() {
        PlanBounds few = new PlanBounds(10, 10_000, 16L << 20, 200_000, 60, 16L << 20, Duration.ofMinutes(1), 5, 1, 1);
        ClusterPlanner planner = new ClusterPlanner(plane.plane().server(), plane.plane().store(), Clock.systemUTC(), "100.64.0.0/16", Optional.empty(), few);
        Document manifest = Document.parse(deployment("web", 1_000_000, "1").getBytes(StandardCharsets.UTF_8));
        Identity ann = Identity.authenticated("ann", "", List.of("system:masters"), Map.of(), Identity.Proof.CERTIFICATE);

        Planned planned = planner.plan(cluster, new PlanRequest("default", List.of(manifest), true, Duration.ofSeconds(5)), ann, _ -> true);

        assertEquals(Optional.of("more than 60 changes would follow"), planned.stopped());
        assertTrue(planned.steps().size() < 70, () -> planned.steps().size() + " changes");
    }

    @Test
    void oneIsMadeOfAClusterAtATime() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        plane.plane().server().plan((_, _, _, _) -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Planned(List.of(), List.of(), Optional.empty(), List.of(), List.of());
        });
        try {
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> admin.send("POST", url(PLANS), JSON, plan("", deployment("web", 1, "1"))));
            begun.await();
            Answer second = admin.send("POST", url(PLANS), JSON, plan("", deployment("web", 1, "1")));
            assertEquals(429, second.status(), second.body());
            assertTrue(second.body().contains("1 plan of this cluster"), second::body);
            end.countDown();
            assertEquals(201, first.get().status());
        } finally {
            end.countDown();
            plane.plane().server().plan(new ClusterPlanner(plane.plane().server(), plane.plane().store(), Clock.systemUTC(), "100.64.0.0/16", Optional.empty(),
                    PlanBounds.STANDARD));
        }
    }
}

package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a learner holds up the controllers, the scheduler and the clock of their own cluster.
class SteeringTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String CONTROLLERS = "/apis/marina.dev/v1/controllers/";
    private static final String CLOCK = "/apis/marina.dev/v1/clocks/cluster";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String SETS = "/apis/apps/v1/namespaces/default/replicasets";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private Cluster acme;
    private Cluster other;

    /// As its administrator.
    private record Cluster(ClusterRecord record, RawClient client) {
        static Cluster of(String tenant, String name) {
            ClusterRecord record = plane.cluster(tenant, name);
            return new Cluster(record, plane.withCertificate(plane.credentials(record, "admin", "system:masters")));
        }

        String url(String path) {
            return plane.url(record.tenant(), record.name()) + path;
        }

        JsonNode get(String path) {
            return json(client.get(url(path)));
        }

        Answer post(String path, String body) {
            return client.send("POST", url(path), JSON, body);
        }

        Answer patch(String path, String body) {
            return client.send("PATCH", url(path), MERGE, body);
        }

        void made(String path, String body) {
            Answer answer = post(path, body);
            assertEquals(201, answer.status(), answer.body());
        }

        void changed(String path, String body) {
            Answer answer = patch(path, body);
            assertEquals(200, answer.status(), answer.body());
        }

        void deployment(String name) {
            made(DEPLOYMENTS, """
                    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"%1$s"}},
                     "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""".formatted(name));
        }

        void node(String name) {
            made("/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"%s\"}}".formatted(name));
            changed("/api/v1/nodes/" + name + "/status", """
                    {"status":{"allocatable":{"cpu":"2","memory":"2Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"}]}}""");
            changed("/api/v1/nodes/" + name, "{\"spec\":{\"taints\":null}}");
        }

        void pod(String name) {
            made(PODS, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}"
                    .formatted(name));
        }

        String nodeOf(String pod) {
            return get(PODS + "/" + pod).path("spec").path("nodeName").asText();
        }

        List<String> setsOf(String deployment) {
            return get(SETS).path("items").valueStream().map(set -> set.path("metadata").path("name").asText())
                    .filter(name -> name.startsWith(deployment + "-")).toList();
        }
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    @BeforeEach
    void twoClusters(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        String suffix = test.getDisplayName().replaceAll("[^0-9a-z]", "");
        String cluster = (name.substring(0, Math.min(18, name.length())) + suffix.substring(0, Math.min(6, suffix.length())));
        acme = Cluster.of("acme", cluster);
        other = Cluster.of("globex", cluster);
    }

    @Test
    void aPausedControllerKeepsItsWorkUntilItIsResumedAndAnotherClusterDoesNotNotice() {
        acme.changed(CONTROLLERS + "deployment", "{\"spec\":{\"paused\":true}}");
        acme.deployment("one");
        acme.deployment("two");
        other.deployment("one");

        Await.until("the other cluster goes on", () -> other.setsOf("one"), sets -> sets.size() == 1);
        JsonNode seen = Await.until("it says what waits", () -> acme.get(CONTROLLERS + "deployment").path("status"),
                status -> status.path("queued").asInt() == 2);
        assertEquals("Paused", seen.path("phase").asText());
        assertEquals("Deployment default/one", next(seen));
        assertTrue(seen.path("next").path("cause").asText().startsWith("change/"), seen::toString);
        assertEquals(List.of(), acme.setsOf("one"));
        JsonNode queue = acme.get(CONTROLLERS + "deployment/queue");
        assertEquals(List.of("one", "two"), queue.path("items").valueStream().map(item -> item.path("name").asText()).toList());
        assertEquals("Running", Await.until("nothing is said of it", () -> other.get(CONTROLLERS + "deployment"), _ -> true).path("status").path("phase")
                .asText("Running"));

        acme.made(CONTROLLERS + "deployment/step", "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"ControllerStep\",\"items\":1}");
        Await.until("one item has passed", () -> acme.setsOf("one"), sets -> sets.size() == 1);
        assertEquals(List.of(), acme.setsOf("two"));

        acme.changed(CONTROLLERS + "deployment", "{\"spec\":{\"paused\":false}}");
        Await.until("the rest has passed", () -> acme.setsOf("two"), sets -> sets.size() == 1);
        Await.until("it runs", () -> acme.get(CONTROLLERS + "deployment").path("status"),
                status -> status.path("phase").asText().equals("Running") && status.path("next").isMissingNode());
    }

    private static String next(JsonNode status) {
        JsonNode next = status.path("next");
        return "%s %s/%s".formatted(next.path("kind").asText(), next.path("namespace").asText(), next.path("name").asText());
    }

    @Test
    void aSlowControllerLooksAtOneObjectAfterAnotherSaysSoAndAnotherClusterDoesNotNotice() {
        acme.changed(CONTROLLERS + "deployment", "{\"spec\":{\"delayMillis\":60000}}");
        acme.deployment("one");
        Await.until("the first passes at once", () -> acme.setsOf("one"), sets -> sets.size() == 1);
        acme.deployment("two");
        other.deployment("two");

        Await.until("the other cluster goes on", () -> other.setsOf("two"), sets -> sets.size() == 1);
        Await.until("it says that it is slow", () -> acme.get(CONTROLLERS + "deployment").path("status"),
                status -> status.path("phase").asText().equals("Slowed") && status.path("queued").asInt() > 0);
        JsonNode why = Await.until("it says what waits", () -> acme.get("/apis/marina.dev/v1/namespaces/default/deployments.apps/two/explanation"),
                explanation -> explanation.toString().contains("ControllerSlowed"));
        assertTrue(why.toString().contains("\"delayMillis\":60000"), why::toString);
        assertEquals(List.of(), acme.setsOf("two"));

        acme.changed(CONTROLLERS + "deployment", "{\"spec\":{\"delayMillis\":20}}");
        Await.until("it comes to all", () -> acme.setsOf("two"), sets -> sets.size() == 1);
        for (String wrong : List.of("-1", "60001")) {
            Answer answer = acme.patch(CONTROLLERS + "deployment", "{\"spec\":{\"delayMillis\":%s}}".formatted(wrong));
            assertEquals(422, answer.status(), answer.body());
            assertTrue(answer.body().contains("spec.delayMillis") && answer.body().contains("between 0 and 60000"), answer.body());
        }
    }

    @Test
    void aBreakpointStopsAControllerBeforeTheObjectThatItNames() {
        acme.changed(CONTROLLERS + "deployment", "{\"spec\":{\"breakpoints\":[{\"kind\":\"Deployment\",\"namespace\":\"default\",\"name\":\"two\"}]}}");
        acme.deployment("one");
        Await.until("what it does not name passes", () -> acme.setsOf("one"), sets -> sets.size() == 1);
        acme.deployment("two");

        Await.until("it stops", () -> acme.get(CONTROLLERS + "deployment").path("status"),
                status -> status.path("phase").asText().equals("AtBreakpoint") && next(status).equals("Deployment default/two"));
        assertEquals(List.of(), acme.setsOf("two"));

        acme.made(CONTROLLERS + "deployment/step", "");
        Await.until("it has passed", () -> acme.setsOf("two"), sets -> sets.size() == 1);
    }

    @Test
    void theSchedulerIsHeldUpLikeAController() {
        acme.node("n1");
        acme.changed(CONTROLLERS + "scheduler", "{\"spec\":{\"paused\":true}}");
        acme.pod("one");
        acme.pod("two");
        other.node("n1");
        other.pod("one");

        Await.until("the other cluster's scheduler goes on", () -> other.nodeOf("one"), "n1"::equals);
        Await.until("it says what waits", () -> acme.get(CONTROLLERS + "scheduler").path("status"), status -> status.path("queued").asInt() == 2);
        assertEquals("", acme.nodeOf("one"));
        acme.made(CONTROLLERS + "scheduler/step", "{\"items\":1}");
        Await.until("one has a node", () -> Stream.of("one", "two").filter(pod -> !acme.nodeOf(pod).isEmpty()).count(), count -> count == 1);

        acme.changed(CONTROLLERS + "scheduler", "{\"spec\":{\"paused\":false,\"breakpoints\":[{\"name\":\"three\"}]}}");
        Await.until("both have a node", () -> Stream.of("one", "two").filter(pod -> !acme.nodeOf(pod).isEmpty()).count(), count -> count == 2);
        acme.pod("three");
        Await.until("it stops", () -> acme.get(CONTROLLERS + "scheduler").path("status").path("phase").asText(), "AtBreakpoint"::equals);
        acme.client().send("DELETE", acme.url(PODS + "/three"), "", "");
        acme.pod("four");
        Await.until("what held it is gone", () -> acme.nodeOf("four"), "n1"::equals);
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "edit", "view"})
    void onlyClusterAdministratorsHoldAnythingUp(String role) {
        acme.made("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"ann"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"%s"},"subjects":[{"kind":"User","name":"ann"}]}"""
                .formatted(role));
        RawClient ann = plane.withCertificate(plane.credentials(acme.record(), "ann"));
        assertEquals(403, ann.send("PATCH", acme.url(CONTROLLERS + "deployment"), MERGE, "{\"spec\":{\"paused\":true}}").status());
        assertEquals(403, ann.send("POST", acme.url(CONTROLLERS + "deployment/step"), JSON, "{}").status());
        assertEquals(403, ann.get(acme.url(CONTROLLERS + "deployment/queue")).status());
        assertEquals(403, ann.get(acme.url(CONTROLLERS + "deployment")).status());
        assertEquals(403, ann.send("PATCH", acme.url(CLOCK), MERGE, "{\"spec\":{\"speedPercent\":0}}").status());
    }

    @Test
    void whatDoesThePlatformsOwnDutiesCannotBeHeldUp() {
        for (String name : List.of("node", "event-ttl", "customresourcedefinition", "crdregistration", "cluster", "nodepool", "tenant", "steering")) {
            assertEquals(404, acme.patch(CONTROLLERS + name, "{\"spec\":{\"paused\":true}}").status(), name);
            Answer applied = acme.client().send("PATCH", acme.url(CONTROLLERS + name) + "?fieldManager=t", "application/apply-patch+yaml",
                    "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Controller\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"paused\":true}}".formatted(name));
            assertEquals(422, applied.status(), applied.body());
        }
        assertEquals(405, acme.client().send("DELETE", acme.url(CONTROLLERS + "deployment"), "", "").status());
        assertEquals(405, acme.post("/apis/marina.dev/v1/controllers", "{}").status());
        assertEquals(409, acme.post(CONTROLLERS + "deployment/step", "{}").status());
    }

    @Test
    void aClusterOfWhichEverythingIsHeldUpGoesWithEverything() {
        for (JsonNode controller : acme.get("/apis/marina.dev/v1/controllers").path("items")) {
            acme.changed(CONTROLLERS + controller.path("metadata").path("name").asText(), "{\"spec\":{\"paused\":true}}");
        }
        acme.made("/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"team\"}}");
        acme.client().send("DELETE", acme.url("/api/v1/namespaces/team"), "", "");
        assertEquals("Terminating", acme.get("/api/v1/namespaces/team").path("status").path("phase").asText());

        plane.plane().server().provisioning().remove(acme.record().id());

        assertTrue(plane.plane().store().find(acme.record().id()).isEmpty());
    }

    @Test
    void aClockThatIsMovedAheadBringsWhatIsDueAndDatesWhatIsMade() {
        acme.made("/apis/batch/v1/namespaces/default/cronjobs", """
                {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"yearly"},"spec":{"schedule":"0 0 1 1 *","jobTemplate":{"spec":{"template":
                 {"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}""");
        acme.changed(CLOCK, "{\"spec\":{\"advancedSeconds\":%d}}".formatted(Duration.ofDays(366).toSeconds()));

        JsonNode job = Await.until("the year's job is made", () -> acme.get("/apis/batch/v1/namespaces/default/jobs").path("items"), jobs -> jobs.size() == 1)
                .get(0);
        Instant made = Instant.parse(job.path("metadata").path("creationTimestamp").asText());
        assertTrue(Duration.between(Instant.now(), made).compareTo(Duration.ofDays(365)) > 0, made::toString);
        other.made("/api/v1/namespaces/default/configmaps", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"}}");
        Instant elsewhere = Instant
                .parse(other.get("/api/v1/namespaces/default/configmaps/m").path("metadata").path("creationTimestamp").asText());
        assertTrue(Duration.between(elsewhere, Instant.now()).abs().compareTo(Duration.ofMinutes(1)) < 0, elsewhere::toString);
    }

    @Test
    void aStoppedClockStandsStillAndGoesOnWhereItStood() {
        acme.changed(CLOCK, "{\"spec\":{\"speedPercent\":0}}");
        Instant stopped = Instant.parse(acme.get(CLOCK).path("status").path("shown").asText());
        acme.made("/api/v1/namespaces/default/configmaps", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\"}}");
        Instant made = Instant.parse(acme.get("/api/v1/namespaces/default/configmaps/m").path("metadata").path("creationTimestamp").asText());
        assertEquals(stopped.getEpochSecond(), made.getEpochSecond());

        Await.until("it may be changed again", () -> acme.patch(CLOCK, "{\"spec\":{\"speedPercent\":100}}").status(), status -> status == 200);
        Instant goesOn = Instant.parse(acme.get(CLOCK).path("status").path("shown").asText());
        assertEquals(stopped, goesOn);
    }

    @Test
    void aClockNeverGoesBackIsNotMovedPastAllYearsAndNotTooOften() {
        Answer far = acme.patch(CLOCK, "{\"spec\":{\"advancedSeconds\":%d}}".formatted(Duration.ofDays(36_500).toSeconds()));
        assertEquals(422, far.status(), far.body());
        acme.changed(CLOCK, "{\"spec\":{\"advancedSeconds\":60}}");
        Answer soon = acme.patch(CLOCK, "{\"spec\":{\"advancedSeconds\":61}}");
        assertEquals(429, soon.status(), soon.body());
        Answer back = Await.until("it is looked at", () -> acme.patch(CLOCK, "{\"spec\":{\"advancedSeconds\":10}}"), answer -> answer.status() != 429);
        assertEquals(422, back.status(), back.body());
        assertTrue(back.body().contains("a clock never goes back"), back.body());
        acme.changed(CLOCK, "{\"status\":{\"shown\":\"2000-01-01T00:00:00Z\"}}");
        assertTrue(Instant.parse(acme.get(CLOCK).path("status").path("shown").asText()).isAfter(Instant.now().minusSeconds(60)));
    }

    @Test
    void tokensEndByRealTimeWhateverTheClockShows() {
        String path = "/api/v1/namespaces/default/serviceaccounts/default/token";
        acme.changed(CLOCK, "{\"spec\":{\"advancedSeconds\":%d,\"speedPercent\":0}}".formatted(Duration.ofDays(1000).toSeconds()));
        JsonNode token = json(acme.post(path, "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"expirationSeconds\":600}}"));
        Instant end = Instant.parse(token.path("status").path("expirationTimestamp").asText());
        assertTrue(end.isBefore(Instant.now().plusSeconds(700)), end::toString);
        assertEquals(200, plane.withToken(token.path("status").path("token").asText()).get(acme.url("/version")).status());
    }

    @Test
    void whatIsHeldUpIsInDiscoveryAndInTheSchema() {
        JsonNode resources = acme.get("/apis/marina.dev/v1").path("resources");
        assertTrue(resources.valueStream().map(resource -> resource.path("name").asText()).toList()
                .containsAll(List.of("controllers", "controllers/status", "controllers/step", "controllers/queue", "clocks")), resources::toString);
        assertFalse(acme.get("/openapi/v3/apis/marina.dev/v1").path("paths").path("/apis/marina.dev/v1/controllers/{name}/step").isMissingNode());
        Answer table = acme.client().get(acme.url(CONTROLLERS.substring(0, CONTROLLERS.length() - 1)), "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertTrue(table.body().contains("\"cells\":[\"deployment\",\"Running\",0,\"\""), table.body());
    }
}

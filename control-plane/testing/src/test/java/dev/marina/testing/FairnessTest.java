package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaBuilder;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Flow schemas and priority levels at work. https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
class FairnessTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static ClusterRecord cluster;
    private static KubernetesClient admin;
    private static RawClient noxu;
    private static String url;

    @BeforeAll
    static void aCluster() {
        cluster = plane.cluster("acme", "fair");
        admin = plane.admin("acme", "fair");
        noxu = plane.withCertificate(plane.credentials(cluster, "noxu"));
        url = plane.url("acme", "fair");
    }

    @AfterEach
    void nothingIsLeft() {
        admin.resources(FlowSchema.class).withLabel("made", "here").delete();
        admin.resources(PriorityLevelConfiguration.class).withLabel("made", "here").delete();
    }

    private static PriorityLevelConfiguration level(String name, int shares) {
        return admin.resource(new PriorityLevelConfigurationBuilder().withNewMetadata().withName(name).addToLabels("made", "here").endMetadata().withNewSpec()
                .withType("Limited").withNewLimited().withNominalConcurrencyShares(shares).withNewLimitResponse().withType("Reject").endLimitResponse()
                .endLimited().endSpec().build()).create();
    }

    private static FlowSchema schema(String name, String level, String user) {
        return admin.resource(new FlowSchemaBuilder().withNewMetadata().withName(name).addToLabels("made", "here").endMetadata().withNewSpec()
                .withNewPriorityLevelConfiguration(level).withMatchingPrecedence(1000).withNewDistinguisherMethod("ByUser").addNewRule()
                .addNewSubject().withKind("User").withNewUser(user).endSubject()
                .addNewNonResourceRule().withVerbs("*").withNonResourceURLs("*").endNonResourceRule()
                .addNewResourceRule().withVerbs("*").withApiGroups("*").withResources("*").withNamespaces("*").withClusterScope(true).endResourceRule()
                .endRule().endSpec().build()).create();
    }

    private static String uid(Answer answer, String of) {
        return answer.headers().getOrDefault("x-kubernetes-pf-%s-uid".formatted(of), "none");
    }

    @Test
    void anAnswerSaysWhatTheRequestWasTakenFor() {
        PriorityLevelConfiguration level = level("mine", 1);
        FlowSchema schema = schema("mine", "mine", "noxu");

        for (String path : List.of("/version", "/api/v1/namespaces/default/pods", "/api/v1/nodes/nowhere", "/api")) {
            Answer answer = noxu.get(url + path);
            assertEquals(schema.getMetadata().getUid(), uid(answer, "flowschema"), path + ": " + answer.status());
            assertEquals(level.getMetadata().getUid(), uid(answer, "prioritylevel"), path);
        }
        Answer other = plane.withCertificate(plane.credentials(cluster, "foo")).get(url + "/version");
        assertEquals(admin.resources(FlowSchema.class).withName("global-default").get().getMetadata().getUid(), uid(other, "flowschema"));
        assertEquals(admin.resources(PriorityLevelConfiguration.class).withName("global-default").get().getMetadata().getUid(), uid(other, "prioritylevel"));
    }

    @Test
    void aWatchSaysItToo() {
        FlowSchema schema = schema("watchers", "workload-low", "watcher");
        RawClient watcher = plane.withCertificate(plane.credentials(cluster, "watcher", "system:masters"));

        Answer answer = watcher.get(url + "/api/v1/namespaces?watch=true&timeoutSeconds=0&fieldSelector=metadata.name%3Dnone");

        assertEquals("exempt", level(uid(answer, "prioritylevel")), () -> "not " + schema.getMetadata().getUid());
    }

    private static String level(String uid) {
        return admin.resources(PriorityLevelConfiguration.class).list().getItems().stream().filter(level -> level.getMetadata().getUid().equals(uid))
                .map(level -> level.getMetadata().getName()).findFirst().orElse("none");
    }

    @Test
    void aLevelWithoutSeatsRefusesInUpstreamsWordsUntilItHasSome() {
        PriorityLevelConfiguration jail = level("jail", 0);
        FlowSchema schema = schema("jailed", "jail", "noxu");

        Answer refused = noxu.get(url + "/version");
        assertEquals(429, refused.status());
        assertEquals("1", refused.headers().get("retry-after"));
        assertEquals("Too many requests, please try again later.\n", refused.body());
        assertEquals(schema.getMetadata().getUid(), uid(refused, "flowschema"));
        assertEquals(jail.getMetadata().getUid(), uid(refused, "prioritylevel"));
        assertEquals(200, plane.withCertificate(plane.credentials(cluster, "foo")).get(url + "/version").status());

        admin.resources(PriorityLevelConfiguration.class).withName("jail").edit(level -> new PriorityLevelConfigurationBuilder(level).editSpec().editLimited()
                .withNominalConcurrencyShares(5).endLimited().endSpec().build());
        assertEquals(200, noxu.get(url + "/version").status());
    }

    @Test
    void requestsOfASchemaWithoutItsLevelBelongToTheNextThatMatches() {
        schema("dangling", "nowhere", "noxu");

        assertEquals(admin.resources(FlowSchema.class).withName("global-default").get().getMetadata().getUid(),
                uid(noxu.get(url + "/version"), "flowschema"));
    }

    @Test
    void whatGoesOnInTheLevelsIsPrintedForThoseWhoLookForFaults() {
        RawClient root = plane.withCertificate(plane.credentials(cluster, "root", "system:masters"));

        String levels = root.get(url + "/debug/api_priority_and_fairness/dump_priority_levels").body();
        assertTrue(levels.startsWith("PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing,"), levels);
        assertTrue(levels.contains("\nworkload-low, 0, true, false, 0, 0, "), levels);
        assertEquals(200, root.get(url + "/debug/api_priority_and_fairness/dump_queues").status());
        assertEquals(404, root.get(url + "/debug/pprof/heap").status());
    }

    private static String dangling(String schema) {
        FlowSchema now = admin.resources(FlowSchema.class).withName(schema).get();
        return now == null || now.getStatus() == null
                ? ""
                : now.getStatus().getConditions().stream().filter(each -> each.getType().equals("Dangling"))
                        .map(each -> each.getStatus() + " " + each.getReason()).findFirst().orElse("");
    }

    @Test
    void aSchemaSaysWhetherItsLevelIsThere() {
        schema("waits", "later", "noxu");
        Await.until("the level is missed", () -> dangling("waits").equals("True NotFound"));

        level("later", 1);
        Await.until("the level is found", () -> dangling("waits").equals("False Found"));

        assertEquals("False Found", dangling("global-default"));
    }

    @Test
    void whatEveryClusterHasComesBackAndIsUsed() {
        admin.resources(FlowSchema.class).withName("global-default").delete();
        admin.resources(PriorityLevelConfiguration.class).withName("global-default").delete();

        Await.until("they are back", () -> admin.resources(FlowSchema.class).withName("global-default").get() != null
                && admin.resources(PriorityLevelConfiguration.class).withName("global-default").get() != null);
        assertEquals(admin.resources(FlowSchema.class).withName("global-default").get().getMetadata().getUid(),
                uid(noxu.get(url + "/version"), "flowschema"));
    }

    @Test
    void aClusterTellsOfItsLevelsAndFlows() {
        level("counted", 10);
        schema("counted", "counted", "noxu");
        Stream.iterate(0, i -> i < 3, i -> i + 1).forEach(_ -> noxu.get(url + "/version"));

        String metrics = plane.withCertificate(plane.credentials(cluster, "root", "system:masters")).get(url + "/metrics").body();

        assertTrue(metrics.contains("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"counted\"} 24\n"), metrics);
        assertTrue(metrics.contains("apiserver_flowcontrol_dispatched_requests_total{flow_schema=\"counted\",priority_level=\"counted\"} 3\n"), metrics);
        assertTrue(metrics.contains("apiserver_flowcontrol_current_executing_requests{flow_schema=\"counted\",priority_level=\"counted\"} 0\n"), metrics);
        assertFalse(metrics.contains("acme"), metrics);
        assertEquals(403, noxu.get(url + "/metrics").status());
    }
}

package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a cluster breaks of its nodes, as its administrators, its members, its nodes and a stranger see it; the nodes are pretended.
class FaultTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String FAULTS = "/apis/marina.dev/v1/faults";
    private static final String CONTROLLERS = "/apis/marina.dev/v1/controllers";
    private static final String MERGE = "application/merge-patch+json";

    private ClusterRecord acme;
    private ClusterRecord globex;

    @BeforeEach
    void twoTenants() {
        acme = plane.cluster("acme", "broken");
        globex = plane.cluster("globex", "broken");
    }

    private static RawClient as(ClusterRecord cluster, String user, String... groups) {
        return plane.withCertificate(plane.credentials(cluster, user, groups));
    }

    private static String url(ClusterRecord cluster, String path) {
        return plane.url(cluster.tenant(), cluster.name()) + path;
    }

    private static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private static Answer make(RawClient who, ClusterRecord where, String name, String spec) {
        return who.send("POST", url(where, FAULTS), "application/json",
                "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Fault\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}".formatted(name, spec));
    }

    private static String ready(RawClient who, ClusterRecord where, String node) {
        return json(who.get(url(where, "/api/v1/nodes/" + node))).at("/status/conditions").valueStream()
                .filter(condition -> condition.path("type").asText().equals("Ready")).map(condition -> condition.path("status").asText()).findFirst()
                .orElse("");
    }

    @Test
    void aNodeIsBrokenAndMendedAndTheOtherTenantsOfTheNameStays() throws Exception {
        RawClient admin = as(acme, "ann", "system:masters");
        RawClient gus = as(globex, "gus", "system:masters");
        try (KubernetesClient inAcme = plane.admin("acme", "broken");
                KubernetesClient inGlobex = plane.admin("globex", "broken");
                LabNode _ = new LabNode(inAcme, "n1");
                LabNode _ = new LabNode(inGlobex, "n1")) {
            Answer made = make(admin, acme, "stall", "{\"type\":\"RuntimeStalled\",\"nodes\":[\"n1\"],\"prediction\":\"ReadyUnknown\"}");
            assertEquals(201, made.status(), made.body());
            assertEquals(300, json(made).at("/spec/seconds").asInt());

            Await.until("n1 is not ready", () -> ready(admin, acme, "n1"), "False"::equals);
            Await.until("it is active, and the prediction is judged", () -> json(admin.get(url(acme, FAULTS + "/stall"))).path("status"),
                    status -> status.path("phase").asText().equals("Active") && status.at("/nodes/n1/state").asText().equals("Active")
                            && status.at("/prediction/seen").asText().equals("ReadyFalse") && status.at("/prediction").has("right")
                            && !status.at("/prediction/right").asBoolean());
            assertEquals("True", ready(gus, globex, "n1"));
            // somebody else's administrator is a stranger here
            assertTrue(as(globex, "gus", "system:masters").send("DELETE", url(acme, FAULTS + "/stall"), "application/json", "").status() >= 401);

            assertEquals(200, admin.send("DELETE", url(acme, FAULTS + "/stall"), "application/json", "").status());
            Await.until("n1 is ready again", () -> ready(admin, acme, "n1"), "True"::equals);
            Await.until("it is gone", () -> admin.get(url(acme, FAULTS + "/stall")).status(), Integer.valueOf(404)::equals);
        }
    }

    @Test
    void whatIsUndoneIsOverAndDoesNotBeginAgain() throws Exception {
        RawClient admin = as(acme, "ann", "system:masters");
        try (KubernetesClient inAcme = plane.admin("acme", "broken"); LabNode _ = new LabNode(inAcme, "n2")) {
            assertEquals(201, make(admin, acme, "daemon", "{\"type\":\"NetworkDaemonStopped\",\"nodes\":[\"n2\"],\"seconds\":600}").status());
            Await.until("n2 is not ready", () -> ready(admin, acme, "n2"), "False"::equals);

            assertEquals(200, admin.send("PATCH", url(acme, FAULTS + "/daemon"), MERGE, "{\"spec\":{\"undone\":true}}").status());
            Await.until("n2 is ready again", () -> ready(admin, acme, "n2"), "True"::equals);
            Await.until("it has ended", () -> json(admin.get(url(acme, FAULTS + "/daemon"))).at("/status/phase").asText(), "Ended"::equals);
            Answer again = admin.send("PATCH", url(acme, FAULTS + "/daemon"), MERGE, "{\"spec\":{\"undone\":false}}");
            assertEquals(422, again.status(), again.body());
            assertTrue(again.body().contains("spec.undone"), again.body());
        }
    }

    private static String scheduled(RawClient who, ClusterRecord where, String pod) {
        return json(who.get(url(where, "/api/v1/namespaces/default/pods/" + pod))).at("/spec/nodeName").asText();
    }

    private static void pods(RawClient who, ClusterRecord where, String... names) {
        for (String name : names) {
            Answer made = who.send("POST", url(where, "/api/v1/namespaces/default/pods"), "application/json",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"marina/busybox:1\"}]}}"
                            .formatted(name));
            assertEquals(201, made.status(), made.body());
        }
    }

    @Test
    void aSlowedSchedulerMakesPodsWaitUntilItIsUndoneAndTheOtherTenantsGoesOn() throws Exception {
        RawClient admin = as(acme, "ann", "system:masters");
        RawClient gus = as(globex, "gus", "system:masters");
        try (KubernetesClient inAcme = plane.admin("acme", "broken");
                KubernetesClient inGlobex = plane.admin("globex", "broken");
                LabNode _ = new LabNode(inAcme, "s1");
                LabNode _ = new LabNode(inGlobex, "s1")) {
            Answer made = make(admin, acme, "slow",
                    "{\"type\":\"ControllerSlowed\",\"controllers\":[\"scheduler\"],\"delayMillis\":8000,\"prediction\":\"WorkWaits\"}");
            assertEquals(201, made.status(), made.body());
            JsonNode active = Await.until("it is active", () -> json(admin.get(url(acme, FAULTS + "/slow"))).path("status"),
                    status -> status.path("phase").asText().equals("Active"));
            assertEquals("Active", active.at("/controllers/scheduler/state").asText(), active::toString);
            assertEquals("Slowed", json(admin.get(url(acme, CONTROLLERS + "/scheduler"))).at("/status/phase").asText());

            pods(admin, acme, "one", "two", "three");
            pods(gus, globex, "one", "two", "three");
            for (String pod : new String[] {"one", "two", "three"}) {
                Await.until("the other tenant's pods have a node", () -> scheduled(gus, globex, pod), "s1"::equals);
            }
            Await.until("something waits, as it was predicted", () -> json(admin.get(url(acme, FAULTS + "/slow"))).at("/status/prediction"),
                    seen -> seen.path("seen").asText().equals("WorkWaits") && seen.path("right").asBoolean()
                            && seen.path("controller").asText().equals("scheduler"));
            Await.until("why says which fault it is",
                    () -> admin.get(url(acme, "/apis/marina.dev/v1/namespaces/default/pods/three/explanation")).body(),
                    body -> scheduled(admin, acme, "three").isEmpty() && body.contains("\"fault\":\"slow\""));

            assertEquals(200, admin.send("PATCH", url(acme, FAULTS + "/slow"), MERGE, "{\"spec\":{\"undone\":true}}").status());
            for (String pod : new String[] {"one", "two", "three"}) {
                Await.until("all have a node", () -> scheduled(admin, acme, pod), "s1"::equals);
            }
            Await.until("it has ended", () -> json(admin.get(url(acme, FAULTS + "/slow"))).path("status"),
                    status -> status.path("phase").asText().equals("Ended") && status.at("/controllers/scheduler/state").asText().equals("Ended"));
            JsonNode scheduler = Await.until("nothing slows it", () -> json(admin.get(url(acme, CONTROLLERS + "/scheduler"))),
                    found -> found.at("/status/slowedBy").isEmpty() && found.at("/status/phase").asText().equals("Running"));
            assertEquals(0, scheduler.at("/spec/delayMillis").asInt(), "what its cluster wants of it is as it was");
        }
    }

    @Test
    void whatAClusterWantsOfAControllerStaysAndAFaultThatIsDeletedIsOver() throws Exception {
        RawClient admin = as(acme, "ann", "system:masters");
        assertEquals(200, admin.send("PATCH", url(acme, CONTROLLERS + "/job"), MERGE, "{\"spec\":{\"delayMillis\":5}}").status());
        assertEquals(201, make(admin, acme, "held", "{\"type\":\"ControllerSlowed\",\"controllers\":[\"job\",\"cronjob\"]}").status());
        Await.until("both are slowed", () -> json(admin.get(url(acme, FAULTS + "/held"))).at("/status/phase").asText(), "Active"::equals);
        assertEquals(2_000, json(admin.get(url(acme, CONTROLLERS + "/job"))).at("/status/slowedBy/0/delayMillis").asInt());

        assertEquals(200, admin.send("DELETE", url(acme, FAULTS + "/held"), "application/json", "").status());
        Await.until("it is gone", () -> admin.get(url(acme, FAULTS + "/held")).status(), Integer.valueOf(404)::equals);
        JsonNode job = json(admin.get(url(acme, CONTROLLERS + "/job")));
        assertTrue(job.at("/status/slowedBy").isEmpty(), job::toString);
        assertEquals(5, job.at("/spec/delayMillis").asInt());
    }

    @Test
    void aNodeWhoseNamesNobodyAnswersSaysSoAndIsMended() throws Exception {
        RawClient admin = as(acme, "ann", "system:masters");
        try (KubernetesClient inAcme = plane.admin("acme", "broken"); LabNode _ = new LabNode(inAcme, "n4")) {
            assertEquals(201, make(admin, acme, "names", "{\"type\":\"DNSStopped\",\"nodes\":[\"n4\"],\"prediction\":\"DNSSilent\"}").status());
            Await.until("the prediction is judged", () -> json(admin.get(url(acme, FAULTS + "/names"))).at("/status/prediction"),
                    seen -> seen.path("seen").asText().equals("DNSSilent") && seen.path("right").asBoolean() && seen.path("node").asText().equals("n4"));
            assertEquals("True", ready(admin, acme, "n4"), "the node is ready all the while");

            assertEquals(200, admin.send("PATCH", url(acme, FAULTS + "/names"), MERGE, "{\"spec\":{\"undone\":true}}").status());
            Await.until("it has ended", () -> json(admin.get(url(acme, FAULTS + "/names"))).at("/status/phase").asText(), "Ended"::equals);
            Await.until("names are answered", () -> json(admin.get(url(acme, "/api/v1/nodes/n4"))).at("/status/conditions").toString(),
                    conditions -> conditions.contains("SwitchedOn"));
        }
    }

    @Test
    void onlyAdministratorsBreak() {
        String slow = "{\"type\":\"ControllerSlowed\",\"controllers\":[\"scheduler\"]}";
        assertEquals(403, make(as(acme, "dev", "marina:acme:developer"), acme, "s", slow).status());
        assertTrue(make(as(globex, "gus", "system:masters"), acme, "s", slow).status() >= 401);
        String spec = "{\"type\":\"NodeStopped\",\"nodes\":[\"n1\"]}";
        assertEquals(403, make(as(acme, "dev", "marina:acme:developer"), acme, "a", spec).status());
        assertEquals(403, make(as(acme, "system:node:n1", "system:nodes"), acme, "b", spec).status());
        assertEquals(403, as(acme, "eve", "marina:acme:viewer").get(url(acme, FAULTS)).status());
        assertEquals(201, make(as(acme, "olga", "marina:acme:owner"), acme, "c", spec).status());
    }

    @Test
    void whatCannotBeIsRefusedAndNamed() {
        RawClient admin = as(acme, "ann", "system:masters");
        for (String[] wrong : new String[][] {
                {"{\"type\":\"NodeMelted\",\"nodes\":[\"n1\"]}", "supported values: \\\"AgentPaused\\\""},
                {"{\"nodes\":[\"n1\"]}", "spec.type: Required value"},
                {"{\"type\":\"NodeStopped\"}", "spec.nodes: Required value"},
                {"{\"type\":\"NodeStopped\",\"nodes\":[\"n1\",\"n1\"]}", "spec.nodes[1]: Duplicate value"},
                {"{\"type\":\"NodeStopped\",\"nodes\":[\"n1\"],\"seconds\":86400}", "spec.seconds: Invalid value: 86400: must be from 10 to 3600"},
                {"{\"type\":\"NodeStopped\",\"nodes\":[\"n1\"],\"prediction\":\"Nothing\"}", "spec.prediction: Unsupported value"},
                {"{\"type\":\"NodeStopped\",\"nodes\":[\"n1\"],\"delayMillis\":5}",
                        "spec.delayMillis: Forbidden: only a fault of type AgentSlowed or ControllerSlowed has it"},
                {"{\"type\":\"ControllerSlowed\"}", "spec.controllers: Required value: the name of a controller at least"},
                {"{\"type\":\"ControllerSlowed\",\"controllers\":[\"etcd\"]}", "spec.controllers: Invalid value: \\\"etcd\\\": this cluster has no controller"},
                {"{\"type\":\"ControllerSlowed\",\"controllers\":[\"job\",\"job\"]}", "spec.controllers[1]: Duplicate value"},
                {"{\"type\":\"ControllerSlowed\",\"controllers\":[\"job\"],\"nodes\":[\"n1\"]}",
                        "spec.nodes: Forbidden: a fault of type ControllerSlowed is of no node"},
                {"{\"type\":\"NodeStopped\",\"nodes\":[\"n1\"],\"controllers\":[\"job\"]}",
                        "spec.controllers: Forbidden: only a fault of type ControllerSlowed"},
                {"{\"type\":\"ControllerSlowed\",\"controllers\":[\"job\"],\"delayMillis\":60000}",
                        "spec.delayMillis: Invalid value: 60000: must be from 1 to 8000"},
                {"{\"type\":\"AgentSlowed\",\"nodes\":[\"n1\"],\"delayMillis\":60000}", "spec.delayMillis: Invalid value: 60000: must be from 1 to 8000"}}) {
            Answer answer = make(admin, acme, "wrong", wrong[0]);
            assertEquals(422, answer.status(), answer.body());
            assertTrue(answer.body().contains(wrong[1]), answer.body());
        }
        assertEquals(201, make(admin, acme, "right", "{\"type\":\"NodeStopped\",\"nodes\":[\"n1\"]}").status());
        Answer changed = admin.send("PATCH", url(acme, FAULTS + "/right"), MERGE, "{\"spec\":{\"nodes\":[\"n2\"]}}");
        assertEquals(422, changed.status(), changed.body());
        assertTrue(changed.body().contains("field is immutable"), changed.body());
    }
}

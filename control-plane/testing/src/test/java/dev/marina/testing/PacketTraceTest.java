package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How a packet is asked about, and who may; what nodes find out is tried beside them.
class PacketTraceTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String TRACES = "/apis/marina.dev/v1/namespaces/default/packettraces";
    private static final String FOUND = """
            {"verdict":"IngressDenied","stations":[
             {"station":"Service","namespace":"other","service":"web","candidates":[{"address":"10.244.1.3","port":80,"pod":"hidden-pod","chosen":true}]},
             {"station":"Policies","into":true,"allowed":false,"policies":[{"namespace":"other","name":"hidden-policy","allows":false}]}]}""";

    private static FakeAgent agent;
    private static ClusterRecord cluster;

    @BeforeAll
    static void aMachineRunsANodeOfTheCluster() throws Exception {
        cluster = plane.cluster("acme", "traced");
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName("m1").build());
        machine.setSpec(new Machine.Spec(List.of(new Machine.AssignedNode(cluster.id().value(), "acme", "traced", "default", "n1", 1, 100,
                "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.7", "1", "1Gi", List.of()))));
        plane.admin("marina", "management").resource(machine).create();
        for (String pod : List.of("{\"name\":\"web\"},\"spec\":{\"nodeName\":\"n1\",", "{\"name\":\"waits\"},\"spec\":{\"schedulerName\":\"none\",")) {
            Answer made = as("admin", "system:masters").send("POST", url("/api/v1/namespaces/default/pods"), "application/json",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":%s\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}".formatted(pod));
            assertEquals(201, made.status(), made.body());
        }
        agent = new FakeAgent(plane, "m1");
        agent.measures(cluster.id().value(), "n1", _ -> FOUND);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    private static RawClient as(String user, String... groups) {
        return plane.withCertificate(plane.credentials(cluster, user, groups));
    }

    private static String url(String path) {
        return plane.url("acme", "traced") + path;
    }

    private static Answer ask(RawClient client, String spec) {
        return Await.until("it is free", () -> client.send("POST", url(TRACES), "application/json",
                "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"PacketTrace\",\"spec\":%s}".formatted(spec)), answer -> answer.status() != 429);
    }

    private static JsonNode json(Answer answer) {
        assertEquals(201, answer.status(), answer.body());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    @Test
    void thePodsNodeIsAskedAndItsAnswerTold() {
        JsonNode told = json(ask(as("admin", "system:masters"), "{\"pod\":\"web\",\"to\":\"web.other\",\"port\":80}"));
        assertEquals("IngressDenied", told.at("/status/verdict").asText());
        assertEquals("hidden-policy", told.at("/status/steps/1/policies/0/name").asText());
        Document asked = agent.requests().getLast();
        assertEquals("trace n1 web web.other 80 tcp", String.join(" ", asked.text("kind"), asked.text("node"), asked.text("pod"), asked.text("options", "to"),
                asked.text("options", "port"), asked.text("options", "protocol")));
    }

    @Test
    void whatTheAskerMayNotGetHasNoName() {
        // may ask and see pods here, and nothing in the other namespace
        Answer role = as("admin", "system:masters").send("POST", url("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings"), "application/json",
                """
                        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"ed"},
                         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"},"subjects":[{"kind":"User","name":"ed"}]}""");
        assertEquals(201, role.status(), role.body());
        Answer told = ask(as("ed"), "{\"pod\":\"web\",\"to\":\"web.other\",\"port\":80}");
        assertEquals("IngressDenied", json(told).at("/status/verdict").asText());
        assertFalse(told.body().contains("hidden-"), told.body());
    }

    @Test
    void whoMayNotRunCommandsMayNotTraceAndStrangersAreStrangers() {
        String spec = "{\"pod\":\"web\",\"to\":\"web\",\"port\":80}";
        assertEquals(403, ask(as("vic", "marina:acme:viewer"), spec).status());
        ClusterRecord theirs = plane.cluster("globex", "traced");
        assertTrue(ask(plane.withCertificate(plane.credentials(theirs, "gus", "system:masters")), spec).status() >= 401);
        assertTrue(ask(plane.anonymous(), spec).status() >= 401);
    }

    @Test
    void whatCannotBeAskedIsRefusedByFieldAndNoNodeIsAsked() {
        RawClient admin = as("admin", "system:masters");
        int before = agent.requests().size();
        for (String[] wrong : new String[][] {{"{\"to\":\"a\",\"port\":1}", "spec.pod"}, {"{\"pod\":\"web\",\"to\":\"a b;rm\",\"port\":1}", "spec.to"},
                {"{\"pod\":\"web\",\"to\":\"%s\",\"port\":1}".formatted("a".repeat(300)), "spec.to"},
                {"{\"pod\":\"web\",\"to\":\"a\",\"port\":70000}", "spec.port"},
                {"{\"pod\":\"web\",\"to\":\"a\",\"port\":1,\"protocol\":\"ICMP\"}", "spec.protocol"}}) {
            Answer refused = ask(admin, wrong[0]);
            assertEquals(422, refused.status(), refused.body());
            assertTrue(refused.body().contains(wrong[1]), refused.body());
        }
        assertEquals(404, ask(admin, "{\"pod\":\"nobody\",\"to\":\"a\",\"port\":1}").status());
        assertEquals(409, ask(admin, "{\"pod\":\"waits\",\"to\":\"a\",\"port\":1}").status());
        assertEquals(before, agent.requests().size());
    }
}

package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A gang of more pods than are looked at at once: the first wait with their nodes until the last may be bound too.
class LargeGangTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final int MEMBERS = 101;

    private record Owner(RawClient client, String url) {

        static Owner of(String tenant) {
            ClusterRecord cluster = plane.cluster(tenant, "gang");
            return new Owner(plane.withCertificate(plane.credentials(cluster, "ann", "system:masters")), plane.url(tenant, cluster.name()));
        }

        void make(String path, String body) {
            RawClient.Answer made = client.send("POST", url + path, JSON, body);
            assertEquals(201, made.status(), made.body());
        }

        JsonNode get(String path) {
            return Document.parse(client.get(url + path).body().getBytes(StandardCharsets.UTF_8)).root();
        }

        void node(String name, String cpu) {
            make("/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"%s\"}}".formatted(name));
            RawClient.Answer changed = client.send("PATCH", url + "/api/v1/nodes/" + name + "/status", "application/merge-patch+json", """
                    {"status":{"allocatable":{"cpu":"%s","memory":"64Gi","pods":"300"},"conditions":[{"type":"Ready","status":"True"}]}}""".formatted(cpu));
            assertEquals(200, changed.status(), changed.body());
        }

        void gang() {
            make("/apis/scheduling.k8s.io/v1alpha2/namespaces/default/podgroups", """
                    {"apiVersion":"scheduling.k8s.io/v1alpha2","kind":"PodGroup","metadata":{"name":"training"},
                     "spec":{"schedulingPolicy":{"gang":{"minCount":%d}}}}""".formatted(MEMBERS));
            for (int i = 0; i < MEMBERS; i++) {
                make(PODS, """
                        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"m-%d"},"spec":{"schedulingGroup":{"podGroupName":"training"},
                         "containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"10m"}}}]}}""".formatted(i));
            }
        }

        long with(String pointer) {
            return StreamSupport.stream(get(PODS).path("items").spliterator(), false).filter(pod -> !pod.at(pointer).asText().isEmpty()).count();
        }

        long saying(String message) {
            return StreamSupport.stream(get(PODS).path("items").spliterator(), false).filter(pod -> pod.at("/status/conditions").toString().contains(message))
                    .count();
        }
    }

    @Test
    void itIsBoundAsAWholeOrGivesItsNodesBack() {
        Owner acme = Owner.of("acme");
        Owner globex = Owner.of("globex");
        acme.node("n1", "1");
        globex.node("n1", "2");
        acme.gang();
        globex.gang();

        Await.until("another tenant's gang of the same name has its nodes", () -> globex.with("/spec/nodeName"), bound -> bound == MEMBERS);
        assertEquals(0, globex.with("/status/nominatedNodeName"), "who is bound is promised nothing");
        Await.until("those that had nodes say why they gave them back", () -> acme
                .saying("0/1 nodes are available: 1 pod group \\\"training\\\" is scheduled together: 100 of the 101 pods that it asks for at once fit."),
                said -> said == 100);
        assertEquals(0, acme.with("/spec/nodeName"));
        assertTrue(acme.get("/apis/marina.dev/v1/namespaces/default/pods/m-0/explanation").path("waiting").toString().contains("GangWaits"));

        acme.node("n2", "1");
        Await.until("all are bound", () -> acme.with("/spec/nodeName"), bound -> bound == MEMBERS);
        assertEquals(0, acme.with("/status/nominatedNodeName"));
    }
}

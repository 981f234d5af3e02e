package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two tenants choose how their nodes carry packets, each for itself and while pods run.
@Order(6)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackendsE2E {

    private static final Duration CHANGE = Duration.ofMinutes(2);

    private Marina marina;
    private Tenant one;
    private Tenant other;

    @BeforeAll
    void twoTenants(Marina marina) {
        this.marina = marina;
        one = marina.signUp("one-net");
        other = marina.signUp("other-net");
        for (Tenant tenant : List.of(one, other)) {
            tenant.awaitNodes(2);
            List<JsonNode> nodes = nodes(tenant);
            tenant.startBusybox("near", nodes.getFirst().at("/metadata/name").asText()).startBusybox("far", nodes.getLast().at("/metadata/name").asText());
        }
        for (Tenant tenant : List.of(one, other)) {
            tenant.awaitPodReady("near").awaitPodReady("far");
        }
    }

    private static List<JsonNode> nodes(Tenant tenant) {
        return tenant.kubectlJson("get", "nodes").path("items").valueStream().toList();
    }

    private static String note(JsonNode node, String name) {
        return node.at("/metadata/annotations/network.marina.dev~1" + name).asText();
    }

    private static String backends(Tenant tenant) {
        return String.join(" ", nodes(tenant).stream().map(node -> note(node, "backend-type")).toList());
    }

    private static String condition(JsonNode node) {
        return node.path("status").path("conditions").valueStream().filter(each -> each.path("type").asText().equals("NetworkBackend")).findFirst()
                .map(each -> each.path("status").asText() + " " + each.path("reason").asText()).orElse("");
    }

    private void choose(Tenant tenant, String network) {
        marina.put(tenant.clusterPath("default") + "/network", tenant.token(), network).expect(200);
    }

    private static String asked(Tenant tenant) {
        return tenant.inPod("near", "wget -qO- http://" + tenant.podAddress("far") + ":8080").output().strip();
    }

    @Test
    void eachBackEndIsChosenByRestAndSeenOnNodesAndPodsKeepTheirAddresses() {
        String address = one.podAddress("far");
        for (String network : List.of("{\"backend\":\"host-gw\"}", "{\"backend\":\"vxlan-direct\"}", "{\"backend\":\"bgp\",\"bgp\":{\"reflector\":true}}",
                "{\"backend\":\"bgp\"}", "{\"backend\":\"vxlan\"}")) {
            String backend = network.replaceAll(".*\"backend\":\"([a-z-]+)\".*", "$1");
            choose(one, network);
            Await.until("both nodes send by " + backend, CHANGE, () -> nodes(one).stream().map(node -> note(node, "backend-type") + " " + condition(node))
                    .toList(), seen -> seen.equals(List.of(backend + " True Running", backend + " True Running")));
            assertEquals("far-of-" + one.name(), asked(one), backend);
            assertEquals(address, one.podAddress("far"));
            String sessions = note(nodes(one).getFirst(), "bgp-sessions");
            assertEquals(backend.equals("bgp"), sessions.endsWith("Established"), sessions);
        }
        assertEquals("vxlan vxlan", backends(other));
        assertEquals("far-of-" + other.name(), asked(other));
    }

    @Test
    void whatIsNoBackEndIsRefusedWithWhatWouldBeRight() {
        Answer unknown = marina.put(one.clusterPath("default") + "/network", one.token(), "{\"backend\":\"geneve\"}");
        assertEquals(400, unknown.status(), unknown.body());
        assertTrue(unknown.body().contains("vxlan, vxlan-direct, host-gw, ipip or bgp"), unknown.body());

        Answer together = marina.put(one.clusterPath("default") + "/network", one.token(), "{\"backend\":\"host-gw\",\"bgp\":{\"reflector\":true}}");
        assertEquals(422, together.status(), together.body());
        assertTrue(together.body().contains("only the back end bgp has it"), together.body());
    }

    @Test
    void nobodyChoosesForAnother() {
        assertEquals(403, marina.put(other.clusterPath("default") + "/network", one.token(), "{\"backend\":\"host-gw\"}").status());
        assertEquals("vxlan", marina.get(other.clusterPath("default") + "/network", other.token()).expect(200).json().path("backend").asText());
    }
}

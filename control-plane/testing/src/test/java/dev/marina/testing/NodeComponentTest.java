package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What of its nodes a cluster switches off, as its administrators, its members and its nodes see it.
class NodeComponentTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String COMPONENTS = "/apis/marina.dev/v1/nodecomponents";
    private static final String MERGE = "application/merge-patch+json";

    private ClusterRecord acme;
    private ClusterRecord globex;

    @BeforeEach
    void twoTenants() {
        acme = plane.cluster("acme", "parts");
        globex = plane.cluster("globex", "parts");
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

    @Test
    void aComponentIsSwitchedOffForItsOwnClusterAlone() {
        RawClient admin = as(acme, "ann", "system:masters");
        JsonNode all = json(admin.get(url(acme, COMPONENTS)));
        assertEquals(List.of("dns", "service-proxy"), all.path("items").valueStream().map(item -> item.at("/metadata/name").asText()).toList());
        Answer off = admin.send("PATCH", url(acme, COMPONENTS + "/dns"), MERGE, "{\"spec\":{\"off\":true}}");
        assertEquals(200, off.status(), off.body());
        assertTrue(json(admin.get(url(acme, COMPONENTS + "/dns"))).at("/spec/off").asBoolean());
        assertTrue(!json(as(globex, "gus", "system:masters").get(url(globex, COMPONENTS + "/dns"))).at("/spec/off").asBoolean(true));
        // somebody else's administrator is a stranger here
        assertTrue(as(globex, "gus", "system:masters").send("PATCH", url(acme, COMPONENTS + "/dns"), MERGE, "{\"spec\":{\"off\":false}}").status() >= 401);
        assertTrue(json(admin.get(url(acme, COMPONENTS + "/dns"))).at("/spec/off").asBoolean());
    }

    @Test
    void nodesReadThemAndOnlyAdministratorsChangeThem() {
        RawClient node = as(acme, "system:node:n1", "system:nodes");
        assertEquals(200, node.get(url(acme, COMPONENTS)).status());
        assertEquals(403, node.send("PATCH", url(acme, COMPONENTS + "/service-proxy"), MERGE, "{\"spec\":{\"off\":true}}").status());
        RawClient developer = as(acme, "dev", "marina:acme:developer");
        assertEquals(403, developer.get(url(acme, COMPONENTS)).status());
        assertEquals(403, developer.send("PATCH", url(acme, COMPONENTS + "/dns"), MERGE, "{\"spec\":{\"off\":true}}").status());
    }

    @Test
    void whatIsNoComponentAndWhatIsNoAnswerIsRefusedByName() {
        RawClient admin = as(acme, "ann", "system:masters");
        assertEquals(404, admin.send("PATCH", url(acme, COMPONENTS + "/kubelet"), MERGE, "{\"spec\":{\"off\":true}}").status());
        assertEquals(405, admin.send("POST", url(acme, COMPONENTS), "application/json",
                "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"NodeComponent\",\"metadata\":{\"name\":\"kubelet\"}}").status());
        Answer wrong = admin.send("PATCH", url(acme, COMPONENTS + "/service-proxy"), MERGE, "{\"spec\":{\"off\":\"yes\"}}");
        assertTrue(wrong.status() == 400 || wrong.status() == 422, wrong.body());
        assertTrue(wrong.body().contains("off"), wrong.body());
        assertEquals(405, admin.send("DELETE", url(acme, COMPONENTS + "/dns"), "application/json", "").status());
    }
}

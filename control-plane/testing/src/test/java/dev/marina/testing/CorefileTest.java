package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The name server's Service and its Corefile, as a cluster begins with them, and who may read and change them.
class CorefileTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String CONFIG_MAPS = "/api/v1/namespaces/kube-system/configmaps";
    private static final String ONE = "?fieldSelector=metadata.name%3Dcoredns";
    private static final String MERGE = "application/merge-patch+json";

    private ClusterRecord acme;
    private ClusterRecord globex;

    @BeforeEach
    void twoTenants() {
        acme = plane.cluster("acme", "names");
        globex = plane.cluster("globex", "names");
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
    void aNewClusterHasThem() {
        RawClient admin = as(acme, "ann", "system:masters");
        JsonNode service = json(admin.get(url(acme, "/api/v1/namespaces/kube-system/services/kube-dns")));
        assertEquals("10.96.0.10", service.at("/spec/clusterIP").asText());
        JsonNode endpoints = json(admin.get(url(acme, "/api/v1/namespaces/kube-system/endpoints/kube-dns")));
        assertEquals("10.96.0.10", endpoints.at("/subsets/0/addresses/0/ip").asText());
        assertTrue(json(admin.get(url(acme, CONFIG_MAPS + "/coredns"))).at("/data/Corefile").asText().contains("forward . /etc/resolv.conf"));
    }

    @Test
    void nodesReadTheirClustersCorefileAndNoOtherConfigMap() {
        RawClient admin = as(acme, "ann", "system:masters");
        assertEquals(200, admin.send("PATCH", url(acme, CONFIG_MAPS + "/coredns"), MERGE, "{\"data\":{\"Corefile\":\"acme's\"}}").status());
        RawClient node = as(acme, "system:node:n1", "system:nodes");

        JsonNode listed = json(node.get(url(acme, CONFIG_MAPS + ONE)));
        assertEquals(1, listed.path("items").size());
        assertEquals("acme's", listed.at("/items/0/data/Corefile").asText());
        assertEquals(200, node.get(url(acme, CONFIG_MAPS + ONE + "&watch=true&timeoutSeconds=1")).status());
        assertEquals(403, node.get(url(acme, CONFIG_MAPS)).status());
        assertEquals(403, node.get(url(acme, CONFIG_MAPS + "?watch=true&timeoutSeconds=1")).status());
        assertEquals(403, node.get(url(acme, CONFIG_MAPS + "?fieldSelector=metadata.name%21%3Dcoredns")).status());
        assertEquals(403, node.get(url(acme, CONFIG_MAPS + "/kube-root-ca.crt")).status());
        assertEquals(403, node.get(url(acme, "/api/v1/namespaces/default/configmaps" + ONE)).status());
        assertEquals(403, node.send("PATCH", url(acme, CONFIG_MAPS + "/coredns"), MERGE, "{\"data\":{\"Corefile\":\"\"}}").status());

        // the other tenant's is its own, and its nodes are strangers here
        RawClient other = as(globex, "system:node:n1", "system:nodes");
        assertTrue(json(other.get(url(globex, CONFIG_MAPS + ONE))).at("/items/0/data/Corefile").asText().startsWith(".:53 {"));
        assertTrue(other.get(url(acme, CONFIG_MAPS + ONE)).status() >= 401);
    }
}

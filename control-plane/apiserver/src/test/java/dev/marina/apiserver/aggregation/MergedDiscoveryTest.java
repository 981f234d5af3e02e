package dev.marina.apiserver.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MergedDiscoveryTest {

    private static final ExtensionApi NEW = api("a.example.com", "v2");
    private static final ExtensionApi MORE = api("shops.example.com", "v2");

    private static ExtensionApi api(String group, String version) {
        return new ExtensionApi(new ClusterId("aaaaaaaaaaaaaaaa"), group, version, 1, "n", "s", 443, "", false, true);
    }

    private static Document json(String text) {
        return Document.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aGroupThatTheServerHasKeepsItsPreferredVersion() {
        Document merged = MergedDiscovery.groups(json("""
                {"groups":[{"name":"shops.example.com","versions":[{"groupVersion":"shops.example.com/v1","version":"v1"}],
                 "preferredVersion":{"groupVersion":"shops.example.com/v1","version":"v1"}}]}"""), List.of(NEW, MORE));
        assertEquals(json("""
                {"groups":[{"name":"shops.example.com","versions":[{"groupVersion":"shops.example.com/v1","version":"v1"},
                  {"groupVersion":"shops.example.com/v2","version":"v2"}],"preferredVersion":{"groupVersion":"shops.example.com/v1","version":"v1"}},
                 {"name":"a.example.com","versions":[{"groupVersion":"a.example.com/v2","version":"v2"}],
                  "preferredVersion":{"groupVersion":"a.example.com/v2","version":"v2"}}]}"""), merged);
    }

    @Test
    void aGroupThatNobodyHasIsNone() {
        assertEquals(Optional.empty(), MergedDiscovery.group(Optional.empty(), "other.example.com", List.of(NEW)));
    }

    @Test
    void whatIsNotKnownIsStale() {
        JsonNode version = MergedDiscovery.aggregated(json("{\"items\":[]}"), List.of(NEW), _ -> Optional.empty()).at("items").path(0).path("versions").path(0);
        assertEquals("{\"version\":\"v2\",\"freshness\":\"Stale\"}", version.toString());
    }

    @Test
    void subresourcesStandBelowTheirs() {
        JsonNode list = json(
                """
                {"resources":[{"name":"things/scale","kind":"Scale","group":"autoscaling","version":"v1","verbs":["get"]},
                 {"name":"things","singularName":"thing","namespaced":false,"kind":"Thing","verbs":["list"]},{"name":"lost/status","kind":"Lost","verbs":["get"]}]}""")
                .root();
        JsonNode resources = MergedDiscovery.aggregated(json("{\"items\":[]}"), List.of(NEW), _ -> Optional.of(list)).at("items").path(0).path("versions")
                .path(0)
                .path("resources");
        assertEquals(json("""
                {"r":[{"resource":"things","responseKind":{"group":"a.example.com","version":"v2","kind":"Thing"},"scope":"Cluster","singularResource":"thing",
                 "verbs":["list"],"subresources":[{"subresource":"scale","responseKind":{"group":"autoscaling","version":"v1","kind":"Scale"},
                 "verbs":["get"]}]}]}""").at("r"), resources);
    }
}

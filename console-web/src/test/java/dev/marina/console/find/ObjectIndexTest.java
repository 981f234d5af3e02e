package dev.marina.console.find;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectIndexTest {

    private static final ObjectIndex INDEX = new ObjectIndex(List.of(new ObjectIndex.Entry("Pods", "shop", "a-web-1", "/1"),
            new ObjectIndex.Entry("Deployments", "shop", "web", "/2"), new ObjectIndex.Entry("Pods", "test", "web-2", "/3"),
            new ObjectIndex.Entry("Nodes", "", "n1", "/4")), true);

    private static List<String> found(String sought) {
        return INDEX.find(sought, 10).stream().map(ObjectIndex.Entry::href).toList();
    }

    @Test
    void whatBeginsWithTheWordComesFirst() {
        assertEquals(List.of("/2", "/3", "/1"), found("web"));
    }

    @Test
    void allWordsAreSoughtInKindNamespaceAndName() {
        assertEquals(List.of("/1"), found("pods SHOP"));
        assertEquals(List.of(), found("pods nothing"));
        assertEquals(1, INDEX.find("web", 1).size());
    }

    @Test
    void kindsThatAPersonMayNotListAreLeftOut() throws Exception {
        try (FakeCluster cluster = new FakeCluster(); FakePlatform platform = new FakePlatform(cluster)) {
            cluster.list("/api/v1/pods", List.of("Name"), FakeCluster.row("shop", "web-1", "", "web-1"));
            cluster.on("GET /api/v1/secrets", 403, "{\"kind\":\"Status\",\"message\":\"secrets is forbidden\"}");
            ClusterApi api = new ClusterApi(platform.console().http(), LoggedIn.in(platform, platform.open(), "ann@acme.test"), "acme", "web");

            ObjectIndex index = ObjectIndex.load(api, List.of(new ObjectIndex.Source("Secrets", "/api/v1/secrets", (_, name) -> "/s/" + name),
                    new ObjectIndex.Source("Pods", "/api/v1/pods", (namespace, name) -> "/p/%s/%s".formatted(namespace, name))));

            assertEquals(List.of(new ObjectIndex.Entry("Pods", "shop", "web-1", "/p/shop/web-1")), index.entries());
            assertTrue(index.complete());
        }
    }
}

package dev.marina.console.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode set(String owner, int revision, String image) throws Exception {
        return JSON.readTree("""
                {"metadata":{"creationTimestamp":"2027-01-01T00:00:00Z","annotations":{"deployment.kubernetes.io/revision":"%d","kubernetes.io/change-cause":"to %s"},
                "ownerReferences":[{"uid":"%s","controller":true}]},
                "spec":{"template":{"metadata":{"labels":{"app":"web","pod-template-hash":"h%d"}},"spec":{"containers":[{"image":"%s"}]}}}}"""
                .formatted(revision, image, owner, revision, image));
    }

    @Test
    void aDeploymentsRevisionsAreItsReplicaSetsNewestFirst() throws Exception {
        Subject web = new Subject("apps", "deployments", "shop", "web", "/apis/apps/v1/namespaces/shop/deployments/web", JSON.readTree(
                """
                {"metadata":{"uid":"me","annotations":{"deployment.kubernetes.io/revision":"2","kubectl.kubernetes.io/last-applied-configuration":"{}","mine":"x"}}}"""));
        JsonNode kept = JSON.createObjectNode().set("items",
                JSON.createArrayNode().add(set("me", 1, "a:1")).add(set("another", 9, "z:1")).add(set("me", 2, "a:2")));

        List<Revision> revisions = Revision.of(web, kept);

        assertEquals(List.of(2L, 1L), revisions.stream().map(Revision::number).toList());
        assertTrue(revisions.getFirst().current());
        Revision first = revisions.getLast();
        assertFalse(first.current());
        assertEquals("to a:1", first.cause());
        assertFalse(first.template().at("/metadata/labels").has("pod-template-hash"));
        assertEquals("kubectl rollout undo deployments/web -n shop --to-revision=1", first.kubectl(web));
        JsonNode patch = JSON.readTree(first.restoring().document());
        assertEquals("a:1", patch.at("/0/value/spec/containers/0/image").asText());
        assertEquals(JSON.readTree("""
                {"deployment.kubernetes.io/revision":"2","kubectl.kubernetes.io/last-applied-configuration":"{}","kubernetes.io/change-cause":"to a:1"}"""),
                patch.at("/1/value"));
    }

    @Test
    void otherWorkloadsKeepTheirsAsPatches() throws Exception {
        Subject db = new Subject("apps", "statefulsets", "shop", "db", "/apis/apps/v1/namespaces/shop/statefulsets/db",
                JSON.readTree("{\"metadata\":{\"uid\":\"me\"}}"));
        JsonNode kept = JSON.readTree(
                """
                {"items":[{"revision":1,"metadata":{"ownerReferences":[{"uid":"me","controller":true}]},"data":{"spec":{"template":{"$patch":"replace","spec":{"x":1}}}}},
                {"revision":2,"metadata":{"ownerReferences":[{"uid":"me","controller":true}]},"data":{"spec":{"template":{"$patch":"replace","spec":{"x":2}}}}}]}""");

        List<Revision> revisions = Revision.of(db, kept);

        assertTrue(revisions.getFirst().current());
        assertEquals("{\"spec\":{\"x\":1}}", revisions.getLast().template().toString());
        assertEquals("application/strategic-merge-patch+json", revisions.getLast().restoring().type());
        assertTrue(revisions.getLast().restoring().document().contains("\"$patch\":\"replace\""));
        assertEquals("/apis/apps/v1/namespaces/shop/controllerrevisions", Revision.path(db));
    }
}

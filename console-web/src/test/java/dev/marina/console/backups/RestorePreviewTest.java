package dev.marina.console.backups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestorePreviewTest {

    private static List<JsonNode> differences(String... items) throws IOException {
        return new ObjectMapper().readTree("[" + String.join(",", items) + "]").valueStream().toList();
    }

    private static String difference(String change, String resource, String namespace, String name, String further) {
        return "{\"change\":\"%s\",\"resource\":\"%s\",\"namespace\":\"%s\",\"name\":\"%s\"%s}".formatted(change, resource, namespace, name, further);
    }

    private static String patched(String path) {
        return ",\"patch\":[{\"op\":\"replace\",\"path\":\"%s\"}]".formatted(path);
    }

    @Test
    void whatWasDeletedIsMadeAgainAndWhatCameSinceStays() throws Exception {
        RestorePreview preview = RestorePreview.of(differences(difference("deleted", "configmaps", "shop", "settings", ""),
                difference("created", "configmaps", "shop", "newer", "")), List.of(), true, true);

        assertEquals(new RestorePreview(List.of("configmaps shop/settings"), List.of(), List.of(), 1, true), preview);
    }

    @Test
    void whatWasChangedBecomesWhatItWasOnlyWhereThatIsWanted() throws Exception {
        List<JsonNode> changed = differences(difference("changed", "deployments.apps", "shop", "web", patched("/spec/replicas")),
                difference("replaced", "secrets", "shop", "key", ""));

        assertEquals(List.of("deployments.apps shop/web", "secrets shop/key"), RestorePreview.of(changed, List.of(), true, true).back());
        assertEquals(List.of("deployments.apps shop/web", "secrets shop/key"), RestorePreview.of(changed, List.of(), false, true).asIs());
        assertEquals(List.of(), RestorePreview.of(changed, List.of(), false, true).back());
    }

    @Test
    void whatOthersSayOfAnObjectIsNotRestored() throws Exception {
        RestorePreview preview = RestorePreview.of(differences(difference("changed", "deployments.apps", "shop", "web", patched("/status/replicas")),
                difference("deleted", "pods", "shop", "web-1", ",\"object\":{\"metadata\":{\"ownerReferences\":[{\"controller\":true}]}}"),
                difference("changed", "pods", "shop", "lone", patched("/metadata/labels")), difference("deleted", "leases.coordination.k8s.io", "a", "b", ""),
                difference("deleted", "persistentvolumeclaims", "shop", "data", "")), List.of(), true, true);

        assertEquals(new RestorePreview(List.of(), List.of(), List.of(), 0, true), preview);
    }

    @Test
    void onlyTheNamespacesThatAreWantedCount() throws Exception {
        RestorePreview preview = RestorePreview.of(differences(difference("deleted", "configmaps", "shop", "a", ""),
                difference("deleted", "configmaps", "other", "b", ""), difference("deleted", "namespaces", "", "shop", ""),
                difference("deleted", "clusterroles.rbac.authorization.k8s.io", "", "c", "")), List.of("shop"), false, false);

        assertEquals(new RestorePreview(List.of("configmaps shop/a", "namespaces shop"), List.of(), List.of(), 0, false), preview);
    }
}

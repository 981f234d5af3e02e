package dev.marina.console.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.act.Subject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowActionTest {

    private static List<String> offered(String group, String plural, String object, Set<String> verbs, Set<String> subresources) throws Exception {
        JsonNode read = new ObjectMapper().readTree(object);
        Kind kind = new Kind(new KindRef(group, "v1", plural), "Any", true, verbs, List.of(), subresources);
        Subject subject = new Subject(group, plural, "shop", "x", "/x", read);
        return RowAction.ALL.stream().filter(action -> action.fits(kind, subject))
                .map(action -> action instanceof DeedAction(var deed) ? deed.key() : action.getClass().getSimpleName()).toList();
    }

    @Test
    void whatMayBeDoneWithACustomObjectIsWhatTheClusterServesForItsKind() throws Exception {
        String crontab = "{\"spec\":{\"replicas\":2}}";
        assertEquals(List.of("ScaleAction", "LabelsAction", "DeleteAction"),
                offered("stable.example.com", "crontabs", crontab, Set.of("get", "patch", "delete"), Set.of("status", "scale")));
        assertEquals(List.of("DeleteAction"), offered("stable.example.com", "crontabs", crontab, Set.of("get", "delete"), Set.of("status")));
        assertEquals(List.of(), offered("stable.example.com", "crontabs", "{}", Set.of("get", "list"), Set.of("scale")));
    }

    @Test
    void whatIsOfferedDependsOnWhatTheObjectIsNow() throws Exception {
        Set<String> verbs = Set.of("get", "patch", "delete");
        assertEquals(List.of("ScaleAction", "restart", "pause", "RollBackAction", "LabelsAction", "DeleteAction"),
                offered("apps", "deployments", "{\"spec\":{}}", verbs, Set.of("scale")));
        assertEquals(List.of("ScaleAction", "restart", "resume", "RollBackAction", "LabelsAction", "DeleteAction"),
                offered("apps", "deployments", "{\"spec\":{\"paused\":true}}", verbs, Set.of("scale")));
        assertEquals(List.of("unsuspend", "RunNowAction", "LabelsAction", "DeleteAction"),
                offered("batch", "cronjobs", "{\"spec\":{\"suspend\":true}}", verbs, Set.of()));
        assertEquals(List.of("uncordon", "DrainAction", "LabelsAction", "DeleteAction"),
                offered("", "nodes", "{\"spec\":{\"unschedulable\":true}}", verbs, Set.of()));
        assertEquals(List.of("evict", "DebugAction", "LabelsAction", "DeleteAction"),
                offered("", "pods", "{\"status\":{\"phase\":\"Running\"}}", verbs, Set.of("eviction")));
        assertEquals(List.of("SnapshotAction", "LabelsAction", "DeleteAction"),
                offered("", "persistentvolumeclaims", "{\"status\":{\"phase\":\"Bound\"}}", verbs, Set.of("status")));
        assertEquals(List.of("LabelsAction", "DeleteAction"),
                offered("", "persistentvolumeclaims", "{\"status\":{\"phase\":\"Pending\"}}", verbs, Set.of("status")));
        assertEquals(List.of("RestoreAction", "LabelsAction", "DeleteAction"), offered("snapshot.storage.k8s.io", "volumesnapshots",
                "{\"status\":{\"readyToUse\":true,\"restoreSize\":\"1Gi\"}}", verbs, Set.of("status")));
        assertEquals(List.of("LabelsAction", "DeleteAction"), offered("snapshot.storage.k8s.io", "volumesnapshots",
                "{\"status\":{\"readyToUse\":false}}", verbs, Set.of("status")));
        assertEquals(List.of("approve", "deny", "LabelsAction", "DeleteAction"),
                offered("certificates.k8s.io", "certificatesigningrequests", "{}", verbs, Set.of("approval")));
        assertEquals(List.of("LabelsAction", "DeleteAction"), offered("certificates.k8s.io", "certificatesigningrequests",
                "{\"status\":{\"conditions\":[{\"type\":\"Approved\"}]}}", verbs, Set.of("approval")));
    }
}

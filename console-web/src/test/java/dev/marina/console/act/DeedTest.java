package dev.marina.console.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeedTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Subject subject(String group, String plural, String object) throws Exception {
        String path = (group.isEmpty() ? "/api/v1" : "/apis/%s/v1".formatted(group)) + "/namespaces/shop/%s/web".formatted(plural);
        return new Subject(group, plural, "shop", "web", path, JSON.readTree(object));
    }

    private static Deed deed(String key) {
        return Deed.find(key).orElseThrow();
    }

    @Test
    void eachNamesTheLineThatDoesTheSame() throws Exception {
        Subject deployment = subject("apps", "deployments", "{}");

        assertEquals("kubectl rollout restart deployments/web -n shop", deed("restart").kubectl().apply(deployment));
        assertEquals("kubectl cordon web", deed("cordon").kubectl().apply(subject("", "nodes", "{}")));
        assertEquals("kubectl delete crontabs.stable.example.com/web -n shop", subject("stable.example.com", "crontabs", "{}").kubectl("delete", ""));
        assertEquals("patch deployments in shop", deed("restart").permission(deployment).text());
        assertEquals("create pods/eviction in shop", deed("evict").permission(subject("", "pods", "{}")).text());
    }

    @Test
    void aRestartChangesThePodsTemplateAndNothingElse() throws Exception {
        Request request = deed("restart").request().apply(subject("apps", "deployments", "{}"));

        assertEquals("PATCH /apis/apps/v1/namespaces/shop/deployments/web?fieldManager=marina-console application/merge-patch+json",
                "%s %s %s".formatted(request.method(), request.path(), request.type()));
        assertTrue(JSON.readTree(request.document()).at("/spec/template/metadata/annotations").has("kubectl.kubernetes.io/restartedAt"));
    }

    @Test
    void anEvictionGoesToThePodsOwnSubresource() throws Exception {
        Request request = deed("evict").request().apply(subject("", "pods", "{}"));

        assertEquals("POST /api/v1/namespaces/shop/pods/web/eviction", request.method() + " " + request.path());
        assertEquals("policy/v1", JSON.readTree(request.document()).path("apiVersion").asText());
    }

    @Test
    void anApprovalKeepsWhatWasSaidBefore() throws Exception {
        JsonNode said = JSON.readTree(deed("approve").request().apply(subject("certificates.k8s.io", "certificatesigningrequests",
                "{\"spec\":{\"request\":\"x\"},\"status\":{\"conditions\":[{\"type\":\"Other\"}]}}")).document());

        assertEquals(List.of("Other", "Approved"), said.at("/status/conditions").findValuesAsText("type"));
        assertEquals("x", said.at("/spec/request").asText());
    }

    @Test
    void aRunOutOfTurnBelongsToItsCronJobAndHasAShortName() throws Exception {
        Subject cronJob = new Subject("batch", "cronjobs", "shop", "n".repeat(63), "/x",
                JSON.readTree(
                        "{\"metadata\":{\"uid\":\"u\"},\"spec\":{\"jobTemplate\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"backoffLimit\":1}}}}"));
        ManualRun run = ManualRun.of(cronJob, "abc");
        JsonNode job = JSON.readTree(run.request().document());

        assertEquals(63, run.name().length());
        assertEquals("manual", job.at("/metadata/annotations/cronjob.kubernetes.io~1instantiate").asText());
        assertEquals("u", job.at("/metadata/ownerReferences/0/uid").asText());
        assertEquals(1, job.at("/spec/backoffLimit").asInt());
    }

    @Test
    void aSnapshotIsOfItsClaimAndAClaimOfItsSnapshot() throws Exception {
        ClaimSnapshot snapshot = ClaimSnapshot.of(new Subject("", "persistentvolumeclaims", "shop", "n".repeat(253), "/x", JSON.readTree("{}")), "abc");
        assertEquals(253, snapshot.name().length());
        assertEquals("n".repeat(253), JSON.readTree(snapshot.request().document()).at("/spec/source/persistentVolumeClaimName").asText());
        assertTrue(snapshot.request().path().startsWith("/apis/snapshot.storage.k8s.io/v1/namespaces/shop/volumesnapshots"));

        SnapshotRestore restore = SnapshotRestore.of(new Subject("snapshot.storage.k8s.io", "volumesnapshots", "shop", "monday", "/x",
                JSON.readTree("{\"status\":{\"restoreSize\":\"1Gi\"}}")));
        JsonNode claim = JSON.readTree(restore.request().document());
        assertEquals("monday-restored", claim.at("/metadata/name").asText());
        assertEquals("1Gi", claim.at("/spec/resources/requests/storage").asText());
        assertEquals("monday", claim.at("/spec/dataSource/name").asText());
        assertTrue(restore.named());
        for (String odd : List.of("", "A", "-a", "a_b", "x".repeat(254))) {
            assertFalse(new SnapshotRestore(restore.snapshot(), odd).named(), odd);
        }
    }

    @Test
    void onlyLabelsThatDifferAreChanged() throws Exception {
        Subject web = subject("apps", "deployments", "{\"metadata\":{\"labels\":{\"app\":\"web\",\"old\":\"1\",\"same\":\"x\"}}}");
        LabelEdit edit = LabelEdit.of("app=shop\n\nsame=x\n new = y \n");

        assertEquals("{\"metadata\":{\"labels\":{\"app\":\"shop\",\"new\":\"y\",\"old\":null}}}", edit.request(web).document());
        assertEquals("kubectl label deployments/web -n shop --overwrite app=shop new=y old-", edit.kubectl(web));
        assertThrows(IllegalArgumentException.class, () -> LabelEdit.of("=x"));
        assertThrows(IllegalArgumentException.class, () -> LabelEdit.of("nothing"));
    }

    @Test
    void podsOfDaemonSetsAndStaticOnesStayOnADrainedNode() throws Exception {
        JsonNode pods = JSON.readTree("""
                {"items":[{"metadata":{"name":"web","ownerReferences":[{"kind":"ReplicaSet","controller":true}]}},
                {"metadata":{"name":"agent","ownerReferences":[{"kind":"DaemonSet","controller":true}]}},
                {"metadata":{"name":"static","annotations":{"kubernetes.io/config.mirror":"x"}}},{"metadata":{"name":"bare"}}]}""");

        assertEquals(List.of("web", "bare"), Drain.leaving(pods).stream().map(pod -> pod.at("/metadata/name").asText()).toList());
    }

    @Test
    void aContainerForDebuggingSeesItsTargetsProcesses() throws Exception {
        DebugContainer debug = new DebugContainer(subject("", "pods", "{}"), "d1", "marina/busybox:1", "main");
        JsonNode patch = JSON.readTree(debug.request().document());

        assertEquals("main", patch.at("/spec/ephemeralContainers/0/targetContainerName").asText());
        assertEquals("/api/v1/namespaces/shop/pods/web/ephemeralcontainers", debug.request().path());
        JsonNode pod = JSON.readTree("{\"status\":{\"ephemeralContainerStatuses\":[{\"name\":\"d1\",\"state\":{\"waiting\":{\"reason\":\"ErrImagePull\"}}}]}}");
        assertEquals("ErrImagePull", DebugContainer.state(pod, "d1"));
        assertEquals("Waiting", DebugContainer.state(pod, "d2"));
    }
}

package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Labs that lie in a repository: a pod of the cluster fetches them, and what it prints is believed as far as it is an archive of labs.
class LabFetchTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.withLabs(Path.of("src/test/labs"));

    private static final String SOURCES = "/apis/learn.marina.dev/v1/labsources";
    private static final String COMMIT = "4f2a".repeat(10);
    private static final String POD = "fetch-repo";

    private static FakeAgent agent;
    private static KubernetesClient kubernetes;
    private static ClusterAdministrator ann;

    @BeforeAll
    static void aMachineRunsANode() throws Exception {
        ann = new ClusterAdministrator(plane, "acme", "fetches");
        FakeNodes.assign(plane, "m1", ann.record());
        agent = new FakeAgent(plane, "m1");
        kubernetes = plane.admin("acme", "fetches");
        FakeNodes.node(kubernetes, "n-acme");
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    private static JsonNode status() {
        return ann.get(SOURCES + "/repo").path("status");
    }

    private static Pod pod() {
        return Await.until("there is a pod that fetches", () -> kubernetes.pods().inNamespace("marina-labs").withName(POD).get(),
                pod -> pod != null && pod.getMetadata().getDeletionTimestamp() == null);
    }

    private static void ends(String phase) {
        Pod made = pod();
        ann.post("/api/v1/namespaces/marina-labs/pods/%s/binding".formatted(POD),
                "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"%s\"},\"target\":{\"kind\":\"Node\",\"name\":\"n-acme\"}}"
                        .formatted(made.getMetadata().getName()));
        Pod ended = Await.until("it is on the node", LabFetchTest::pod, pod -> "n-acme".equals(pod.getSpec().getNodeName()));
        ended.getStatus().setPhase(phase);
        kubernetes.resource(ended).updateStatus();
    }

    @Test
    void whatThePodPrintsAreTheLabsAndWhatFailsLeavesThemThere() {
        agent.prints(POD, "remote: ==> labs %s\nremote: hello\n==> labs %s\n%s\n==> end\n".formatted("0".repeat(40), COMMIT,
                PackedLabs.of(Path.of("src/test/labs")).base64()));
        ann.made(SOURCES, """
                {"apiVersion":"learn.marina.dev/v1","kind":"LabSource","metadata":{"name":"repo"},
                 "spec":{"git":{"url":"https://git.example.org/$(HOME)","revision":"main","path":"course"}}}""");
        Pod pod = pod();
        assertEquals(false, pod.getSpec().getAutomountServiceAccountToken());
        assertEquals("https://git.example.org/$$(HOME)", pod.getSpec().getContainers().getFirst().getEnv().getFirst().getValue());
        ends("Succeeded");
        JsonNode fetched = Await.until("it is fetched", LabFetchTest::status, status -> status.path("labs").size() == 1);
        assertEquals(COMMIT, fetched.path("fetched").path("revision").asText());
        assertEquals("repo--colors", fetched.path("labs").get(0).path("id").asText());
        assertEquals("broken/lab.yaml", fetched.path("problems").get(0).path("file").asText());
        assertEquals(200, ann.client().get(ann.url("/apis/learn.marina.dev/v1/labs/repo--colors")).status());
        Await.until("its pod is gone", () -> kubernetes.pods().inNamespace("marina-labs").withName(POD).get() == null);

        for (Map.Entry<String, String> wrong : Map.of("fatal: …\n==> failed git failed (128): couldn't find remote ref nope\n",
                "git failed (128): couldn't find remote ref nope", "nothing\n", "without saying what",
                "==> labs %s\naGVsbG8=\n==> end\n".formatted(COMMIT), "is neither a .tar.gz nor a .zip").entrySet()) {
            agent.prints(POD, wrong.getKey());
            ann.changed(SOURCES + "/repo", "{\"spec\":{\"fetches\":%d}}".formatted(ann.get(SOURCES + "/repo").path("spec").path("fetches").asInt() + 1));
            ends("Failed");
            Await.until("it is said: " + wrong.getValue(), LabFetchTest::status, status -> status.path("message").asText().contains(wrong.getValue()));
            Await.until("its pod is gone", () -> kubernetes.pods().inNamespace("marina-labs").withName(POD).get() == null);
            assertEquals(1, status().path("labs").size());
        }
        assertTrue(ann.patch(SOURCES + "/repo/status", "{\"status\":{\"fetched\":{\"archive\":\"aGVsbG8=\"}}}").status() >= 400);
        assertEquals(422, ann.patch(SOURCES + "/repo", "{\"spec\":{\"git\":{\"url\":\"file:///etc\"}}}").status());
        assertEquals(422, ann.patch(SOURCES + "/repo", "{\"spec\":{\"git\":{\"path\":\"../..\"}}}").status());
    }
}

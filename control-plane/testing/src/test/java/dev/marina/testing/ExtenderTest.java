package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A scheduler extender that a tenant names leads nowhere into the platform.
class ExtenderTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String JSON = "application/json";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    @Test
    void anExtenderAtAnAddressOfThePlatformIsNotCalledAndThePodSaysSo() throws IOException {
        ClusterRecord cluster = plane.cluster("acme", "extended");
        RawClient admin = plane.withCertificate(plane.credentials(cluster, "ann", "system:masters"));
        String base = plane.url("acme", "extended");
        try (ServerSocket inside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            make(admin, base + "/api/v1/namespaces/kube-system/configmaps",
                    """
                    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"kube-scheduler"},"data":{"config.yaml":
                     "apiVersion: kubescheduler.config.k8s.io/v1\\nkind: KubeSchedulerConfiguration\\nextenders: [{urlPrefix: 'https://127.0.0.1:%d', filterVerb: filter}]\\n"}}"""
                            .formatted(inside.getLocalPort()));
            make(admin, base + "/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n1\"}}");
            assertEquals(200, admin.send("PATCH", base + "/api/v1/nodes/n1/status", "application/merge-patch+json", """
                    {"status":{"allocatable":{"cpu":"4","memory":"2Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True"}]}}""").status());
            make(admin, base + PODS, """
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

            JsonNode condition = Await.until("it says why", () -> pod(admin, base).at("/status/conditions/0"),
                    each -> each.path("reason").asText().equals("SchedulerError"));
            assertTrue(condition.path("message").asText().startsWith("Post \"https://127.0.0.1:" + inside.getLocalPort() + "/filter"), condition.toString());
            inside.setSoTimeout(200);
            boolean called = true;
            try {
                inside.accept().close();
            } catch (SocketTimeoutException e) {
                called = false;
            }
            assertEquals(false, called, "nobody has come");
        }
    }

    private static JsonNode pod(RawClient admin, String base) {
        return Document.parse(admin.get(base + PODS + "/p").body().getBytes(StandardCharsets.UTF_8)).root();
    }

    private static void make(RawClient admin, String url, String body) {
        Answer made = admin.send("POST", url, JSON, body);
        assertEquals(201, made.status(), made.body());
    }
}

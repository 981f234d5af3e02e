package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.RawClient.Answer;
import java.nio.charset.StandardCharsets;

/// Ann, who may do everything in a cluster of her own, and her requests to it.
class ClusterAdministrator {

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";

    private final ControlPlaneExtension plane;
    private final ClusterRecord record;
    private final RawClient client;

    ClusterAdministrator(ControlPlaneExtension plane, String tenant, String cluster) {
        this.plane = plane;
        this.record = plane.cluster(tenant, cluster);
        this.client = plane.withCertificate(plane.credentials(record, "ann", "system:masters"));
    }

    ClusterRecord record() {
        return record;
    }

    RawClient client() {
        return client;
    }

    String url(String path) {
        return plane.url(record.tenant(), record.name()) + path;
    }

    JsonNode get(String path) {
        Answer answer = client.get(url(path));
        assertEquals(200, answer.status(), answer.body());
        return json(answer);
    }

    static JsonNode json(Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    Answer post(String path, String body) {
        return client.send("POST", url(path), JSON, body);
    }

    Answer patch(String path, String body) {
        return client.send("PATCH", url(path), MERGE, body);
    }

    Answer delete(String path) {
        return client.send("DELETE", url(path), "", "");
    }

    void made(String path, String body) {
        Answer answer = post(path, body);
        assertEquals(201, answer.status(), answer.body());
    }

    void changed(String path, String body) {
        Answer answer = patch(path, body);
        assertEquals(200, answer.status(), answer.body());
    }
}

package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the platform may read of a learner's runs, for who teaches them, and what it may not.
class LabResultsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.withLabs(Path.of("src/test/labs"));

    private static final String RUNS = "/apis/learn.marina.dev/v1/labruns";

    private static String results(String tenant, String cluster, String labs) {
        return plane.url("marina", "management") + "/apis/marina.dev/v1/namespaces/%s/clusters/%s/labresults?labs=%s".formatted(tenant, cluster, labs);
    }

    private static RawClient platform() {
        return Tenants.platform(plane);
    }

    private static JsonNode read(String tenant, String cluster, String labs) {
        RawClient.Answer answer = platform().get(results(tenant, cluster, labs));
        assertEquals(200, answer.status(), answer.body());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).at("items");
    }

    private static ClusterRecord learner(String tenant) {
        ClusterRecord record = Tenants.make(plane, tenant);
        RawClient.Answer made = plane.withCertificate(plane.credentials(record, "ann", "system:masters")).send("POST", plane.url(tenant, "default") + RUNS,
                "application/json",
                "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"of-%s\"},\"spec\":{\"lab\":\"colors\"}}"
                        .formatted(tenant));
        assertEquals(201, made.status(), made.body());
        Await.until("it is graded", () -> read(tenant, "default", "colors").path(0),
                run -> run.path("phase").asText().equals("Running") && !run.path("goals").isEmpty() && run.has("score"));
        return record;
    }

    @Test
    void thePlatformReadsHowTheNamedLabsStandInThisClusterAndNothingElse() {
        learner("taught");
        learner("other");

        JsonNode run = read("taught", "default", "colors,more").path(0);

        assertEquals("of-taught colors", run.path("run").asText() + " " + run.path("lab").asText());
        assertTrue(run.at("/score/of").asInt() > 0 && run.path("goals").size() > 3 && !run.at("/goals/0/sees/zh").asText().isEmpty(), run.toString());
        assertEquals(Set.of("run", "lab", "created", "phase", "startedAt", "score", "goals"),
                run.properties().stream().map(java.util.Map.Entry::getKey).collect(Collectors.toSet()));
        run.path("goals")
                .forEach(goal -> assertTrue(goal.has("cause") == goal.has("sees") && !goal.path("cause").asText().contains("lab-of-taught"), goal::toString));
        assertFalse(run.toString().contains("of-other"), "another tenant's run is not in it");
        for (String labs : new String[] {"", "more", "color", "COLORS", ",,", "x".repeat(3000)}) {
            assertEquals(0, read("taught", "default", labs).size(), labs);
        }
    }

    @Test
    void nobodyElseReadsThem() {
        ClusterRecord record = learner("asked");

        RawClient.Answer owner = plane.withCertificate(plane.credentials(plane.management(), "ann")).get(results("asked", "default", "colors"));
        assertEquals(403, owner.status(), owner.body());
        assertEquals(403, plane.withCertificate(plane.credentials(record, "marina:tenancy")).get(results("asked", "default", "colors")).status(),
                "a certificate of another cluster is nobody's");
        assertEquals(404, platform().get(results("asked", "none", "colors")).status());
        assertEquals(403, platform().get(plane.url("marina", "management") + RUNS).status(), "runs themselves are not the platform's to read");
        assertEquals(200, platform().get(plane.url("marina", "management") + "/apis/learn.marina.dev/v1/labs").status());
    }
}

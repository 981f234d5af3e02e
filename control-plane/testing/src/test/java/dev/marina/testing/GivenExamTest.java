package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the platform begins and reads for a class's teacher in learners' clusters, and nothing else.
class GivenExamTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.withLabs(Path.of("src/test/labs-exam"));

    private static final String EXAMS = "/apis/learn.marina.dev/v1/examruns";

    private static RawClient platform() {
        return Tenants.platform(plane);
    }

    private static String runs(String tenant, String query) {
        return plane.url("marina", "management") + "/apis/marina.dev/v1/namespaces/%s/clusters/default/examruns%s".formatted(tenant, query);
    }

    private static String run(String exam, Instant ends, String attempt) {
        return """
                {"apiVersion":"learn.marina.dev/v1","kind":"ExamRun","metadata":{"name":"given"},
                 "spec":{"exam":"%s","endsAt":"%s","given":{"class":"c-1","attempt":"%s"}}}""".formatted(exam, ends.truncatedTo(ChronoUnit.SECONDS), attempt);
    }

    private static JsonNode json(RawClient.Answer answer) {
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).root();
    }

    @Test
    void theTeachersExamIsBegunGradedAndReadWithWhatPeopleAskedOfTheCluster() {
        ClusterRecord record = Tenants.make(plane, "examined");
        Tenants.make(plane, "bystander");
        RawClient ann = plane.withCertificate(plane.credentials(record, "ann@examined.test", "system:masters"));
        RawClient.Answer begun = platform().send("POST", runs("examined", ""), "application/json", run("short", Instant.now().plusSeconds(60), "a-1"));
        assertEquals(201, begun.status(), begun.body());
        RawClient.Answer again = platform().send("POST", runs("examined", ""), "application/json", run("short", Instant.now().plusSeconds(600), "a-1"));
        assertEquals(200, again.status(), again.body());
        assertEquals(json(begun).path("endsAt"), json(again).path("endsAt"), "who asks again gets no more time");
        Await.until("it can be written", () -> json(ann.get(plane.url("examined", "default") + EXAMS + "/given/paper")).path("tasks").valueStream()
                .allMatch(task -> task.path("phase").asText().equals("Running")));
        JsonNode early = json(platform().get(runs("examined", "?attempt=a-1")));
        assertTrue(early.path("phase").asText().equals("Running") && !early.has("score") && !early.has("requests"), early::toString);

        assertEquals(201, ann.send("POST", plane.url("examined", "default") + "/api/v1/namespaces/lab-given-order/configmaps", "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"order\"}}").status());
        assertEquals(201, ann.send("POST", plane.url("examined", "default") + "/api/v1/namespaces/default/configmaps", "application/json",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"private-matter\"}}").status());
        assertEquals(200, ann.send("PATCH", plane.url("examined", "default") + EXAMS + "/given", "application/merge-patch+json",
                "{\"spec\":{\"finished\":true}}").status());
        JsonNode result = Await.until("it is graded", () -> json(platform().get(runs("examined", "?attempt=a-1"))),
                seen -> seen.path("phase").asText().equals("Graded"));

        assertEquals(16, result.at("/score/percent").asInt(), result::toString);
        JsonNode asked = result.path("requests").get(0);
        assertEquals("ann@examined.test create configmaps order 201 order",
                "%s %s %s %s %d %s".formatted(asked.path("user").asText(), asked.path("verb").asText(),
                        asked.path("resource").asText(), asked.path("name").asText(), asked.path("status").asInt(), asked.path("task").asText()),
                result::toString);
        assertFalse(result.toString().contains("private-matter"), "what is not the exam's is not told");
        assertEquals(404, platform().get(runs("bystander", "?attempt=a-1")).status());
        assertEquals(404, platform().get(runs("examined", "?attempt=a-2")).status());
        assertEquals(404, platform().get(runs("examined", "")).status());
    }

    @Test
    void onlyThePlatformGivesExamsAndExercisesAreNotItsToRead() {
        ClusterRecord record = Tenants.make(plane, "practising");
        RawClient ann = plane.withCertificate(plane.credentials(record, "ann", "system:masters"));
        String own = plane.url("practising", "default") + EXAMS;
        assertEquals(422, ann.send("POST", own, "application/json", run("short", Instant.now().plusSeconds(60), "a-9")).status());
        assertEquals(201, ann.send("POST", own, "application/json",
                "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"ExamRun\",\"metadata\":{\"name\":\"own\"},\"spec\":{\"exam\":\"short\"}}").status());
        for (String attempt : List.of("", "?attempt=", "?attempt=own")) {
            assertEquals(404, platform().get(runs("practising", attempt)).status(), attempt);
        }
        RawClient.Answer busy = platform().send("POST", runs("practising", ""), "application/json", run("short", Instant.now().plusSeconds(60), "a-3"));
        assertTrue(busy.status() == 403 && busy.body().contains("is under way in this cluster"), busy.body());
        assertEquals(400, platform().send("POST", runs("practising", ""), "application/json",
                "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"ExamRun\",\"metadata\":{\"name\":\"x\"},\"spec\":{\"exam\":\"short\"}}").status());

        RawClient owner = plane.withCertificate(plane.credentials(plane.management(), "ann"));
        assertEquals(403, owner.get(runs("practising", "?attempt=a-1")).status());
        assertEquals(403, owner.send("POST", runs("practising", ""), "application/json", run("short", Instant.now().plusSeconds(60), "a-4")).status());
        assertEquals(403, plane.withCertificate(plane.credentials(record, "marina:tenancy")).get(runs("practising", "?attempt=a-1")).status());
    }
}

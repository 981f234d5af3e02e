package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.tenancy.it.Rest.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A teacher gives an exam, learners write it, and what they reached is the teacher's to see, and nobody else's.
class ExamsIT extends TenancyDeployment {

    private String classes(String tenant) {
        return "v1/tenants/" + tenant + "/classes";
    }

    private JsonNode taught(String tenant, String teacher) throws Exception {
        Answer made = rest().post(classes(tenant), teacher, "{\"name\":\"7b\",\"ends\":\"%s\",\"labs\":[\"labels\"]}".formatted(in(Duration.ofHours(3))));
        assertEquals(201, made.status(), made.toString());
        return made.json();
    }

    private static String in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void join(String learner, JsonNode taught, String name, String tenant, String cluster) throws Exception {
        Answer joined = rest().post("v1/classes", learner, "{\"code\":\"%s\",\"name\":\"%s\",\"tenant\":\"%s\",\"cluster\":\"%s\"}"
                .formatted(taught.path("code").asText(), name, tenant, cluster));
        assertEquals(201, joined.status(), joined.toString());
    }

    private String given(String tenant, String teacher, JsonNode taught, String more) throws Exception {
        Answer given = rest().post(exams(tenant, taught), teacher, "{\"exam\":\"administrator\"%s}".formatted(more));
        assertEquals(201, given.status(), given.toString());
        return given.json().path("id").asText();
    }

    private String exams(String tenant, JsonNode taught) {
        return classes(tenant) + "/" + taught.path("id").asText() + "/exams";
    }

    private Answer begin(String learner, JsonNode taught, String exam) throws Exception {
        return rest().post("v1/classes/%s/exams/%s/attempts".formatted(taught.path("id").asText(), exam), learner, "");
    }

    @Test
    void aLearnerWritesItOnceAndTheTeacherGetsTheResultWithItsEvidenceThoughNobodyLooked() throws Exception {
        String teacher = owner("exam-school");
        String ann = owner("exam-ann");
        JsonNode taught = taught("exam-school", teacher);
        join(ann, taught, "=Ann", "exam-ann", "quick");
        String exam = given("exam-school", teacher, taught, ",\"minutes\":30");

        JsonNode offered = rest().get("v1/classes/%s/exams".formatted(taught.path("id").asText()), ann).json();
        assertEquals("administrator Open 30 1 0", "%s %s %d %d %d".formatted(offered.at("/items/0/exam").asText(), offered.at("/items/0/state").asText(),
                offered.at("/items/0/minutes").asInt(), offered.at("/items/0/attempts").asInt(), offered.at("/items/0/own").size()), offered.toString());
        Answer begun = begin(ann, taught, exam);

        assertEquals(201, begun.status(), begun.toString());
        assertEquals(Duration.ofMinutes(30), Duration.between(Instant.parse(begun.json().path("started").asText()),
                Instant.parse(begun.json().path("ends").asText())));
        await("Complete", "select state from procedure where kind = 'exam-attempt' and about = '" + begun.json().path("id").asText() + "'");
        Answer again = begin(ann, taught, exam);
        assertTrue(again.problem(409) && again.body().contains("as often as you may"), again.toString());
        JsonNode own = rest().get("v1/classes/%s/exams".formatted(taught.path("id").asText()), ann).json().at("/items/0/own/0");
        assertEquals("Graded 50 false", "%s %d %s".formatted(own.path("state").asText(), own.path("percent").asInt(), own.path("passed").asText()));

        String attempts = exams("exam-school", taught) + "/" + exam + "/attempts";
        JsonNode seen = rest().get(attempts, teacher).json().at("/items/0");
        assertEquals("=Ann 1 Graded 50", "%s %d %s %d".formatted(seen.path("learner").asText(), seen.path("number").asInt(), seen.path("state").asText(),
                seen.path("percent").asInt()));
        JsonNode evidence = rest().get(attempts + "/" + seen.path("id").asText(), teacher).json();
        assertEquals("812 ann configmaps 812 create", "%s %s %s %s %s".formatted(evidence.at("/tasks/0/goals/0/decided/version").asText(),
                evidence.at("/tasks/0/goals/0/decided/actor").asText(), evidence.at("/tasks/0/goals/0/objects/0/resource").asText(),
                evidence.at("/tasks/0/goals/0/objects/0/version").asText(), evidence.at("/requests/0/verb").asText()), evidence.toString());
        Answer csv = rest().call("GET", exams("exam-school", taught) + "/" + exam + "/grades", teacher, "", Map.of("Accept", "text/csv"));
        List<String> lines = csv.body().lines().toList();
        assertEquals("learner,attempt,state,percent,passed,task,goal,goalState,earned,points,started,ended,version", lines.getFirst());
        assertTrue(lines.get(1).startsWith("'=Ann,1,Graded,50,false,rights,role,met,3,3,"), lines.toString());

        Answer all = rest().call("GET", classes("exam-school") + "/" + taught.path("id").asText() + "/grades", teacher, "", Map.of("Accept", "text/csv"));
        assertTrue(all.body().contains("'=Ann,exam:administrator,Graded,3,6,1,2,"), all.body());

        // Leaving takes along what was reached, and gives no further attempt.
        assertEquals(204, rest().call("DELETE", "v1/classes/" + taught.path("id").asText(), ann, "", Map.of()).status());
        join(ann, taught, "Ann", "exam-ann", "quick");
        assertTrue(begin(ann, taught, exam).problem(409));
        assertFalse(rest().get(attempts, teacher).json().at("/items/0").has("percent"));
    }

    @Test
    void theTimeGoesOnAndNothingIsKnownBeforeItIsOver() throws Exception {
        String teacher = owner("exam-clock");
        String ann = owner("exam-clock-ann");
        JsonNode taught = taught("exam-clock", teacher);
        join(ann, taught, "Ann", "exam-clock-ann", "default");
        String exam = given("exam-clock", teacher, taught, ",\"closes\":\"%s\",\"attempts\":2".formatted(in(Duration.ofMinutes(10))));
        Answer begun = begin(ann, taught, exam);
        assertEquals("Running", begun.json().path("state").asText(), begun.toString());
        assertFalse(Instant.parse(begun.json().path("ends").asText()).isAfter(Instant.now().plus(Duration.ofMinutes(10))),
                "nobody writes it longer than it is open");
        assertEquals(begun.json(), begin(ann, taught, exam).json(), "beginning twice is beginning once");
        assertFalse(rest().get(exams("exam-clock", taught) + "/" + exam + "/attempts", teacher).body().contains("percent"));

        update("update class_exam_attempt set started_at = now() - interval '2 hours', ends_at = now() - interval '30 minutes' where exam_id = '" + exam + "'");
        assertEquals("Grading", rest().get("v1/classes/%s/exams".formatted(taught.path("id").asText()), ann).json().at("/items/0/own/0/state").asText(),
                "the cluster has the last word, by its own time");
        Answer second = begin(ann, taught, exam);
        assertEquals("201 2", "%d %d".formatted(second.status(), second.json().path("number").asInt()), second.toString());
    }

    @Test
    void aClassThatIsClosedKeepsItsExamsBeforeTheirClustersGo() throws Exception {
        String teacher = owner("exam-end");
        String ann = owner("exam-end-ann");
        JsonNode taught = taught("exam-end", teacher);
        join(ann, taught, "Ann", "exam-end-ann", "quick");
        String exam = given("exam-end", teacher, taught, "");
        assertEquals(201, begin(ann, taught, exam).status());
        assertEquals(200, rest().post(classes("exam-end") + "/" + taught.path("id").asText() + "/closing", teacher, "{\"clusters\":\"remove\"}").status());
        await("Complete", "select state from procedure where kind = 'class-closing' and about = '" + taught.path("id").asText() + "'");
        assertTrue(rest().get("v1/tenants/exam-end-ann/clusters/quick", ann).problem(404));
        JsonNode kept = rest().get(exams("exam-end", taught) + "/" + exam + "/attempts", teacher).json();
        assertEquals("Graded", kept.at("/items/0/state").asText(), kept.toString());
        assertTrue(begin(ann, taught, exam).problem(409));
    }

    @Test
    void whoseClusterCannotBeginItHasNotLostTheAttempt() throws Exception {
        String teacher = owner("exam-busy");
        String ann = owner("exam-busy-ann");
        String bob = owner("exam-busy-bob");
        JsonNode taught = taught("exam-busy", teacher);
        join(ann, taught, "Ann", "exam-busy-ann", "busy");
        join(bob, taught, "Bob", "exam-busy-bob", "gone");
        String exam = given("exam-busy", teacher, taught, "");
        Answer refused = begin(ann, taught, exam);
        assertTrue(refused.problem(409) && refused.body().contains("labs of the exam are under way"), refused.toString());
        assertEquals("0", value("select count(*) from class_exam_attempt where subject is not null and exam_id = '" + exam + "'"));

        assertEquals(201, begin(bob, taught, exam).status());
        JsonNode lost = rest().get(exams("exam-busy", taught) + "/" + exam + "/attempts", teacher).json();
        assertEquals("Lost", lost.at("/items/0/state").asText(), lost.toString());
        assertTrue(begin(bob, taught, exam).problem(409), "who takes the exam away from the cluster has written it");
    }

    @Test
    void nothingOfAnExamReachesWhoIsNotInTheClassAndWrongOnesAreRefused() throws Exception {
        String teacher = owner("exam-mine");
        String other = owner("exam-other");
        JsonNode taught = taught("exam-mine", teacher);
        JsonNode others = taught("exam-other", other);
        String exam = given("exam-mine", teacher, taught, ",\"opens\":\"%s\"".formatted(in(Duration.ofHours(1))));
        assertTrue(begin(other, taught, exam).problem(404));
        assertTrue(rest().get("v1/classes/%s/exams".formatted(taught.path("id").asText()), other).problem(404));
        assertTrue(rest().get(exams("exam-mine", taught), other).problem(403));
        assertTrue(rest().get(exams("exam-other", others) + "/" + exam + "/attempts", other).problem(404), "by way of one's own class");
        assertTrue(rest().call("DELETE", exams("exam-other", others) + "/" + exam, other, "", Map.of()).problem(404));
        join(other, taught, "Other", "exam-other", "default");
        Answer early = begin(other, taught, exam);
        assertTrue(early.problem(409) && early.body().contains("opens at"), early.toString());

        for (String[] wrong : new String[][] {{"exam", "\"none\""}, {"minutes", "0"}, {"minutes", "1000"}, {"attempts", "11"}, {"opens", "\"soon\""},
                {"closes", "\"2020-01-01T00:00:00Z\""}, {"closes", "\"2099-01-01T00:00:00Z\""}, {"surprise", "1"}}) {
            String body = wrong[0].equals("exam") ? "{\"exam\":%s}".formatted(wrong[1]) : "{\"exam\":\"developer\",\"%s\":%s}".formatted(wrong[0], wrong[1]);
            Answer refused = rest().post(exams("exam-mine", taught), teacher, body);
            assertTrue(refused.problem(400) && refused.body().contains("\"field\":\"" + wrong[0]), wrong[0] + " " + wrong[1] + ": " + refused);
        }
        assertEquals(List.of("administrator", "developer"),
                rest().get("v1/exams", other).json().path("items").valueStream().map(one -> one.path("id").asText()).toList());
        assertEquals(204, rest().call("DELETE", exams("exam-mine", taught) + "/" + exam, teacher, "", Map.of()).status());
        assertEquals(0, rest().get(exams("exam-mine", taught), teacher).json().path("items").size());
    }
}

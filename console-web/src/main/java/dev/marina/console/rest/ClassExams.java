package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.login.Person;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the REST API does with the exams that classes give, for who teaches them and for who writes them.
public final class ClassExams {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 500;

    private final RestCalls calls;

    ClassExams(RestCalls calls) {
        this.calls = calls;
    }

    /// An exam of the installation.
    public record Installed(String id, Classes.Words title, int minutes) {}

    /// @param state Planned, Open or Closed
    public record Given(String id, String exam, String state, Instant opens, Instant closes, int minutes, int attempts) {

        static Given of(JsonNode one) {
            return new Given(one.path("id").asText(), one.path("exam").asText(), one.path("state").asText(), time(one, "opens"), time(one, "closes"),
                    one.path("minutes").asInt(), one.path("attempts").asInt());
        }
    }

    /// @param learner empty where they have left the class
    /// @param state Running, Grading, Graded or Lost
    /// @param percent empty before it is graded
    public record Attempt(String id, String learner, int number, String state, Instant started, Instant ends, Optional<Integer> percent, boolean passed) {

        static Attempt of(JsonNode one) {
            return new Attempt(one.path("id").asText(), one.path("learner").asText(""), one.path("number").asInt(), one.path("state").asText(),
                    time(one, "started"), time(one, "ends"), one.has("percent") ? Optional.of(one.path("percent").asInt()) : Optional.empty(),
                    one.path("passed").asBoolean());
        }
    }

    /// The person's own.
    ///
    /// @param run the ExamRun in their cluster
    public record OwnAttempt(Attempt attempt, String tenant, String cluster, String run) {

        static OwnAttempt of(JsonNode one) {
            return new OwnAttempt(Attempt.of(one), one.path("tenant").asText(), one.path("cluster").asText(), one.path("run").asText());
        }
    }

    public record Joined(Given exam, List<OwnAttempt> own) {}

    private static Instant time(JsonNode one, String field) {
        return Instant.parse(one.path(field).asText());
    }

    private static String path(String tenant, String id) {
        return "/tenants/%s/classes/%s/exams".formatted(RestCalls.encoded(tenant), RestCalls.encoded(id));
    }

    private static String joined(String id) {
        return "/classes/%s/exams".formatted(RestCalls.encoded(id));
    }

    public List<Installed> installed(Person person) {
        return calls.items(person, "/exams",
                exam -> new Installed(exam.path("id").asText(), Classes.Words.of(exam.path("title")), exam.path("minutes").asInt()));
    }

    public List<Given> list(Person person, String tenant, String id) {
        return calls.items(person, path(tenant, id), Given::of);
    }

    public Given give(Person person, String tenant, String id, String exam, Instant opens, Instant closes, int minutes, int attempts) {
        ObjectNode body = JSON.createObjectNode().put("exam", exam).put("opens", opens.toString()).put("closes", closes.toString()).put("minutes", minutes)
                .put("attempts", attempts);
        return Given.of(RestCalls.json(calls.send(calls.as(person, path(tenant, id)).POST(HttpRequest.BodyPublishers.ofString(body.toString())))));
    }

    public void remove(Person person, String tenant, String id, String exam) {
        calls.send(calls.as(person, path(tenant, id) + "/" + RestCalls.encoded(exam)).DELETE());
    }

    public List<Attempt> attempts(Person person, String tenant, String id, String exam) {
        return calls.items(person, path(tenant, id) + "/" + RestCalls.encoded(exam) + "/attempts", Attempt::of);
    }

    /// As CSV, the whole list.
    public String grades(Person person, String tenant, String id, String exam) {
        return calls.csv(person, path(tenant, id) + "/" + RestCalls.encoded(exam) + "/grades", PAGE);
    }

    public List<Joined> joined(Person person, String id) {
        return calls.items(person, joined(id), one -> new Joined(Given.of(one), one.path("own").valueStream().map(OwnAttempt::of).toList()));
    }

    public OwnAttempt begin(Person person, String id, String exam) {
        return OwnAttempt.of(RestCalls.json(calls.send(calls.as(person, joined(id) + "/" + RestCalls.encoded(exam) + "/attempts")
                .POST(HttpRequest.BodyPublishers.noBody()))));
    }
}

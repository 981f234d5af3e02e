package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.login.Person;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// What the REST API does with classes, for who teaches them and for who attends them.
public final class Classes {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 500;

    private final RestCalls calls;

    Classes(RestCalls calls) {
        this.calls = calls;
    }

    /// A text in each language that labs have.
    public record Words(String en, String zh) {

        static Words of(JsonNode node) {
            return new Words(node.path("en").asText(), node.path("zh").asText());
        }

        public String in(Locale locale) {
            return locale.getLanguage().equals("zh") ? zh : en;
        }
    }

    /// @param state Planned, Open or Closed
    /// @param code empty once it is closed
    /// @param link where learners join, likewise
    /// @param tag of what was seen
    public record Taught(String id, String name, String state, Instant starts, Instant ends, List<String> labs, int mostLearners, int stuckMinutes,
            String atEnd,
            String code, String link, int learners, String tag) {

        static Taught of(JsonNode one, String tag) {
            return new Taught(one.path("id").asText(), one.path("name").asText(), one.path("state").asText(), time(one, "starts"), time(one, "ends"),
                    texts(one),
                    one.path("mostLearners").asInt(), one.path("stuckMinutes").asInt(), one.path("atEnd").asText(), one.path("code").asText(),
                    one.path("link").asText(), one.path("learners").asInt(), tag);
        }

        public boolean closed() {
            return state.equals("Closed");
        }
    }

    private static Instant time(JsonNode one, String field) {
        return Instant.parse(one.path(field).asText());
    }

    private static List<String> texts(JsonNode one) {
        return one.path("labs").valueStream().map(JsonNode::asText).toList();
    }

    /// @param course empty of a course itself
    public record Lab(String id, String course, Words title) {}

    public record Goal(String id, Words title) {}

    public record TaughtLab(String id, Words title, List<Goal> goals) {}

    /// @param goals states by the goals' ids, in the lab's order
    public record LabCell(String lab, String phase, int points, int of, List<GoalCell> goals, Optional<Stuck> stuck) {}

    public record GoalCell(String id, String state) {}

    /// @param hint that the learner took; empty where none
    public record Stuck(String goal, Instant since, Words sees, Optional<Words> hint) {}

    /// @param known whether the learner's cluster said how it stands
    public record LearnerRow(String id, String name, boolean known, List<LabCell> labs) {

        public Optional<LabCell> lab(String lab) {
            return labs.stream().filter(cell -> cell.lab().equals(lab)).findFirst();
        }
    }

    public record Cause(String lab, String goal, int learners, Words sees) {}

    /// How a class stands at one moment.
    public record Standing(List<TaughtLab> labs, List<LearnerRow> learners, List<Cause> causes) {

        static Standing of(JsonNode node) {
            return new Standing(node.path("labs").valueStream().map(lab -> new TaughtLab(lab.path("id").asText(), Words.of(lab.path("title")),
                    lab.path("goals").valueStream().map(goal -> new Goal(goal.path("id").asText(), Words.of(goal.path("title")))).toList())).toList(),
                    node.path("learners").valueStream().map(one -> new LearnerRow(one.path("id").asText(), one.path("name").asText(),
                            one.path("known").asBoolean(), one.path("labs").valueStream().map(Standing::cell).toList())).toList(),
                    node.path("causes").valueStream().map(cause -> new Cause(cause.path("lab").asText(), cause.path("goal").asText(),
                            cause.path("learners").asInt(), Words.of(cause.path("sees")))).toList());
        }

        private static LabCell cell(JsonNode lab) {
            return new LabCell(lab.path("lab").asText(), lab.path("phase").asText(), lab.path("points").asInt(), lab.path("of").asInt(),
                    lab.path("goals").valueStream().map(goal -> new GoalCell(goal.path("id").asText(), goal.path("state").asText())).toList(),
                    Optional.of(lab.path("stuck")).filter(JsonNode::isObject).map(stuck -> new Stuck(stuck.path("goal").asText(), time(stuck, "since"),
                            Words.of(stuck.path("sees")), Optional.of(stuck.path("hint")).filter(JsonNode::isObject).map(Words::of))));
        }
    }

    /// What a code is of.
    public record Offer(String name, String tenant, Instant starts, Instant ends, List<String> labs, String atEnd) {}

    /// A class that the person joined.
    ///
    /// @param tenant the person's; empty once it is gone
    /// @param help in the person's terminal, where it was asked for or offered
    public record Attended(String id, String name, String teacher, String state, Instant ends, List<String> labs, String tenant, String cluster,
            String learner, Optional<ClassHelp.Help> help) {}

    /// What a class is to be; null is left to the REST API, which leaves a class that is changed as it is there.
    ///
    /// @param labs ids of labs
    /// @param courses ids of courses
    public record Wish(String name, Instant starts, Instant ends, List<String> labs, List<String> courses, Integer mostLearners, Integer stuckMinutes,
            String atEnd) {

        ObjectNode json() {
            ObjectNode json = JSON.createObjectNode();
            put(json, "name", name);
            put(json, "starts", starts);
            put(json, "ends", ends);
            put(json, "labs", labs);
            put(json, "courses", courses);
            put(json, "mostLearners", mostLearners);
            put(json, "stuckMinutes", stuckMinutes);
            put(json, "atEnd", atEnd);
            return json;
        }

        private static void put(ObjectNode json, String field, Object value) {
            if (value != null) {
                json.set(field, JSON.valueToTree(value instanceof Instant time ? time.toString() : value));
            }
        }
    }

    private static String classes(String tenant) {
        return "/tenants/%s/classes".formatted(RestCalls.encoded(tenant));
    }

    private static String path(String tenant, String id) {
        return classes(tenant) + "/" + RestCalls.encoded(id);
    }

    public List<Lab> labs(Person person) {
        return items(person, "/labs", lab -> new Lab(lab.path("id").asText(), lab.path("course").asText(), Words.of(lab.path("title"))));
    }

    public List<Taught> list(Person person, String tenant) {
        return items(person, classes(tenant), one -> Taught.of(one, ""));
    }

    public Taught create(Person person, String tenant, Wish wish) {
        return taught(calls.answer(calls.as(person, classes(tenant)).POST(text(wish.json()))));
    }

    private static HttpRequest.BodyPublisher text(ObjectNode body) {
        return HttpRequest.BodyPublishers.ofString(body.toString());
    }

    private static Taught taught(RestCalls.Answer answer) {
        return Taught.of(RestCalls.json(answer.body()), answer.tag());
    }

    public Taught read(Person person, String tenant, String id) {
        return taught(calls.answer(calls.as(person, path(tenant, id)).GET()));
    }

    public Standing standing(Person person, String tenant, String id) {
        return Standing.of(RestCalls.json(calls.send(calls.as(person, path(tenant, id) + "/standing").GET())));
    }

    /// As CSV, the whole list.
    public String grades(Person person, String tenant, String id) {
        return calls.csv(person, path(tenant, id) + "/grades", PAGE);
    }

    /// However it has changed since it was seen: what is closed is the class, and what becomes of clusters is said.
    public Taught close(Person person, String tenant, String id, String clusters) {
        return taught(calls.answer(calls.as(person, path(tenant, id) + "/closing").POST(text(JSON.createObjectNode().put("clusters", clusters)))));
    }

    /// Where the class still is as it was seen.
    public Taught change(Person person, String tenant, Taught seen, Wish wish) {
        return taught(calls.answer(calls.as(person, path(tenant, seen.id())).header("If-Match", seen.tag()).method("PATCH", text(wish.json()))));
    }

    /// With what is kept of them in the class.
    public void removeLearner(Person person, String tenant, String id, String learner) {
        calls.send(calls.as(person, path(tenant, id) + "/learners/" + RestCalls.encoded(learner)).DELETE());
    }

    public Taught renewCode(Person person, String tenant, Taught seen) {
        return taught(calls.answer(calls.as(person, path(tenant, seen.id()) + "/code").POST(HttpRequest.BodyPublishers.noBody())));
    }

    public Taught copy(Person person, String tenant, String id, String name) {
        return taught(calls.answer(calls.as(person, path(tenant, id) + "/copies").POST(text(JSON.createObjectNode().put("name", name)))));
    }

    public void remove(Person person, String tenant, Taught seen) {
        calls.send(calls.as(person, path(tenant, seen.id())).header("If-Match", seen.tag()).DELETE());
    }

    public Offer offer(Person person, String code) {
        JsonNode offer = RestCalls.json(calls.send(calls.as(person, "/classes/offer").POST(text(JSON.createObjectNode().put("code", code)))));
        return new Offer(offer.path("name").asText(), offer.path("tenant").asText(), time(offer, "starts"), time(offer, "ends"), texts(offer),
                offer.path("atEnd").asText());
    }

    public void join(Person person, String code, String name, String tenant, String cluster) {
        calls.send(calls.as(person, "/classes")
                .POST(text(JSON.createObjectNode().put("code", code).put("name", name).put("tenant", tenant).put("cluster", cluster))));
    }

    public List<Attended> attended(Person person) {
        return items(person, "/classes", one -> new Attended(one.path("id").asText(), one.path("name").asText(), one.path("teacher").asText(),
                one.path("state").asText(), time(one, "ends"), texts(one), one.path("tenant").asText(), one.path("cluster").asText(),
                one.path("learner").asText(), ClassHelp.Help.in(one.path("help"))));
    }

    public void leave(Person person, String id) {
        calls.send(calls.as(person, "/classes/" + RestCalls.encoded(id)).DELETE());
    }

    private <T> List<T> items(Person person, String path, Function<JsonNode, T> item) {
        List<T> items = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = RestCalls.json(calls.send(calls.as(person, path + "?limit=" + PAGE + next).GET()));
            page.path("items").forEach(one -> items.add(item.apply(one)));
            next = page.has("continue") ? "&continue=" + RestCalls.encoded(page.path("continue").asText()) : "";
        } while (!next.isEmpty());
        return items;
    }
}

package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.login.Person;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the REST API does with help in a learner's terminal, for the learner and for who teaches.
public final class ClassHelp {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RestCalls calls;

    ClassHelp(RestCalls calls) {
        this.calls = calls;
    }

    /// @param learner of a class, for its teachers; empty for the learner
    /// @param state Asked, Offered or Shared
    /// @param teacher address of who helps; empty while one is waited for
    /// @param stream of the terminal that is shared; empty where none is, and for whom it does not concern
    public record Help(String learner, String id, String state, String teacher, String stream, boolean typing, Instant ends) {

        static Help of(JsonNode one) {
            return new Help(one.path("learner").asText(), one.path("id").asText(), one.path("state").asText(), one.path("teacher").asText(),
                    one.path("stream").asText(), one.path("typing").asBoolean(), Instant.parse(one.path("ends").asText()));
        }

        static Optional<Help> in(JsonNode node) {
            return Optional.of(node).filter(JsonNode::isObject).map(Help::of);
        }

        public boolean shared() {
            return state.equals("Shared");
        }

        public boolean asked() {
            return state.equals("Asked");
        }
    }

    private static String own(String taught) {
        return "/classes/" + RestCalls.encoded(taught) + "/help";
    }

    private static String taught(String tenant, String taught) {
        return "/tenants/%s/classes/%s/help".formatted(RestCalls.encoded(tenant), RestCalls.encoded(taught));
    }

    private static String of(String tenant, String taught, String learner) {
        return taught(tenant, taught) + "/" + RestCalls.encoded(learner);
    }

    /// A learner asks; nothing is shared by it.
    public Help ask(Person learner, String taught) {
        return help(calls.as(learner, own(taught)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private Help help(HttpRequest.Builder request) {
        return Help.of(RestCalls.json(calls.send(request)));
    }

    /// A learner agrees to the offer that they have read, for one terminal.
    public Help agree(Person learner, String taught, String help, String stream, boolean typing) {
        ObjectNode body = JSON.createObjectNode().put("help", help).put("stream", stream).put("typing", typing);
        return help(calls.as(learner, own(taught) + "/consent").PUT(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public void end(Person learner, String taught) {
        calls.send(calls.as(learner, own(taught)).DELETE());
    }

    public List<Help> list(Person teacher, String tenant, String taught) {
        return calls.items(teacher, taught(tenant, taught), Help::of);
    }

    public Help offer(Person teacher, String tenant, String taught, String learner) {
        return help(calls.as(teacher, of(tenant, taught, learner)).PUT(HttpRequest.BodyPublishers.noBody()));
    }

    public void end(Person teacher, String tenant, String taught, String learner) {
        calls.send(calls.as(teacher, of(tenant, taught, learner)).DELETE());
    }

    /// Records in the audit of the learner's tenant what the teacher did.
    ///
    /// @param act joined, typed or left
    public void act(Person teacher, String tenant, String taught, Help help, String act, String typed) {
        ObjectNode body = JSON.createObjectNode().put("help", help.id()).put("act", act);
        if (!typed.isEmpty()) {
            body.put("typed", typed);
        }
        calls.send(calls.as(teacher, of(tenant, taught, help.learner()) + "/acts").POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }
}

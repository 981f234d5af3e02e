package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.login.Person;
import dev.marina.console.rest.RestCalls.Answer;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A cluster's node pools, asked of the REST API as the person who is logged in.
public final class NodePools {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RestCalls calls;

    NodePools(RestCalls calls) {
        this.calls = calls;
    }

    /// As observed.
    ///
    /// @param cpu of each node, such as `500m`
    /// @param size "" for one that has no name
    /// @param reason how its nodes are, in a word
    /// @param scaling how it is scaled, in a word; "" where a person says how many nodes there are
    public record Pool(String name, int total, int ready, String cpu, String memory, String size, Wish wish, String reason, String message, String scaling,
            String scalingMessage) {

        static Pool of(JsonNode json) {
            Map<String, String> labels = new TreeMap<>();
            json.path("labels").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
            List<String> taints = json.path("taints").valueStream().map(JsonNode::asText).toList();
            Wish wish = new Wish(json.path("nodes").asInt(), text(json, "size"), labels, taints, json.path("autoscaling").asBoolean(),
                    number(json, "minNodes", 0), number(json, "maxNodes", 0), number(json, "idleMinutes", Wish.USUAL_MINUTES),
                    number(json, "repairMinutes", Wish.USUAL_MINUTES), text(json, "runtime"), number(json, "subnet", 0));
            return new Pool(json.path("name").asText(), json.path("total").asInt(), json.path("ready").asInt(), text(json, "cpu"), text(json, "memory"),
                    text(json, "size"), wish, text(json, "reason"), text(json, "message"), text(json, "scaling"), text(json, "scalingMessage"));
        }
    }

    /// What a person wants of a pool.
    ///
    /// @param nodes how many, where they are not counted by others
    /// @param size "" for the one that it has
    /// @param runtime of its nodes' containers, said of a new pool only; "" for the usual one
    /// @param subnet of the cluster's in which its nodes are, said of a new pool only
    public record Wish(int nodes, String size, Map<String, String> labels, List<String> taints, boolean autoscaling, int minNodes, int maxNodes,
            int idleMinutes, int repairMinutes, String runtime, int subnet) {

        static final int USUAL_MINUTES = 10;

        /// Of a pool that is not there yet.
        public static Wish usual() {
            return new Wish(1, "standard", Map.of(), List.of(), false, 0, 3, USUAL_MINUTES, USUAL_MINUTES, "", 0);
        }

        ObjectNode json() {
            ObjectNode json = JSON.createObjectNode().put("autoscaling", autoscaling).put("repairMinutes", repairMinutes);
            if (!size.isEmpty()) {
                json.put("size", size);
            }
            if (autoscaling) {
                json.put("minNodes", minNodes).put("maxNodes", maxNodes).put("idleMinutes", idleMinutes);
            } else {
                json.put("nodes", nodes);
            }
            ObjectNode each = json.putObject("labels");
            labels.forEach(each::put);
            taints.forEach(json.putArray("taints")::add);
            return json;
        }
    }

    /// @param tag of what was seen
    public record Seen(Pool pool, String tag) {}

    public List<Pool> list(Person person, OfCluster of) {
        return calls.items(person, of.path("nodepools"), Pool::of);
    }

    public Seen read(Person person, OfCluster of, String name) {
        Answer answer = calls.answer(calls.as(person, one(of, name)).GET());
        return new Seen(Pool.of(RestCalls.json(answer.body())), answer.tag());
    }

    public void create(Person person, OfCluster of, String name, Wish wish) {
        calls.send(calls.as(person, of.path("nodepools")).POST(HttpRequest.BodyPublishers
                .ofString(wish.json().put("name", name).put("runtime", wish.runtime().isEmpty() ? null : wish.runtime()).put("subnet", wish.subnet())
                        .toString())));
    }

    /// Where the pool still is as it was seen.
    public void change(Person person, OfCluster of, Seen seen, Wish wish) {
        patch(person, of, seen, wish.json());
    }

    /// Its nodes leave once their pods have been evicted as disruption budgets allow.
    public void empty(Person person, OfCluster of, Seen seen) {
        patch(person, of, seen, JSON.createObjectNode().put("autoscaling", false).put("nodes", 0));
    }

    private void patch(Person person, OfCluster of, Seen seen, ObjectNode body) {
        calls.send(calls.as(person, one(of, seen.pool().name())).header("If-Match", seen.tag()).method("PATCH",
                HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public void delete(Person person, OfCluster of, Seen seen) {
        calls.send(calls.as(person, one(of, seen.pool().name())).header("If-Match", seen.tag()).DELETE());
    }

    private static String one(OfCluster of, String name) {
        return of.path("nodepools/" + RestCalls.encoded(name));
    }

    private static String text(JsonNode json, String field) {
        return json.hasNonNull(field) ? json.path(field).asText() : "";
    }

    private static int number(JsonNode json, String field, int otherwise) {
        return json.hasNonNull(field) ? json.path(field).asInt() : otherwise;
    }
}

package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.login.Person;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What was in a cluster earlier, asked of the REST API as the person who is logged in.
public final class History {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 100;

    private final RestCalls calls;

    History(RestCalls calls) {
        this.calls = calls;
    }

    /// How far back it is known.
    public record Span(Instant oldest, Instant newest) {}

    /// @param next "" for the last page
    public record Page(List<JsonNode> items, String next) {}

    /// Whose cluster it is.
    public record Of(String tenant, String cluster) {
        private String path() {
            return "/tenants/%s/clusters/%s/history".formatted(RestCalls.encoded(tenant), RestCalls.encoded(cluster));
        }
    }

    public Span span(Person person, Of of) {
        JsonNode span = get(person, of.path(), Map.of());
        return new Span(Instant.parse(span.path("oldest").path("time").asText()), Instant.parse(span.path("newest").path("time").asText()));
    }

    /// @param resource such as `deployments.apps`
    /// @param namespace "" for all
    public Page objects(Person person, Of of, Instant at, String resource, String namespace, String token) {
        return page(get(person, of.path() + "/objects", query("at", at.toString(), "resource", resource, "namespace", namespace, "continue", token)));
    }

    public JsonNode object(Person person, Of of, Instant at, String resource, String namespace, String name) {
        return get(person, of.path() + "/object", query("at", at.toString(), "resource", resource, "namespace", namespace, "name", name));
    }

    public Page differences(Person person, Of of, Instant from, Instant to, String namespace, String token) {
        return page(get(person, of.path() + "/differences",
                query("from", from.toString(), "to", to.toString(), "namespace", namespace, "continue", token)));
    }

    /// What has become of objects since a version of the cluster.
    public Page since(Person person, Of of, String version, String token) {
        return page(get(person, of.path() + "/differences", query("from", version, "continue", token)));
    }

    /// Makes a further cluster that begins with what this one was.
    public void fork(Person person, Of of, Instant at, String name, int nodes) {
        String body = JSON.createObjectNode().put("name", name).put("at", at.toString()).put("nodes", nodes).toString();
        calls.send(calls.as(person, of.path() + "/forks").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /// Without what is empty.
    private static Map<String, String> query(String... pairs) {
        Map<String, String> query = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i + 1].isEmpty()) {
                query.put(pairs[i], pairs[i + 1]);
            }
        }
        query.put("limit", Integer.toString(PAGE));
        return query;
    }

    private JsonNode get(Person person, String path, Map<String, String> query) {
        String text = query.entrySet().stream().map(each -> each.getKey() + "=" + RestCalls.encoded(each.getValue())).collect(Collectors.joining("&"));
        return RestCalls.json(calls.send(calls.as(person, text.isEmpty() ? path : path + "?" + text).GET()));
    }

    private static Page page(JsonNode page) {
        return new Page(page.path("items").valueStream().toList(), page.path("continue").asText(""));
    }
}

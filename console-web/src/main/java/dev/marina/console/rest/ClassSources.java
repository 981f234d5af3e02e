package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.login.Person;
import java.net.http.HttpRequest;
import java.util.List;

/// What the REST API does with labs of a teacher's own that classes open to their learners.
public final class ClassSources {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 500;
    private static final String OPENED = "class-";

    private final RestCalls calls;

    ClassSources(RestCalls calls) {
        this.calls = calls;
    }

    public record OpenedLab(String id, Classes.Words title) {}

    /// @param name by which the class knows it
    /// @param now whether the source is still as learners have it: Same, Changed or Gone
    public record Opened(String name, String cluster, String source, String now, List<OpenedLab> labs) {

        static Opened of(JsonNode one) {
            return new Opened(one.path("name").asText(), one.path("cluster").asText(), one.path("source").asText(), one.path("now").asText(),
                    one.path("labs").valueStream().map(lab -> new OpenedLab(lab.path("id").asText(), Classes.Words.of(lab.path("title")))).toList());
        }
    }

    private static String path(String tenant, String id) {
        return "/tenants/%s/classes/%s/sources".formatted(RestCalls.encoded(tenant), RestCalls.encoded(id));
    }

    /// Whether a lab's id, or a source's name, is of one that a class opens.
    public static boolean opened(String name) {
        return name.startsWith(OPENED);
    }

    /// Asks for nothing where the class opens none.
    public List<Opened> list(Person person, String tenant, Classes.Taught taught) {
        if (taught.labs().stream().noneMatch(ClassSources::opened)) {
            return List.of();
        }
        return RestCalls.json(calls.send(calls.as(person, path(tenant, taught.id()) + "?limit=" + PAGE).GET())).path("items").valueStream().map(Opened::of)
                .toList();
    }

    /// All labs of a source of one of the tenant's clusters, as it is now.
    public Opened open(Person person, String tenant, String id, String cluster, String source) {
        return Opened.of(RestCalls.json(calls.send(calls.as(person, path(tenant, id))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.createObjectNode().put("cluster", cluster).put("source", source).toString())))));
    }

    public void end(Person person, String tenant, String id, String name) {
        calls.send(calls.as(person, path(tenant, id) + "/" + RestCalls.encoded(name)).DELETE());
    }
}

package dev.marina.apiserver.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A pod, or the template of one, as the rules look at it.
record PodFields(JsonNode metadata, JsonNode spec) {

    List<JsonNode> containers() {
        return Stream.of("initContainers", "containers", "ephemeralContainers").flatMap(list -> spec.path(list).valueStream()).toList();
    }

    JsonNode annotations() {
        return metadata.path("annotations");
    }

    JsonNode securityContext() {
        return spec.path("securityContext");
    }

    boolean windows() {
        return spec.path("os").path("name").asText().equals("windows");
    }

    /// Root in such a pod is nobody outside of it.
    boolean hasUsersOfItsOwn() {
        return spec.path("hostUsers").isBoolean() && !spec.path("hostUsers").asBoolean();
    }

    /// Names of the containers whose security context is so.
    List<String> containersWhere(Predicate<JsonNode> securityContext) {
        return containers().stream().filter(container -> securityContext.test(container.path("securityContext")))
                .map(container -> container.path("name").asText()).toList();
    }

    /// Who is to blame: `pod and containers "a", "b"`, or "" for nobody.
    String settersWhere(Predicate<JsonNode> securityContext) {
        List<String> setters = new ArrayList<>();
        if (securityContext.test(securityContext())) {
            setters.add("pod");
        }
        List<String> bad = containersWhere(securityContext);
        if (!bad.isEmpty()) {
            setters.add(containers(bad));
        }
        return String.join(" and ", setters);
    }

    /// What the pod and its containers set at this place of their security context, where they set anything.
    Stream<String> texts(String... path) {
        return Stream.concat(Stream.of(securityContext()), containers().stream().map(container -> container.path("securityContext")))
                .map(context -> at(context, path)).filter(node -> !node.isMissingNode() && !node.isNull()).map(JsonNode::asText);
    }

    static JsonNode at(JsonNode node, String... path) {
        JsonNode found = node;
        for (String field : path) {
            found = found.path(field);
        }
        return found;
    }

    static String containers(Collection<String> names) {
        return counted("container", names.size()) + " " + quoted(names);
    }

    static String quoted(Collection<String> texts) {
        return texts.isEmpty() ? "" : "\"" + String.join("\", \"", texts) + "\"";
    }

    static String counted(String noun, int count) {
        return count == 1 ? noun : noun + "s";
    }
}

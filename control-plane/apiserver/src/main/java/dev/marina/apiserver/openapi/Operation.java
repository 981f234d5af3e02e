package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/// One operation while it is written: what it takes and what it answers.
final class Operation {

    static final String REFERENCE = "#/components/schemas/";
    static final String STATUS = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";
    static final String DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

    private static final Set<String> NUMBERS = Set.of("limit", "timeoutSeconds", "gracePeriodSeconds", "limitBytes", "sinceSeconds", "tailLines");
    private static final Set<String> FLAGS = Set.of("watch", "allowWatchBookmarks", "sendInitialEvents", "orphanDependents", "follow", "previous",
            "timestamps", "force");
    private static final List<String> PATCHES = List.of("application/json-patch+json", "application/merge-patch+json",
            "application/strategic-merge-patch+json");

    private final ObjectNode node;

    Operation(ObjectNode node) {
        this.node = node;
    }

    static void query(ArrayNode parameters, String name) {
        parameters.addObject().put("name", name).put("in", "query").putObject("schema")
                .put("type", NUMBERS.contains(name) ? "integer" : FLAGS.contains(name) ? "boolean" : "string").put("uniqueItems", true);
    }

    Operation takes(String schema) {
        ObjectNode body = node.putObject("requestBody");
        body.putObject("content").putObject("*/*").putObject("schema").put("$ref", REFERENCE + schema);
        if (!schema.equals(DELETE_OPTIONS)) {
            body.put("required", true);
        }
        return this;
    }

    /// @param custom whether only the schema that the server has not tells how lists are merged
    Operation takesPatch(boolean custom) {
        ObjectNode content = node.putObject("requestBody").put("required", true).putObject("content");
        (custom ? PATCHES.subList(0, 2) : PATCHES).forEach(type -> content.putObject(type).putObject("schema").put("type", "object"));
        return this;
    }

    void answers(String schema) {
        ObjectNode responses = node.putObject("responses");
        responses.putObject("200").put("description", "OK").putObject("content").putObject("application/json").putObject("schema").put("$ref",
                REFERENCE + schema);
        responses.putObject("401").put("description", "Unauthorized");
    }

    void answersText() {
        ObjectNode responses = node.putObject("responses");
        responses.putObject("200").put("description", "OK").putObject("content").putObject("text/plain").putObject("schema").put("type", "string");
        responses.putObject("401").put("description", "Unauthorized");
    }
}

package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// The REST API refused a request.
public final class Refused extends RuntimeException {

    private final int status;
    private final transient Map<String, String> fields;

    public Refused(int status, String detail, Map<String, String> fields) {
        super(detail);
        this.status = status;
        this.fields = Map.copyOf(fields);
    }

    static Refused of(int status, JsonNode problem) {
        Map<String, String> fields = new LinkedHashMap<>();
        problem.path("errors").forEach(error -> fields.putIfAbsent(error.path("field").asText(), error.path("detail").asText()));
        return new Refused(status, problem.path("detail").asText(problem.path("title").asText()), fields);
    }

    public int status() {
        return status;
    }

    /// What is wrong, by field.
    public Map<String, String> fields() {
        return fields;
    }
}

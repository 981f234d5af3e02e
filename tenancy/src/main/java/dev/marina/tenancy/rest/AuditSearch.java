package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/// Which records of a cluster's audit are asked for; what is absent stands for any.
public class AuditSearch {

    @QueryParam("from")
    @Parameter(description = "Not before this time, such as 2026-01-31T10:00:00Z")
    private String from;

    @QueryParam("to")
    @Parameter(description = "Not after this time")
    private String to;

    @QueryParam("user")
    @Parameter(description = "Who asked, or was impersonated")
    private String user;

    @QueryParam("verb")
    @Parameter(description = "Such as create")
    private String verb;

    @QueryParam("resource")
    @Parameter(description = "Such as pods or deployments.apps")
    private String resource;

    @QueryParam("namespace")
    private String namespace;

    @QueryParam("name")
    @Parameter(description = "Of the object")
    private String name;

    Map<String, String> query(PageRequest page) {
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "from", time("from", from));
        put(query, "to", time("to", to));
        put(query, "user", user);
        put(query, "verb", verb);
        put(query, "resource", resource);
        put(query, "namespace", namespace);
        put(query, "name", name);
        put(query, "limit", Integer.toString(page.limit()));
        put(query, "continue", page.after());
        return query;
    }

    private static void put(Map<String, String> query, String field, String value) {
        if (value != null && !value.isEmpty()) {
            query.put(field, value);
        }
    }

    private static String time(String field, String text) {
        try {
            return text == null || text.isEmpty() ? text : Instant.parse(text).toString();
        } catch (DateTimeException _) {
            throw ProblemException.invalid(new FieldProblem(field, text, "a time such as 2026-01-31T10:00:00Z"));
        }
    }
}

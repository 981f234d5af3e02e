package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Permission;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/// Which objects of a cluster's past are asked for. When `at`, `from` and `to` are is settled by the first page.
public class HistorySearch {

    private static final Pattern VERSION = Pattern.compile("\\d{1,18}");
    private static final String MOMENT = "a time such as 2026-01-31T10:00:00Z that is not in the future, or a version";

    @QueryParam("at")
    @Parameter(description = "A time such as 2026-01-31T10:00:00Z, or a version")
    private String at;

    @QueryParam("resource")
    @Parameter(description = "Such as pods or deployments.apps")
    private String resource;

    @QueryParam("namespace")
    private String namespace;

    /// Whose rights count for what Secrets said.
    record Reader(String subject, String email) {}

    /// Whose rights in the cluster count: a token's maker only where the token would get a kubeconfig.
    static Optional<Reader> reader(Caller caller) {
        boolean asThemselves = caller.apiToken().map(used -> used.scopes().contains(Permission.KUBECONFIG_ISSUE)).orElse(true);
        return asThemselves ? Optional.of(new Reader(caller.person().subject(), caller.person().email())) : Optional.empty();
    }

    Map<String, String> objects(PageRequest page, Optional<Reader> reader) {
        Map<String, String> query = paged("objects", page, reader);
        put(query, "resource", required("resource", resource, "a type such as pods or deployments.apps"));
        if (page.after().isEmpty()) {
            put(query, "at", moment("at", at));
        }
        return query;
    }

    Map<String, String> object(String name, Optional<Reader> reader) {
        Map<String, String> query = objects(new PageRequest(1, ""), reader);
        put(query, "name", required("name", name, "the name of an object"));
        return query;
    }

    Map<String, String> differences(PageRequest page, String from, String to, Optional<Reader> reader) {
        Map<String, String> query = paged("differences", page, reader);
        put(query, "resource", resource);
        if (page.after().isEmpty()) {
            put(query, "from", moment("from", from));
            put(query, "to", to == null || to.isEmpty() ? "" : moment("to", to));
        }
        return query;
    }

    private Map<String, String> paged(String what, PageRequest page, Optional<Reader> reader) {
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "what", what);
        put(query, "namespace", namespace);
        put(query, "limit", Integer.toString(page.limit()));
        put(query, "continue", page.after());
        reader.ifPresent(who -> {
            put(query, "subject", who.subject());
            put(query, "email", who.email());
        });
        return query;
    }

    private static void put(Map<String, String> query, String field, String value) {
        if (value != null && !value.isEmpty()) {
            query.put(field, value);
        }
    }

    private static String required(String field, String text, String expected) {
        if (text == null || text.isEmpty()) {
            throw ProblemException.invalid(new FieldProblem(field, text, expected));
        }
        return text;
    }

    static String moment(String field, String text) {
        String given = required(field, text, MOMENT);
        try {
            if (VERSION.matcher(given).matches() || !Instant.parse(given).isAfter(Instant.now())) {
                return given;
            }
        } catch (DateTimeException _) {
            // Said below.
        }
        throw ProblemException.invalid(new FieldProblem(field, text, MOMENT));
    }
}

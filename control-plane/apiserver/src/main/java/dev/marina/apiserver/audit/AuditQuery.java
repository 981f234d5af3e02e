package dev.marina.apiserver.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.Query;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/// Which records somebody asks for; "" stands for any.
///
/// @param resource such as `pods` or `deployments.apps`
public record AuditQuery(Instant from, Instant to, String user, String verb, String resource, String namespace, String name, int limit, String after) {

    private static final int MOST = 500;
    /// Before and after everything that a record can be from.
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    public static AuditQuery of(Query query) {
        long limit = query.number("limit").orElse(100);
        if (limit < 1 || limit > MOST) {
            throw StatusException.badRequest("limit is %d; it must be between 1 and %d".formatted(limit, MOST));
        }
        return new AuditQuery(time(query, "from", FIRST), time(query, "to", LAST), query.text("user"), query.text("verb"), query.text("resource"),
                query.text("namespace"), query.text("name"), (int) limit, query.text("continue"));
    }

    private static Instant time(Query query, String name, Instant otherwise) {
        String text = query.text(name);
        try {
            return text.isEmpty() ? otherwise : Instant.parse(text);
        } catch (DateTimeException _) {
            throw StatusException.badRequest("%s is \"%s\"; it must be a time such as 2026-01-31T10:00:00Z".formatted(name, text));
        }
    }

    boolean asksFor(Instant time, JsonNode event) {
        JsonNode object = event.path("objectRef");
        return !time.isBefore(from) && !time.isAfter(to)
                && (user.isEmpty()
                        || List.of(event.path("user").path("username").asText(), event.path("impersonatedUser").path("username").asText()).contains(user))
                && is(verb, event.path("verb")) && is(namespace, object.path("namespace")) && is(name, object.path("name"))
                && (resource.isEmpty() || resource.equals(object.path("resource").asText()) || resource.equals(typed(object)));
    }

    private static boolean is(String wanted, JsonNode found) {
        return wanted.isEmpty() || wanted.equals(found.asText());
    }

    private static String typed(JsonNode object) {
        return object.path("resource").asText() + "." + object.path("apiGroup").asText();
    }
}

package dev.marina.console.history;

import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What is looked at of the past, as the address says it, so that a link or a reload shows the same.
///
/// @param at empty for the latest that is known
/// @param resource such as `deployments.apps`
/// @param namespace "" for all
/// @param name of the object that is opened; "" for none
/// @param compared until when differences are shown; empty for none
record PastMoment(Optional<Instant> at, String resource, String namespace, String name, Optional<Instant> compared) {

    static final String USUAL = "pods";
    private static final int LONGEST = 253;

    static PastMoment of(Location location) {
        QueryParameters query = location.getQueryParameters();
        return new PastMoment(time(query, "at"), text(query, "resource").filter(text -> !text.isBlank()).orElse(USUAL), text(query, "namespace").orElse(""),
                text(query, "name").orElse(""), time(query, "compared"));
    }

    private static Optional<String> text(QueryParameters query, String name) {
        return query.getSingleParameter(name).filter(text -> text.length() <= LONGEST);
    }

    private static Optional<Instant> time(QueryParameters query, String name) {
        return text(query, name).flatMap(text -> {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeParseException _) {
                return Optional.empty();
            }
        });
    }

    QueryParameters query() {
        Map<String, String> query = new LinkedHashMap<>();
        at.ifPresent(time -> query.put("at", time.truncatedTo(ChronoUnit.SECONDS).toString()));
        query.put("resource", resource);
        if (!namespace.isEmpty()) {
            query.put("namespace", namespace);
        }
        if (!name.isEmpty()) {
            query.put("name", name);
        }
        compared.ifPresent(time -> query.put("compared", time.truncatedTo(ChronoUnit.SECONDS).toString()));
        return QueryParameters.simple(query);
    }

    PastMoment at(Instant time) {
        return new PastMoment(Optional.of(time), resource, namespace, name, compared);
    }

    PastMoment of(String other) {
        return new PastMoment(at, other, namespace, "", compared);
    }

    PastMoment in(String other) {
        return new PastMoment(at, resource, other, "", compared);
    }

    PastMoment opened(String of, String object) {
        return new PastMoment(at, resource, of, object, compared);
    }

    PastMoment comparedWith(Optional<Instant> until) {
        return new PastMoment(at, resource, namespace, name, until);
    }
}

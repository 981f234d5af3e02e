package dev.marina.apiserver.history;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.api.StatusException.StatusCause;
import dev.marina.apiserver.http.Query;
import dev.marina.store.ClusterHistory;
import dev.marina.store.PastMoment;
import dev.marina.store.PastQuery;
import dev.marina.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What somebody asks about a cluster's past. Where that cannot be answered, the refusal names the field.
///
/// @param clock what is younger than its time has not happened
record HistoryQuery(Query query, ClusterId cluster, Clock clock) {

    private static final int MOST = 500;
    private static final String MOMENT = "a time such as 2026-01-31T10:00:00Z, or the version that a change had";

    String what() {
        return query.text("what");
    }

    String name() {
        return query.text("name");
    }

    /// Of one type, or of all where none is named.
    Optional<GroupResource> resource() {
        String text = query.text("resource");
        int dot = text.indexOf('.');
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(dot < 0 ? new GroupResource("", text) : new GroupResource(text.substring(dot + 1), text.substring(0, dot)));
    }

    /// The versions, one for each of these fields: as they were settled when the first page was asked for, or as they are said.
    List<ResourceVersion> versions(ClusterHistory history, String... fields) {
        return place().map(place -> place.versions().subList(0, fields.length))
                .orElseGet(() -> List.of(fields).stream().map(field -> version(history, field)).toList());
    }

    /// Of a version that is said, nobody asks when it was: whether it can be asked for is found out with what was then.
    private ResourceVersion version(ClusterHistory history, String field) {
        String text = query.text(field);
        return text.matches("[1-9]\\d{0,17}") && Long.parseLong(text) <= history.current().value()
                ? new ResourceVersion(Long.parseLong(text))
                : moment(history, field).version();
    }

    PastMoment moment(ClusterHistory history, String field) {
        String text = query.text(field);
        if (text.isEmpty() && field.equals("to")) {
            return history.newest();
        }
        try {
            if (text.matches("\\d{1,18}")) {
                return history.of(new ResourceVersion(Long.parseLong(text)));
            }
            Instant time = Instant.parse(text);
            if (time.isAfter(clock.instant())) {
                throw wrong(field, "not in the future");
            }
            return history.at(time);
        } catch (DateTimeException _) {
            throw wrong(field, MOMENT);
        } catch (StoreException.TooNew e) {
            throw wrong(field, "no later version than " + e.current);
        } catch (StoreException.BeforeHistory e) {
            throw gone(field, e);
        }
    }

    static StatusException gone(String field, StoreException.BeforeHistory e) {
        return new StatusException(410, "Expired", e.getMessage(), StatusException.Details.EMPTY.withCauses(List.of(
                new StatusCause("FieldValueInvalid", "%s or later, version %s at least".formatted(e.oldest.time(), e.oldest.version()), field))));
    }

    static StatusException wrong(String field, String expected) {
        return new StatusException(422, "Invalid", "%s must be %s".formatted(field, expected),
                StatusException.Details.EMPTY.withCauses(List.of(new StatusCause("FieldValueInvalid", expected, field))));
    }

    PastQuery objects() {
        long limit = query.number("limit").orElse(100);
        if (limit < 1 || limit > MOST) {
            throw wrong("limit", "a number from 1 to " + MOST);
        }
        return new PastQuery(resource(), query.text("namespace"), name(), place().map(Place::after), (int) limit);
    }

    /// Where a page ended, and of which versions it was.
    record Place(List<ResourceVersion> versions, ObjectKey after) {

        String text() {
            String versions = String.join(",", versions().stream().map(ResourceVersion::toString).toList());
            String plain = String.join("/", versions, after.resource().group(), after.resource().resource(), after.namespace(), after.name());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Optional<Place> place() {
        String text = query.text("continue");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("/", 5);
            List<ResourceVersion> versions = List.of(parts[0].split(",")).stream().map(version -> new ResourceVersion(Long.parseLong(version))).toList();
            if (versions.size() == (what().equals("differences") ? 2 : 1) && versions.stream().allMatch(version -> version.value() >= 0)) {
                return Optional.of(new Place(versions, new ObjectKey(cluster, new GroupResource(parts[1], parts[2]), parts[3], parts[4])));
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            // Said below.
        }
        throw wrong("continue", "what the page before ended with");
    }
}

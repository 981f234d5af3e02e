package dev.marina.tenancy.sql;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// A column of a native query's row, as the type that it has here: what the provider makes of a `timestamptz` is its own choice.
public final class Column {

    private Column() {}

    public static Instant instant(Object value) {
        return switch (value) {
            case Instant instant -> instant;
            case OffsetDateTime time -> time.toInstant();
            case Timestamp stamp -> stamp.toInstant();
            default -> throw new IllegalStateException("no time but " + value.getClass());
        };
    }

    public static Optional<String> text(Object value) {
        return Optional.ofNullable((String) value);
    }
}

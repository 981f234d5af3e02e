package dev.marina.apiserver.managedfields;

import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.fieldset.FieldsV1;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/// One entry of managedFields.
///
/// @param apiVersion in which the fields are named
/// @param time when the manager last changed something; "" where it is not known
record ManagedEntry(ManagerKey key, String apiVersion, String time, OwnedFields fields) {

    private static final int CANONICAL = "2006-01-02T15:04:05Z".length();

    static ManagedEntry of(ManagerKey key, String apiVersion, Instant time, FieldSet set) {
        return new ManagedEntry(key, apiVersion, time.truncatedTo(ChronoUnit.SECONDS).toString(), OwnedFields.of(set));
    }

    boolean applied() {
        return key.operation() == ManagerKey.Operation.APPLY;
    }

    /// What was stored was written here, or checked when a client sent it.
    FieldSet set() {
        try {
            return fields.set();
        } catch (FieldsV1.Malformed e) {
            throw new IllegalStateException("the stored fields of manager %s cannot be read".formatted(key), e);
        }
    }

    ManagedEntry with(FieldSet set) {
        return new ManagedEntry(key, apiVersion, time, OwnedFields.of(set));
    }

    /// The older one first. What we wrote ourselves is in one form, in which the order of letters is that of time.
    static int comparedByTime(ManagedEntry one, ManagedEntry other) {
        return one.time.length() == CANONICAL && other.time.length() == CANONICAL && one.time.endsWith("Z") && other.time.endsWith("Z")
                ? one.time.compareTo(other.time)
                : Long.compare(one.seconds(), other.seconds());
    }

    private long seconds() {
        try {
            return time.isEmpty() ? 0 : OffsetDateTime.parse(time).toEpochSecond();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    boolean sameButForTime(ManagedEntry other) {
        return key.equals(other.key) && apiVersion.equals(other.apiVersion) && Arrays.equals(fields.json(), other.fields.json());
    }
}

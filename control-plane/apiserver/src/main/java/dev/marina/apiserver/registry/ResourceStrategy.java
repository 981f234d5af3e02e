package dev.marina.apiserver.registry;

import dev.marina.api.Document;
import dev.marina.store.Fields;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a type does beyond its schema. Most types override nothing. Pure: no I/O, no clock but the one given.
public interface ResourceStrategy {

    ResourceStrategy PLAIN = new ResourceStrategy() {};

    /// Fills in what was left out. Applied to every object that is created or updated; a second time changes nothing.
    default Document defaulted(Document object) {
        return object;
    }

    default Document prepareForCreate(Document submitted) {
        return submitted;
    }

    /// Keeps what this path may not change (the status, for the main resource) as `stored` has it.
    default Document prepareForUpdate(Document submitted, Document stored) {
        return submitted;
    }

    default List<FieldError> validateCreate(Document object) {
        return List.of();
    }

    default List<FieldError> validateUpdate(Document object, Document stored) {
        return List.of();
    }

    /// Whether the rules above name missing fields themselves, in upstream's words; otherwise what the schema requires is
    /// looked for.
    default boolean namesRequiredFields() {
        return false;
    }

    /// Values for field selectors beyond metadata.name and metadata.namespace, such as `spec.nodeName`.
    default Map<String, String> selectable(Document object) {
        return Map.of();
    }

    /// See [Fields#claims].
    default Set<String> claims(Document object) {
        return Set.of();
    }

    /// Whether a change of anything but metadata and status raises metadata.generation.
    default boolean countsGenerations() {
        return false;
    }

    /// One invalid field, as `Status.details.causes` names it.
    ///
    /// @param reason FieldValueInvalid, FieldValueRequired, FieldValueNotSupported, FieldValueDuplicate, FieldValueForbidden …
    /// @param field path such as `spec.containers[0].image`
    /// @param message the whole message as upstream's field errors print it, without the field, such as `Required value` or `Invalid value: -1: must be …`
    record FieldError(String reason, String field, String message) {}
}

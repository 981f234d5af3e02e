package dev.marina.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.store.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /// The same for what admission made of it: whoever changes an object on its way writes no more of it than who sent it, except where
    /// the server itself answers on this path.
    default Document prepareAdmitted(Document admitted, Document stored) {
        return prepareForUpdate(admitted, stored);
    }

    /// What a write of the status leaves of it, where that is not what was submitted.
    default Document prepareForStatus(Document submitted, Document stored) {
        return submitted;
    }

    /// What holds for writes through one of its subresources that take and answer the object itself. `status` is alike for all.
    default ResourceStrategy through(String subresource) {
        return this;
    }

    /// What the first request to delete an object makes of it.
    default Document prepareForDelete(Document stored) {
        return stored;
    }

    /// What a write through this path leaves as it is, so that nobody comes to manage it by submitting it.
    ///
    /// @param subresource "" for the object itself
    default FieldSet resetFields(String subresource) {
        return FieldSet.EMPTY;
    }

    default List<FieldError> validateCreate(Document object) {
        return List.of();
    }

    default List<FieldError> validateUpdate(Document object, Document stored) {
        return List.of();
    }

    /// Whether [#defaulted] says something of the status, which is then asked for changes of the status alone too: most types' does not, and statuses
    /// are what is written most.
    default boolean defaultsStatus() {
        return false;
    }

    /// What is wrong with a changed status.
    default List<FieldError> validateStatus(Document object, Document stored) {
        return List.of();
    }

    /// What whoever creates or changes an object is told beside the answer: what is allowed and hardly meant.
    ///
    /// @param stored the object as it was; empty for a new one
    default List<String> warnings(Document object, Optional<Document> stored) {
        return List.of();
    }

    /// The same of a changed status.
    default List<String> statusWarnings(Document object) {
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

    /// Whether the status counts for that too, as it does where it has no path of its own.
    default boolean countsStatus() {
        return false;
    }

    /// What whoever uses this version of the type is told with every answer, such as that it is deprecated.
    default Optional<String> warning() {
        return Optional.empty();
    }

    /// The schema that clients read, where it is not one of the release's.
    default Optional<Published> published() {
        return Optional.empty();
    }

    /// A schema under its name among others, for either version of OpenAPI; made whenever somebody asks.
    interface Published {
        String name();

        ObjectNode version2();

        ObjectNode version3();
    }

    /// Where an object says what `scale` shows.
    default ScalePaths scale() {
        return ScalePaths.USUAL;
    }

    /// Whether whoever deletes one and does not say otherwise keeps what belongs to it.
    default boolean orphansDependents() {
        return false;
    }

    /// One invalid field, as `Status.details.causes` names it.
    ///
    /// @param reason FieldValueInvalid, FieldValueRequired, FieldValueNotSupported, FieldValueDuplicate, FieldValueForbidden …
    /// @param field path such as `spec.containers[0].image`
    /// @param message the whole message as upstream's field errors print it, without the field, such as `Required value` or `Invalid value: -1: must be …`
    record FieldError(String reason, String field, String message) {

        /// What is said of an object with these errors, of which there are some.
        public static StatusException invalid(String group, String kind, String name, List<FieldError> errors) {
            String texts = errors.size() == 1
                    ? "%s: %s".formatted(errors.getFirst().field(), errors.getFirst().message())
                    : errors.stream().map(error -> "%s: %s".formatted(error.field(), error.message())).collect(Collectors.joining(", ", "[", "]"));
            String qualified = group.isEmpty() ? kind : kind + "." + group;
            return new StatusException(422, "Invalid", "%s \"%s\" is invalid: %s".formatted(qualified, name, texts),
                    new StatusException.Details(name, group, kind, "",
                            errors.stream().map(error -> new StatusException.StatusCause(error.reason(), error.message(), error.field())).toList(), 0));
        }
    }
}

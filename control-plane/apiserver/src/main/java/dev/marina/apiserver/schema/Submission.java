package dev.marina.apiserver.schema;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.schema.SubmittedJson.Duplicate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An object as a client sent it, with what a strict reader objects to in its text. Upstream tells that differently for each format.
public sealed interface Submission {

    Document document();

    /// @param found what the schema does not like, in order of the document
    Problems problems(List<String> found);

    /// Paths of fields that stand twice and are told where they stand, among the unknown ones.
    default Set<String> toldInPlace() {
        return Set.of();
    }

    /// The answer where a value has the wrong type.
    default StatusException refused(WrongType wrong) {
        return StatusException.badRequest("%s in version \"%s\" cannot be handled as a %s: %s".formatted(document().kind(),
                document().groupVersionKind().version(), document().kind(), wrong.getMessage()));
    }

    record Json(Document document, List<Duplicate> duplicates) implements Submission {
        @Override
        public Set<String> toldInPlace() {
            return duplicates.stream().map(Duplicate::path).collect(Collectors.toSet());
        }

        @Override
        public Problems problems(List<String> found) {
            return new Problems(List.of(), List.copyOf(found));
        }
    }

    record Yaml(Document document, List<Duplicate> duplicates) implements Submission {
        @Override
        public Problems problems(List<String> found) {
            List<String> lines = duplicates.stream().map(field -> "line %d: key \"%s\" already set in map".formatted(field.line(), field.name())).toList();
            return new Problems(lines, found.stream().sorted().toList());
        }
    }

    /// What a patch made.
    ///
    /// @param patchProblems what the patch itself has twice or beyond its form
    /// @param strategic the patch, where it was a strategic one
    record Patched(Document document, List<String> patchProblems, Optional<byte[]> strategic) implements Submission {
        @Override
        public StatusException refused(WrongType wrong) {
            String said = "Invalid value: %s: %s".formatted(
                    GoText.quoted(strategic.map(patch -> GoText.printed(Document.parse(patch).root())).orElseGet(() -> document.root().toString())),
                    strategic.isPresent() ? wrong.converted() : wrong.getMessage());
            return new StatusException(422, "Invalid", " \"\" is invalid: patch: " + said,
                    StatusException.Details.EMPTY.withCauses(List.of(new StatusException.StatusCause("FieldValueInvalid", said, "patch"))));
        }

        @Override
        public Problems problems(List<String> found) {
            List<String> fields = new ArrayList<>(patchProblems);
            found.stream().sorted().forEach(fields::add);
            return new Problems(List.of(), List.copyOf(fields));
        }
    }

    static Submission clean(Document document) {
        return new Json(document, List.of());
    }

    /// @param lines of YAML, each with what is wrong in it
    /// @param fields such as `unknown field "spec.foo"`
    record Problems(List<String> lines, List<String> fields) {

        public boolean none() {
            return lines.isEmpty() && fields.isEmpty();
        }

        /// One warning each.
        public List<String> warnings() {
            List<String> all = new ArrayList<>(lines);
            all.addAll(fields);
            return all;
        }

        /// `strict decoding error: unknown field "spec.foo", unknown field "spec.bar"`, as fieldValidation=Strict answers.
        public String strictMessage() {
            List<String> all = new ArrayList<>();
            if (!lines.isEmpty()) {
                all.add("yaml: unmarshal errors:\n  " + String.join("\n  ", lines));
            }
            all.addAll(fields);
            return "strict decoding error: " + String.join(", ", all);
        }
    }
}

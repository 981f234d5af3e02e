package dev.marina.apiserver.endpoint;

import dev.marina.api.StatusException;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The text form of field selectors: `metadata.name=a,spec.nodeName!=b`.
public record FieldSelector(List<Requirement> requirements) {

    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    record Requirement(String field, String value, boolean equal) {}

    public static FieldSelector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : text.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw StatusException.badRequest("invalid selector: '%s'; can't understand '%s'".formatted(text, part));
            }
            boolean negated = part.charAt(equals - 1) == '!';
            String value = part.substring(part.startsWith("==", equals) ? equals + 2 : equals + 1);
            requirements.add(new Requirement(part.substring(0, negated ? equals - 1 : equals).strip(), value.strip(), !negated));
        }
        return requirements.isEmpty() ? EVERYTHING : new FieldSelector(requirements);
    }

    FieldSelector renamed(UnaryOperator<String> names) {
        return new FieldSelector(
                requirements.stream().map(requirement -> new Requirement(names.apply(requirement.field()), requirement.value(), requirement.equal())).toList());
    }

    public boolean everything() {
        return requirements.isEmpty();
    }

    /// The value that this field must have, if it must have one.
    public Optional<String> required(String field) {
        return requirements.stream().filter(requirement -> requirement.equal() && requirement.field().equals(field)).map(Requirement::value).findFirst();
    }

    /// Asked of each of very many objects.
    ///
    /// @param values of the object's fields, by name
    public boolean matches(Stored stored, Map<String, String> values) {
        for (Requirement requirement : requirements) {
            if (value(stored, values, requirement.field()).equals(requirement.value()) != requirement.equal()) {
                return false;
            }
        }
        return true;
    }

    private static String value(Stored stored, Map<String, String> values, String field) {
        return switch (field) {
            case "metadata.name" -> stored.key().name();
            case "metadata.namespace" -> stored.key().namespace();
            default -> values.getOrDefault(field, "");
        };
    }

    /// Refuses a field that the type cannot be selected by. `sample` is what the type's strategy extracts from an empty object.
    void check(ResourceDefinition definition, java.util.Set<String> known) {
        for (Requirement requirement : requirements) {
            String field = requirement.field();
            if (!field.equals("metadata.name") && !field.equals("metadata.namespace") && !known.contains(field)) {
                throw StatusException.badRequest("field label not supported: " + field);
            }
        }
    }
}

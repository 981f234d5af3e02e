package dev.marina.net.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which objects are meant, by their labels: those for which every requirement holds; all if there is none.
public record Selector(List<Requirement> requirements) {

    public static final Selector EVERYTHING = new Selector(List.of());

    public enum Operator {
        IN, NOT_IN, EXISTS, DOES_NOT_EXIST
    }

    /// @param values of [Operator#IN] and [Operator#NOT_IN]
    public record Requirement(String key, Operator operator, Set<String> values) {

        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }

    boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.holds(labels));
    }
}

package dev.marina.api;

import java.util.List;
import java.util.Map;

/// What APIs that Services of a cluster serve still have in a namespace that is being deleted, and what nobody could find out.
///
/// @param remaining objects by type, such as `flunders.wardle.example.com`
/// @param finalizers objects by finalizer
/// @param undiscovered why nobody knows the types of a group, by group and version
/// @param failures why objects could not be deleted
public record FurtherContent(Map<String, Long> remaining, Map<String, Long> finalizers, Map<String, String> undiscovered, List<String> failures) {

    public static final FurtherContent NONE = new FurtherContent(Map.of(), Map.of(), Map.of(), List.of());

    /// Whether nothing is left, for all that is known.
    public boolean gone() {
        return remaining.isEmpty() && undiscovered.isEmpty() && failures.isEmpty();
    }
}

package dev.marina.controllers.engine;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;

/// Whether labels pass a selector, by the rules of metav1.LabelSelector.
public final class LabelSelection {

    private LabelSelection() {}

    /// An absent selector takes nothing, an empty one everything.
    public static boolean takes(LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        return takes(selector.getMatchLabels(), labels) && selector.getMatchExpressions().stream().allMatch(each -> holds(each, labels));
    }

    /// Equality of every pair.
    public static boolean takes(Map<String, String> wanted, Map<String, String> labels) {
        return wanted == null || wanted.entrySet().stream().allMatch(pair -> labels != null && pair.getValue().equals(labels.get(pair.getKey())));
    }

    private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels == null ? null : labels.get(requirement.getKey());
        List<String> values = requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}

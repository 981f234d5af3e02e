package dev.marina.model.placement;

import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Map;

/// Node selector terms: one of them must hold, in it everything. An empty term holds for no node.
public final class NodeTerms {

    private NodeTerms() {}

    public static boolean take(NodeSelector selector, String node, Map<String, String> labels) {
        return selector.getNodeSelectorTerms().stream().anyMatch(term -> takes(term, node, labels));
    }

    public static boolean takes(NodeSelectorTerm term, String node, Map<String, String> labels) {
        if (term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty()) {
            return false;
        }
        return term.getMatchExpressions().stream().allMatch(each -> holds(each, labels.get(each.getKey())))
                && term.getMatchFields().stream().allMatch(each -> holds(each, each.getKey().equals("metadata.name") ? node : null));
    }

    private static boolean holds(NodeSelectorRequirement requirement, String value) {
        List<String> values = requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compare(value, values) > 0;
            case "Lt" -> compare(value, values) < 0;
            default -> false;
        };
    }

    /// 0 when either is no number: neither more nor less.
    private static int compare(String value, List<String> values) {
        try {
            return value == null || values.size() != 1 ? 0 : Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

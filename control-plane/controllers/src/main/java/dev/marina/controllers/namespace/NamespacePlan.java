package dev.marina.controllers.namespace;

import dev.marina.api.Document;
import dev.marina.api.FurtherContent;
import dev.marina.api.GroupResource;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is left in a namespace that is being deleted, and what of it to delete now: pods first, and everything else only when
/// they are gone, so that no pod outlives the policies that hold it.
record NamespacePlan(List<Stored> content, List<Stored> delete) {

    private static final GroupResource PODS = new GroupResource("", "pods");

    static NamespacePlan of(List<Stored> content) {
        List<Stored> pods = content.stream().filter(stored -> stored.key().resource().equals(PODS)).toList();
        List<Stored> next = pods.isEmpty() ? content : pods;
        return new NamespacePlan(content, next.stream().filter(stored -> !stored.fields().terminating()).toList());
    }

    boolean waitsForPods() {
        return content.stream().anyMatch(stored -> stored.key().resource().equals(PODS));
    }

    /// Upstream's five conditions; a time moves only with its status.
    ///
    /// @param further what Services of the cluster have besides
    List<NamespaceCondition> conditions(FurtherContent further, List<NamespaceCondition> before, Instant now) {
        List<NamespaceCondition> conditions = new ArrayList<>();
        Map<String, Long> byType = new TreeMap<>(further.remaining());
        Map<String, Long> byFinalizer = new TreeMap<>(further.finalizers());
        for (Stored stored : content) {
            byType.merge(stored.key().resource().toString(), 1L, Long::sum);
            if (!stored.opaque()) {
                Document.parse(stored.bytes()).finalizers().forEach(finalizer -> byFinalizer.merge(finalizer, 1L, Long::sum));
            }
        }
        String types = String.join(", ",
                byType.entrySet().stream().map(entry -> "%s has %d resource instances".formatted(dotted(entry.getKey()), entry.getValue())).toList());
        String finalizers = String.join(", ",
                byFinalizer.entrySet().stream().map(entry -> "%s in %d resource instances".formatted(entry.getKey(), entry.getValue())).toList());
        conditions.add(discovery(further.undiscovered()));
        conditions.add(condition("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed"));
        conditions.add(further.failures().isEmpty()
                ? condition("NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization")
                : condition("NamespaceDeletionContentFailure", true, "ContentDeletionFailed",
                        "Failed to delete all resource types, %d remaining: %s".formatted(further.failures().size(), String.join(", ", further.failures()))));
        conditions.add(types.isEmpty()
                ? condition("NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed")
                : condition("NamespaceContentRemaining", true, "SomeResourcesRemain", "Some resources are remaining: " + types));
        conditions.add(finalizers.isEmpty()
                ? condition("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished")
                : condition("NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                        "Some content in the namespace has finalizers remaining: " + finalizers));
        return conditions.stream().map(condition -> timed(condition, before, now)).toList();
    }

    private static NamespaceCondition discovery(Map<String, String> undiscovered) {
        if (undiscovered.isEmpty()) {
            return condition("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered");
        }
        String groups = String.join(", ", undiscovered.entrySet().stream().map(group -> group.getKey() + ": " + group.getValue()).sorted().toList());
        return condition("NamespaceDeletionDiscoveryFailure", true, "DiscoveryFailed",
                "Discovery failed for some groups, %d failing: unable to retrieve the complete list of server APIs: %s".formatted(undiscovered.size(), groups));
    }

    private static NamespaceCondition condition(String type, boolean status, String reason, String message) {
        return new NamespaceConditionBuilder().withType(type).withStatus(status ? "True" : "False").withReason(reason).withMessage(message).build();
    }

    private static NamespaceCondition timed(NamespaceCondition condition, List<NamespaceCondition> before, Instant now) {
        String time = before.stream().filter(each -> each.getType().equals(condition.getType()) && each.getStatus().equals(condition.getStatus()))
                .map(NamespaceCondition::getLastTransitionTime).findFirst().orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new NamespaceConditionBuilder(condition).withLastTransitionTime(time).build();
    }

    /// Types of the core group end in a dot there.
    private static String dotted(String type) {
        return type.contains(".") ? type : type + ".";
    }
}

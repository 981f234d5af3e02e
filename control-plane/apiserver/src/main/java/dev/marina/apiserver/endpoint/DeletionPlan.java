package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What deleting an object comes to. Pure.
/// https://kubernetes.io/docs/concepts/architecture/garbage-collection/#foreground-deletion
public sealed interface DeletionPlan {

    /// Nothing keeps it.
    record Remove() implements DeletionPlan {}

    /// Somebody has to do something first: finalizers, or the node that ends the pod's containers.
    record Mark(Document object) implements DeletionPlan {}

    /// It is on its way already, and not to be hurried.
    record Leave() implements DeletionPlan {}

    /// @param graceSeconds what the client asked for, if it did
    /// @param propagation Foreground, Background, Orphan or "" for the default
    record Options(OptionalLong graceSeconds, String propagation) {
        public static final Options NONE = new Options(OptionalLong.empty(), "");

        /// Where the client says nothing, and nobody has said anything before.
        Options orElse(String standard, Document object) {
            boolean said = !propagation.isEmpty() || object.finalizers().contains("orphan") || object.finalizers().contains("foregroundDeletion");
            return said ? this : new Options(graceSeconds, standard);
        }

        static Options of(Document options, OptionalLong queryGrace, String queryPropagation) {
            OptionalLong grace = options.has("gracePeriodSeconds") ? OptionalLong.of(options.at("gracePeriodSeconds").asLong()) : queryGrace;
            String propagation = options.text("propagationPolicy").isEmpty() ? queryPropagation : options.text("propagationPolicy");
            if (propagation.isEmpty() && options.has("orphanDependents")) {
                propagation = options.at("orphanDependents").asBoolean() ? "Orphan" : "Background";
            }
            return new Options(grace, propagation);
        }
    }

    static DeletionPlan of(Document object, Options options, Instant now) {
        long grace = grace(object, options);
        List<String> finalizers = finalizers(object, options);
        boolean kept = grace > 0 || !finalizers.isEmpty() || namespaceHasContent(object);
        if (!kept) {
            return new Remove();
        }
        if (object.terminating() && finalizers.equals(object.finalizers()) && grace >= object.at("metadata", "deletionGracePeriodSeconds").asLong()) {
            return new Leave();
        }
        return new Mark(object.edited(node -> mark(node, grace, finalizers, now, object)));
    }

    private static void mark(ObjectNode node, long grace, List<String> finalizers, Instant now, Document before) {
        ObjectNode metadata = node.withObject("/metadata");
        if (!before.terminating() || grace < before.at("metadata", "deletionGracePeriodSeconds").asLong()) {
            metadata.put("deletionTimestamp", now.plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS).toString());
            metadata.put("deletionGracePeriodSeconds", grace);
        }
        if (metadata.path("generation").asLong() > 0 && !before.terminating()) {
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
        if (finalizers.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            ArrayNode array = metadata.putArray("finalizers");
            finalizers.forEach(array::add);
        }
        if (isNamespace(before)) {
            node.withObject("/status").put("phase", "Terminating");
        }
    }

    /// Only pods end gracefully, and only those that a node may have started.
    private static long grace(Document object, Options options) {
        boolean pod = object.kind().equals("Pod") && object.apiVersion().equals("v1");
        if (!pod || object.text("spec", "nodeName").isEmpty() || List.of("Succeeded", "Failed").contains(object.text("status", "phase"))) {
            return 0;
        }
        if (options.graceSeconds().isPresent()) {
            return positive(options.graceSeconds().getAsLong());
        }
        if (object.terminating()) {
            return object.at("metadata", "deletionGracePeriodSeconds").asLong();
        }
        return object.has("spec", "terminationGracePeriodSeconds") ? positive(object.at("spec", "terminationGracePeriodSeconds").asLong()) : 30;
    }

    /// pkg/registry/core/pod/strategy.go, CheckGracefulDelete
    private static long positive(long seconds) {
        return seconds < 0 ? 1 : seconds;
    }

    private static List<String> finalizers(Document object, Options options) {
        List<String> finalizers = new ArrayList<>(object.finalizers());
        switch (options.propagation()) {
            case "Foreground" -> {
                finalizers.remove("orphan");
                addOnce(finalizers, "foregroundDeletion");
            }
            case "Orphan" -> {
                finalizers.remove("foregroundDeletion");
                addOnce(finalizers, "orphan");
            }
            case "Background" -> finalizers.removeAll(List.of("orphan", "foregroundDeletion"));
            default -> {
            }
        }
        return finalizers;
    }

    private static void addOnce(List<String> finalizers, String finalizer) {
        if (!finalizers.contains(finalizer)) {
            finalizers.add(finalizer);
        }
    }

    private static boolean isNamespace(Document object) {
        return object.kind().equals("Namespace") && object.apiVersion().equals("v1");
    }

    private static boolean namespaceHasContent(Document object) {
        return isNamespace(object) && !object.at("spec", "finalizers").isEmpty();
    }

    /// Whether an object that is being deleted is done after a change of it.
    static boolean finished(Document object) {
        return object.terminating() && object.finalizers().isEmpty() && object.at("metadata", "deletionGracePeriodSeconds").asLong() == 0
                && !namespaceHasContent(object);
    }
}

package dev.marina.controllers.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ApiApproval;
import dev.marina.api.Document;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which of the names that a definition asks for it gets, and what its conditions say then.
/// apiextensions-apiserver's pkg/controller/status/naming_controller.go and pkg/controller/apiapproval
record NamesPlan(ObjectNode acceptedNames, List<ObjectNode> conditions) {

    private record Refusal(String reason, String message) {}

    /// @param others what has been granted to others of the group
    static NamesPlan of(Document definition, NameClaims others, Instant now) {
        JsonNode wanted = definition.at("spec", "names");
        ObjectNode accepted = definition.at("status", "acceptedNames") instanceof ObjectNode known ? known.deepCopy() : Document.mapper().createObjectNode();
        List<Refusal> refusals = new ArrayList<>();
        name(wanted, accepted, "plural", "PluralConflict", others.resources(), refusals);
        name(wanted, accepted, "singular", "SingularConflict", others.resources(), refusals);
        shortNames(wanted, accepted, others.resources(), refusals);
        name(wanted, accepted, "kind", "KindConflict", others.kinds(), refusals);
        name(wanted, accepted, "listKind", "ListKindConflict", others.kinds(), refusals);
        copy(wanted, accepted, "categories");
        List<ObjectNode> conditions = new ArrayList<>();
        definition.at("status", "conditions").forEach(condition -> conditions.add(condition.deepCopy()));
        if (refusals.isEmpty()) {
            set(conditions, "NamesAccepted", true, "NoConflicts", "no conflicts found", now);
            if (find(conditions, "Established").filter(condition -> condition.path("status").asText().equals("True")).isEmpty()) {
                set(conditions, "Established", true, "InitialNamesAccepted", "the initial names have been accepted", now);
            }
        } else {
            set(conditions, "NamesAccepted", false, refusals.getLast().reason(), refusals.getLast().message(), now);
            if (find(conditions, "Established").isEmpty()) {
                set(conditions, "Established", false, "NotAccepted", "not all names are accepted", now);
            }
        }
        if (ApiApproval.concerns(definition.text("spec", "group"))) {
            ApiApproval approval = ApiApproval.of(definition);
            set(conditions, "KubernetesAPIApprovalPolicyConformant", approval.state() == ApiApproval.State.APPROVED, switch (approval.state()) {
                case APPROVED -> "ApprovedAnnotation";
                case BYPASSED -> "UnapprovedAnnotation";
                case MISSING -> "MissingAnnotation";
                case INVALID -> "InvalidAnnotation";
            }, approval.reason(), now);
        }
        return new NamesPlan(accepted, conditions);
    }

    boolean changes(Document definition) {
        return !acceptedNames.equals(definition.at("status", "acceptedNames"))
                || !conditions.equals(definition.at("status", "conditions").valueStream().toList());
    }

    private static void name(JsonNode wanted, ObjectNode accepted, String field, String reason, Set<String> taken, List<Refusal> refusals) {
        String name = wanted.path(field).asText();
        if (!name.equals(accepted.path(field).asText()) && taken.contains(name)) {
            refusals.add(new Refusal(reason, "\"%s\" is already in use".formatted(name)));
        } else {
            accepted.put(field, name);
        }
    }

    private static void shortNames(JsonNode wanted, ObjectNode accepted, Set<String> taken, List<Refusal> refusals) {
        Set<String> own = Set.copyOf(accepted.path("shortNames").valueStream().map(JsonNode::asText).toList());
        List<String> inUse = wanted.path("shortNames").valueStream().map(JsonNode::asText).filter(name -> !own.contains(name) && taken.contains(name)).toList();
        if (inUse.isEmpty()) {
            copy(wanted, accepted, "shortNames");
            return;
        }
        List<String> texts = inUse.stream().map("\"%s\" is already in use"::formatted).toList();
        refusals.add(new Refusal("ShortNamesConflict", texts.size() == 1 ? texts.getFirst() : texts.toString()));
    }

    private static void copy(JsonNode wanted, ObjectNode accepted, String field) {
        if (wanted.has(field)) {
            accepted.set(field, wanted.get(field));
        } else {
            accepted.remove(field);
        }
    }

    static Optional<ObjectNode> find(List<ObjectNode> conditions, String type) {
        return conditions.stream().filter(condition -> condition.path("type").asText().equals(type)).findFirst();
    }

    /// A condition's time moves only with its status.
    static void set(List<ObjectNode> conditions, String type, boolean status, String reason, String message, Instant now) {
        ObjectNode condition = find(conditions, type).orElseGet(() -> {
            ObjectNode fresh = Document.mapper().createObjectNode().put("type", type);
            conditions.add(fresh);
            return fresh;
        });
        String text = status ? "True" : "False";
        if (!condition.path("status").asText().equals(text)) {
            condition.put("status", text).put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        condition.put("reason", reason).put("message", message);
    }
}

package dev.marina.apiserver.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.matching.Matching;
import dev.marina.apiserver.cel.AdmissionExpressions;
import dev.marina.apiserver.cel.AdmissionExpressions.Variable;
import dev.marina.apiserver.cel.AdmissionExpressions.Yields;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation.OutOfBudget;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation.Outcome;
import dev.marina.apiserver.cel.Expression;
import dev.marina.apiserver.merge.AtomicParts;
import dev.marina.apiserver.merge.ConfigurationCheck;
import dev.marina.apiserver.merge.InvalidConfiguration;
import dev.marina.apiserver.merge.Merge;
import dev.marina.apiserver.merge.Shape;
import dev.marina.apiserver.patch.JsonPatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One MutatingAdmissionPolicy, compiled, and what it makes of an object. Knows nothing of bindings.
/// apiserver's pkg/admission/plugin/policy/mutating
///
/// @param unusable why its expressions cannot be compiled, which whoever wrote it was told already
record MutatingPolicy(Matching matching, JsonNode paramKind, boolean ignoresFailures, boolean reinvoked, MatchConditions conditions, List<Variable> variables,
        List<Mutation> mutations, Optional<String> unusable) {

    /// @param merges whether it comes to what is merged into the object, and not to a patch
    record Mutation(String text, Expression expression, boolean merges) {}

    /// A mutation that cannot be made, in upstream's words.
    static final class Failed extends Exception {
        Failed(String message) {
            super(message, null, false, false);
        }
    }

    static MutatingPolicy compile(Document policy) {
        JsonNode spec = policy.at("spec");
        Matching matching = Matching.ofResources(spec.path("matchConstraints"));
        boolean ignores = spec.path("failurePolicy").asText().equals("Ignore");
        boolean reinvoked = spec.path("reinvocationPolicy").asText().equals("IfNeeded");
        boolean params = spec.path("paramKind").isObject();
        try {
            MatchConditions conditions = MatchConditions.compile(spec.path("matchConditions"), new AdmissionExpressions(params));
            AdmissionExpressions expressions = new AdmissionExpressions(params);
            for (JsonNode variable : spec.path("variables")) {
                expressions.variable(variable.path("name").asText(), variable.path("expression").asText());
            }
            List<Mutation> mutations = new ArrayList<>();
            for (JsonNode mutation : spec.path("mutations")) {
                boolean merges = mutation.path("patchType").asText().equals("ApplyConfiguration");
                String text = mutation.path(merges ? "applyConfiguration" : "jsonPatch").path("expression").asText().strip();
                mutations.add(new Mutation(text, expressions.compile(text, merges ? Yields.OBJECT : Yields.PATCHES, true), merges));
            }
            return new MutatingPolicy(matching, spec.path("paramKind"), ignores, reinvoked, conditions, expressions.variables(), List.copyOf(mutations),
                    Optional.empty());
        } catch (Expression.Unusable e) {
            return new MutatingPolicy(matching, spec.path("paramKind"), ignores, reinvoked, new MatchConditions(List.of()), List.of(), List.of(),
                    Optional.of(e.getMessage()));
        }
    }

    /// @param shape how objects of this type are divided
    static Document apply(Mutation mutation, Document object, Shape shape, Evaluation evaluation) throws Failed {
        JsonNode made;
        try {
            switch (evaluation.evaluate(mutation.text(), mutation.expression())) {
                case Outcome.Value(JsonNode value) -> made = value;
                case Outcome.Failed(String why) -> throw new Failed(why);
            }
        } catch (OutOfBudget e) {
            throw new Failed(e.getMessage());
        }
        return mutation.merges() ? merged(object, made, shape) : patched(object, made);
    }

    private static Document merged(Document object, JsonNode configuration, Shape shape) throws Failed {
        ObjectNode whole = Document.mapper().createObjectNode().put("apiVersion", object.apiVersion()).put("kind", object.kind());
        whole.setAll((ObjectNode) configuration);
        try {
            ConfigurationCheck.check(whole, shape);
            List<String> atomic = AtomicParts.of(whole, shape);
            if (!atomic.isEmpty()) {
                throw new Failed(
                        "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: " + String.join(", ", atomic));
            }
            return Document.of((ObjectNode) Merge.of(object.root(), whole, shape));
        } catch (InvalidConfiguration e) {
            throw new Failed("error applying patch: failed to convert patch object to typed object: " + e.getMessage());
        }
    }

    /// A patch with a test that fails is no patch at all.
    private static Document patched(Document object, JsonNode operations) throws Failed {
        try {
            return JsonPatch.applyIfItHolds(object, operations.toString().getBytes(StandardCharsets.UTF_8)).orElse(object);
        } catch (StatusException e) {
            throw new Failed("JSON Patch: " + e.getMessage());
        }
    }
}

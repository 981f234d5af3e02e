package dev.marina.apiserver.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.admission.matching.Matching;
import dev.marina.apiserver.cel.AdmissionExpressions;
import dev.marina.apiserver.cel.AdmissionExpressions.Variable;
import dev.marina.apiserver.cel.AdmissionExpressions.Yields;
import dev.marina.apiserver.cel.AdmissionInput;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation.OutOfBudget;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation.Outcome;
import dev.marina.apiserver.cel.Budget;
import dev.marina.apiserver.cel.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One ValidatingAdmissionPolicy, compiled, and what it says about a request. Knows nothing of bindings.
/// apiserver's pkg/admission/plugin/policy/validating/validator.go
///
/// @param unusable why its expressions cannot be compiled, which whoever wrote it was told already
record ValidatingPolicy(Matching matching, JsonNode paramKind, boolean ignoresFailures, MatchConditions conditions, List<Variable> variables,
        List<Validation> validations, List<Annotation> annotations, Optional<String> unusable) {

    private static final int LONGEST_MESSAGE = 5 * 1024;
    private static final int LONGEST_ANNOTATION = 10 * 1024;

    /// @param message "" for the expression itself
    /// @param reason "" for Invalid
    record Validation(String text, Expression expression, String message, String reason, String messageText, Optional<Expression> messageExpression) {}

    record Annotation(String key, String text, Expression expression) {}

    /// What a policy says; nothing where it has nothing against a request.
    ///
    /// @param annotations by key
    record Opinion(List<Refusal> refusals, List<Published> annotations) {
        static final Opinion NONE = new Opinion(List.of(), List.of());

        private static Opinion refusal(String message) {
            return new Opinion(List.of(new Refusal(0, message, "", false)), List.of());
        }
    }

    /// @param index of the validation
    /// @param always whether it counts whatever a binding makes of refusals
    record Refusal(int index, String message, String reason, boolean always) {}

    record Published(String key, String value) {}

    static ValidatingPolicy compile(Document policy) {
        JsonNode spec = policy.at("spec");
        Matching matching = Matching.ofResources(spec.path("matchConstraints"));
        boolean ignores = spec.path("failurePolicy").asText().equals("Ignore");
        boolean params = spec.path("paramKind").isObject();
        try {
            MatchConditions conditions = MatchConditions.compile(spec.path("matchConditions"), new AdmissionExpressions(params));
            AdmissionExpressions expressions = new AdmissionExpressions(params);
            for (JsonNode variable : spec.path("variables")) {
                expressions.variable(variable.path("name").asText(), variable.path("expression").asText());
            }
            List<Validation> validations = new ArrayList<>();
            for (JsonNode validation : spec.path("validations")) {
                validations.add(validation(validation, expressions));
            }
            List<Annotation> annotations = new ArrayList<>();
            for (JsonNode annotation : spec.path("auditAnnotations")) {
                String text = annotation.path("valueExpression").asText().strip();
                annotations.add(new Annotation(annotation.path("key").asText(), text, expressions.compile(text, Yields.STRING_OR_NULL, true)));
            }
            return new ValidatingPolicy(matching, spec.path("paramKind"), ignores, conditions, expressions.variables(), List.copyOf(validations),
                    List.copyOf(annotations), Optional.empty());
        } catch (Expression.Unusable e) {
            return new ValidatingPolicy(matching, spec.path("paramKind"), ignores, new MatchConditions(List.of()), List.of(), List.of(), List.of(),
                    Optional.of(e.getMessage()));
        }
    }

    private static Validation validation(JsonNode stated, AdmissionExpressions expressions) throws Expression.Unusable {
        String text = stated.path("expression").asText();
        String message = stated.path("messageExpression").asText();
        return new Validation(text, expressions.compile(text, Yields.BOOL, true), stated.path("message").asText().strip(), stated.path("reason").asText(),
                message, message.isBlank() ? Optional.empty() : Optional.of(expressions.compile(message, Yields.STRING, false)));
    }

    /// @param input without a namespace for the conditions, as upstream evaluates them
    Opinion of(AdmissionInput conditionsInput, AdmissionInput input, Optional<JsonNode> params, Budget.Request budget) {
        if (unusable.isPresent()) {
            return failure(unusable.get());
        }
        try {
            if (!conditions.hold(conditionsInput.evaluation(List.of(), params, budget.forConditions()))) {
                return Opinion.NONE;
            }
        } catch (MatchConditions.Undecided e) {
            return failure(e.getMessage());
        }
        Evaluation evaluation = input.evaluation(variables, params, budget.forBinding());
        try {
            List<Refusal> refusals = new ArrayList<>(refusals(evaluation));
            List<Published> published = published(input.evaluation(variables, params, budget.forBinding()), refusals);
            return new Opinion(refusals, published);
        } catch (OutOfBudget e) {
            return failure(e.getMessage());
        }
    }

    /// What cannot be evaluated refuses, unless the policy ignores failures.
    private Opinion failure(String message) {
        return ignoresFailures ? Opinion.NONE : Opinion.refusal(message);
    }

    private List<Refusal> refusals(Evaluation evaluation) throws OutOfBudget {
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < validations.size(); i++) {
            Validation validation = validations.get(i);
            switch (evaluation.evaluate(validation.text(), validation.expression())) {
                case Outcome.Value(JsonNode holds) -> {
                    if (!holds.asBoolean()) {
                        refusals.add(new Refusal(i, message(validation, evaluation), validation.reason(), false));
                    }
                }
                case Outcome.Failed(String why) -> {
                    if (!ignoresFailures) {
                        refusals.add(new Refusal(i, why, "", false));
                    }
                }
            }
        }
        return refusals;
    }

    /// A message that cannot be made, or is none, is the fixed one.
    private static String message(Validation validation, Evaluation evaluation) throws OutOfBudget {
        if (validation.messageExpression().isPresent()
                && evaluation.evaluate(validation.messageText(), validation.messageExpression().get()) instanceof Outcome.Value(JsonNode made)) {
            String message = made.asText().strip();
            if (!message.isEmpty() && message.length() <= LONGEST_MESSAGE && !message.contains("\n")) {
                return message;
            }
        }
        return validation.message().isEmpty() ? "failed expression: " + validation.text().strip() : validation.message();
    }

    private List<Published> published(Evaluation evaluation, List<Refusal> refusals) throws OutOfBudget {
        List<Published> published = new ArrayList<>();
        for (Annotation annotation : annotations) {
            switch (evaluation.evaluate(annotation.text(), annotation.expression())) {
                case Outcome.Value(JsonNode value) -> {
                    String text = value.isNull() ? "" : value.asText().strip();
                    if (!text.isEmpty()) {
                        published.add(new Published(annotation.key(), text.substring(0, Math.min(text.length(), LONGEST_ANNOTATION))));
                    }
                }
                case Outcome.Failed(String why) -> {
                    if (!ignoresFailures) {
                        refusals.add(new Refusal(-1, why, "", true));
                    }
                }
            }
        }
        return published;
    }
}

package dev.marina.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the expressions of one policy and one parameter see of a request. Made once, evaluated by one thread.
public final class AdmissionInput {

    private final Map<String, Object> values = new HashMap<>();

    /// Null and missing nodes are `null` to expressions.
    ///
    /// @param namespace missing for what is in none
    /// @param check what `authorizer.requestResource` asks about
    public AdmissionInput(JsonNode object, JsonNode oldObject, JsonNode request, JsonNode namespace, Authorizing authorizer, Authorizing.Question check) {
        values.put("object", value(object));
        values.put("oldObject", value(oldObject));
        values.put("request", value(request));
        values.put("namespaceObject", value(namespace));
        values.put("authorizer", authorizer);
        values.put("authorizer.requestResource", new AuthorizerFunctions.ResourceCheck(authorizer, check));
    }

    private static Object value(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? Values.NULL : Values.of(node);
    }

    /// Ready to evaluate expressions with these variables, at one policy's expense.
    ///
    /// @param params empty where the policy has none
    public Evaluation evaluation(List<AdmissionExpressions.Variable> variables, Optional<JsonNode> params, Budget budget) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("params", params.map(AdmissionInput::value).orElse(Values.NULL));
        all.put("variables", new ComposedVariables(variables, all, budget));
        return new Evaluation(all, budget);
    }

    /// Several expressions that share their variables' values and one budget.
    public static final class Evaluation {

        private static final String SPENT = "validation failed due to running out of cost budget, no further validation rules will be run";

        private final Map<String, Object> values;
        private final Budget budget;

        private Evaluation(Map<String, Object> values, Budget budget) {
            this.values = values;
            this.budget = budget;
        }

        /// Nothing more is evaluated.
        public static final class OutOfBudget extends Exception {
            OutOfBudget() {
                super(SPENT, null, false, false);
            }
        }

        /// How one expression ended.
        public sealed interface Outcome {
            /// @param json what it came to
            record Value(JsonNode json) implements Outcome {}

            /// @param why in upstream's words
            record Failed(String why) implements Outcome {}
        }

        public Outcome evaluate(String text, Expression expression) throws OutOfBudget {
            Expression.Result result = expression.evaluate(values, budget.most());
            budget.spend(result.cost());
            if (budget.exhausted()) {
                throw new OutOfBudget();
            }
            return switch (result) {
                case Expression.Result.Value(Object value, long _) -> value(text, value);
                case Expression.Result.Failed(String why, long _) -> failed(text, why);
                case Expression.Result.TooDear _ -> failed(text, "operation cancelled: actual cost limit exceeded");
            };
        }

        private static Outcome value(String text, Object value) {
            try {
                ObjectLiterals.check(value);
                return new Outcome.Value(Values.json(value));
            } catch (IllegalArgumentException e) {
                return failed(text, e.getMessage());
            }
        }

        private static Outcome failed(String text, String why) {
            return new Outcome.Failed("expression '%s' resulted in error: %s".formatted(text, why));
        }
    }
}

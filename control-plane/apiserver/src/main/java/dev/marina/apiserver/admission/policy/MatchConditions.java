package dev.marina.apiserver.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.cel.AdmissionExpressions;
import dev.marina.apiserver.cel.AdmissionExpressions.Yields;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation.OutOfBudget;
import dev.marina.apiserver.cel.AdmissionInput.Evaluation.Outcome;
import dev.marina.apiserver.cel.Expression;
import java.util.ArrayList;
import java.util.List;

/// `matchConditions`: all of them hold, or a policy or webhook has nothing to say. apiserver's pkg/admission/plugin/webhook/matchconditions
public record MatchConditions(List<Condition> conditions) {

    record Condition(String text, Expression expression) {}

    public static MatchConditions compile(JsonNode conditions, AdmissionExpressions expressions) throws Expression.Unusable {
        List<Condition> compiled = new ArrayList<>();
        for (JsonNode condition : conditions) {
            String text = condition.path("expression").asText().strip();
            compiled.add(new Condition(text, expressions.compile(text, Yields.BOOL, true)));
        }
        return new MatchConditions(List.copyOf(compiled));
    }

    /// Some conditions could not be evaluated, and none was false.
    public static final class Undecided extends Exception {
        public Undecided(String message) {
            super(message, null, false, false);
        }
    }

    /// @param evaluation at the expense of the budget for conditions
    public boolean hold(Evaluation evaluation) throws Undecided {
        List<String> failures = new ArrayList<>();
        for (Condition condition : conditions) {
            try {
                switch (evaluation.evaluate(condition.text(), condition.expression())) {
                    case Outcome.Value(JsonNode value) -> {
                        if (!value.asBoolean()) {
                            return false;
                        }
                    }
                    case Outcome.Failed(String why) -> failures.add(why);
                }
            } catch (OutOfBudget e) {
                throw new Undecided(e.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new Undecided(failures.size() == 1 ? failures.getFirst() : failures.stream().distinct().toList().toString());
        }
        return true;
    }
}

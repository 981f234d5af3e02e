package dev.marina.apiserver.cel;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `variables` of a policy: each is computed when an expression first names it, once for each request.
/// apiserver's pkg/admission/plugin/cel/composition.go
final class ComposedVariables extends AbstractMap<String, Object> {

    private final Map<String, Expression> expressions = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Object> others;
    private final Budget budget;

    /// @param others the variables that these are made of
    ComposedVariables(List<AdmissionExpressions.Variable> variables, Map<String, Object> others, Budget budget) {
        variables.forEach(variable -> {
            expressions.put(variable.name(), variable.expression());
            texts.put(variable.name(), variable.text());
        });
        this.others = others;
        this.budget = budget;
    }

    /// Leaves the evaluator.
    static final class Failed extends RuntimeException {
        Failed(String message) {
            super(message, null, false, false);
        }
    }

    @Override
    public boolean containsKey(Object name) {
        return expressions.containsKey(name);
    }

    @Override
    public Object get(Object name) {
        Object known = values.get(name);
        if (known == null && containsKey(name)) {
            known = compute((String) name);
            values.put((String) name, known);
        }
        return known;
    }

    private Object compute(String name) {
        Expression.Result result = expressions.get(name).evaluate(others, budget.most());
        budget.spend(result.cost());
        return switch (result) {
            case Expression.Result.Value(Object value, long _) -> value;
            case Expression.Result.Failed(String why, long _) -> throw new Failed("composited variable \"%s\" fails to evaluate: %s".formatted(name, why));
            case Expression.Result.TooDear _ -> {
                if (budget.exhausted()) {
                    throw new CostExceeded();
                }
                throw new Failed("composited variable \"%s\" fails to evaluate: operation cancelled: actual cost limit exceeded".formatted(name));
            }
        };
    }

    /// For what looks at a map as a whole, which no expression can do to this one.
    @Override
    public Set<Entry<String, Object>> entrySet() {
        Set<Entry<String, Object>> entries = new LinkedHashSet<>();
        values.forEach((name, value) -> entries.add(Map.entry(name, value)));
        return entries;
    }
}

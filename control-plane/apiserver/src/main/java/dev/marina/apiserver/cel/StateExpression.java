package dev.marina.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import java.util.HashMap;
import java.util.Map;

/// An expression about an object of a cluster as it is at one moment: `object`, of no certain type, and `values`, texts by name.
/// Compiled once, evaluated by any thread.
public final class StateExpression {

    private static final CelCompiler COMPILER = Environment.compiler().addVar("object", SimpleType.DYN)
            .addVar("values", MapType.create(SimpleType.STRING, SimpleType.STRING)).build();
    private static final String OBJECT = "object";

    private final String text;
    private final Expression expression;

    private StateExpression(String text, Expression expression) {
        this.text = text;
        this.expression = expression;
    }

    public static StateExpression compile(String text) throws Expression.Unusable {
        return new StateExpression(text, Expression.of(Expression.checked(text, COMPILER), Environment.RUNTIME));
    }

    /// How an evaluation ended.
    public sealed interface Result {
        /// In the units of Kubernetes' own limits.
        long cost();

        /// @param json what it came to
        record Value(JsonNode json, long cost) implements Result {}

        /// The object has not what the expression names, or the like.
        record Failed(String why, long cost) implements Result {}

        record TooDear(long cost) implements Result {}
    }

    /// @param object a missing node is `null` to the expression
    /// @param mostCost in the units of Kubernetes' own limits, may be exceeded by one step
    public Result evaluate(JsonNode object, Map<String, String> values, long mostCost) {
        Map<String, Object> all = new HashMap<>();
        all.put(OBJECT, object.isMissingNode() || object.isNull() ? Values.NULL : Values.of(object));
        all.put("values", values);
        return switch (expression.evaluate(all, mostCost)) {
            case Expression.Result.Value(Object value, long cost) -> value(value, cost);
            case Expression.Result.Failed(String why, long cost) -> new Result.Failed(why, cost);
            case Expression.Result.TooDear _ -> new Result.TooDear(mostCost);
        };
    }

    private static Result value(Object value, long cost) {
        try {
            return new Result.Value(Values.json(value), cost);
        } catch (IllegalArgumentException e) {
            return new Result.Failed(e.getMessage(), cost);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}

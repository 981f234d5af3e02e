package dev.marina.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One compiled expression.
public final class Expression {

    /// Calls that look at all of what they are given.
    private static final Set<String> LOOKS_AT_ALL = Set.of("_==_", "_!=_", "@in", "_+_", "_<_", "_<=_", "_>_", "_>=_", "contains", "startsWith", "endsWith",
            "matches",
            "indexOf", "lastIndexOf", "replace", "split", "join", "substring", "trim", "lowerAscii", "upperAscii", "reverse", "find", "findAll", "isSorted",
            "sum", "min", "max",
            "sort", "sortBy", "@sortByAssociatedKeys", "distinct", "flatten", "slice", "string", "bytes", "format", "sets.contains", "sets.equivalent",
            "sets.intersects",
            "quantity", "isQuantity", "ip", "isIP", "cidr", "isCIDR", "url", "isURL", "validate", "strings.quote", "semver", "isSemver",
            "jsonpatch.escapeKey", "fieldSelector", "labelSelector");

    /// Asking what somebody may do, so that one expression asks twice at most.
    private static final String CHECK = "check";
    private static final long COST_OF_CHECK = 350_000;

    private final CelRuntime.Program program;
    private final CelType type;
    private final Set<Long> weighed;
    private final Map<Long, Long> priced;
    private final Set<String> variables;

    private Expression(CelRuntime.Program program, CelType type, Set<Long> weighed, Map<Long, Long> priced, Set<String> variables) {
        this.program = program;
        this.type = type;
        this.weighed = weighed;
        this.priced = priced;
        this.variables = variables;
    }

    /// Why an expression cannot be compiled, in words for its author.
    public static final class Unusable extends Exception {
        Unusable(String message) {
            super(message, null, false, false);
        }
    }

    /// @param cost what it costs at least and at most
    record Estimated(Expression expression, Estimate cost) {}

    /// For rules of schemas.
    ///
    /// @param sizes see [CostEstimate#of]
    static Estimated compile(String text, CelCompiler compiler, CelRuntime runtime, CelType result, Function<List<String>, Optional<Estimate>> sizes)
            throws Unusable {
        CelAbstractSyntaxTree tree = checked(text, compiler);
        if (!tree.getResultType().equals(result)) {
            throw new Unusable(result.name().equals("bool") ? "cel expression must evaluate to a bool" : "must evaluate to a " + result.name());
        }
        return new Estimated(of(tree, runtime), CostEstimate.of(tree, sizes));
    }

    static CelAbstractSyntaxTree checked(String text, CelCompiler compiler) throws Unusable {
        try {
            return compiler.compile(text).getAst();
        } catch (CelValidationException e) {
            throw new Unusable("compilation failed: " + CompilationErrors.text(e));
        }
    }

    static Expression of(CelAbstractSyntaxTree tree, CelRuntime runtime) throws Unusable {
        try {
            Set<Long> weighed = new HashSet<>();
            Map<Long, Long> priced = new HashMap<>();
            Set<String> variables = new HashSet<>();
            CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(node -> {
                CelExpr expression = node.expr();
                switch (expression.exprKind().getKind()) {
                    case IDENT -> variables.add(expression.ident().name());
                    case CALL -> {
                        if (LOOKS_AT_ALL.contains(expression.call().function())) {
                            expression.call().target().ifPresent(target -> weighed.add(target.id()));
                            expression.call().args().forEach(argument -> weighed.add(argument.id()));
                        } else if (expression.call().function().equals(CHECK)) {
                            // paid before the call is made
                            expression.call().args().forEach(argument -> priced.put(argument.id(), COST_OF_CHECK));
                        }
                    }
                    default -> {
                    }
                }
            });
            return new Expression(runtime.createProgram(tree), tree.getResultType(), weighed, priced, variables);
        } catch (CelEvaluationException e) {
            throw new Unusable("program instantiation failed: " + e.getMessage());
        }
    }

    CelType type() {
        return type;
    }

    boolean names(String variable) {
        return variables.contains(variable);
    }

    /// How an evaluation ended, and at what cost.
    public sealed interface Result {
        long cost();

        record Value(Object value, long cost) implements Result {}

        record Failed(String message, long cost) implements Result {}

        record TooDear(long cost) implements Result {}
    }

    /// @param mostCost may be exceeded by one step
    Result evaluate(Map<String, Object> values, long mostCost) {
        CostMeter meter = new CostMeter(weighed, priced, mostCost);
        try {
            return new Result.Value(program.trace(values, meter), meter.cost());
        } catch (CelEvaluationException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CostExceeded) {
                    return new Result.TooDear(meter.cost());
                }
            }
            return new Result.Failed(plain(e), meter.cost());
        } catch (CostExceeded e) {
            return new Result.TooDear(meter.cost());
        } catch (ComposedVariables.Failed e) {
            return new Result.Failed(e.getMessage(), meter.cost());
        }
    }

    /// Without the place, which upstream does not tell, and with its name for what is not there. What a function objects to is told
    /// without what it is called here, and without its arguments.
    private static String plain(CelEvaluationException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && cause.getMessage() != null && !cause.getMessage().startsWith("Function '")) {
                return cause.getMessage();
            }
        }
        return failure.getMessage().replaceFirst("^evaluation error( at <input>:[0-9]+)?: ", "").replaceFirst("^key '(.*)' is not present in map\\.$",
                "no such key: $1");
    }
}

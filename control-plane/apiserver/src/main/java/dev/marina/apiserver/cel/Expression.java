package dev.marina.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// One compiled expression.
final class Expression {

    /// Calls that look at all of what they are given.
    private static final Set<String> LOOKS_AT_ALL = Set.of("_==_", "_!=_", "@in", "_+_", "_<_", "_<=_", "_>_", "_>=_", "contains", "startsWith", "endsWith",
            "matches",
            "indexOf", "lastIndexOf", "replace", "split", "join", "substring", "trim", "lowerAscii", "upperAscii", "reverse", "find", "findAll", "isSorted",
            "sum", "min", "max",
            "sort", "sortBy", "@sortByAssociatedKeys", "distinct", "flatten", "slice", "string", "bytes", "format", "sets.contains", "sets.equivalent",
            "sets.intersects",
            "quantity", "isQuantity", "ip", "isIP", "cidr", "isCIDR", "url", "isURL", "validate", "strings.quote");

    private final CelRuntime.Program program;
    private final Set<Long> weighed;
    private final Set<String> variables;

    private Expression(CelRuntime.Program program, Set<Long> weighed, Set<String> variables) {
        this.program = program;
        this.weighed = weighed;
        this.variables = variables;
    }

    /// Why an expression cannot be compiled, in words for its author.
    static final class Unusable extends Exception {
        Unusable(String message) {
            super(message, null, false, false);
        }
    }

    static Expression compile(String text, CelCompiler compiler, CelRuntime runtime, CelType result) throws Unusable {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
            if (!tree.getResultType().equals(result)) {
                throw new Unusable(result.name().equals("bool") ? "cel expression must evaluate to a bool" : "must evaluate to a " + result.name());
            }
            Set<Long> weighed = new HashSet<>();
            Set<String> variables = new HashSet<>();
            CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(node -> {
                CelExpr expression = node.expr();
                switch (expression.exprKind().getKind()) {
                    case IDENT -> variables.add(expression.ident().name());
                    case CALL -> {
                        if (LOOKS_AT_ALL.contains(expression.call().function())) {
                            expression.call().target().ifPresent(target -> weighed.add(target.id()));
                            expression.call().args().forEach(argument -> weighed.add(argument.id()));
                        }
                    }
                    default -> {
                    }
                }
            });
            return new Expression(runtime.createProgram(tree), weighed, variables);
        } catch (CelValidationException e) {
            throw new Unusable("compilation failed: " + e.getMessage());
        } catch (CelEvaluationException e) {
            throw new Unusable("program instantiation failed: " + e.getMessage());
        }
    }

    boolean names(String variable) {
        return variables.contains(variable);
    }

    /// How an evaluation ended, and at what cost.
    sealed interface Result {
        long cost();

        record Value(Object value, long cost) implements Result {}

        record Failed(String message, long cost) implements Result {}

        record TooDear(long cost) implements Result {}
    }

    Result evaluate(Map<String, Object> values, long mostCost) {
        CostMeter meter = new CostMeter(weighed, mostCost);
        try {
            return new Result.Value(program.trace(values, meter), meter.cost());
        } catch (CelEvaluationException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CostExceeded) {
                    return new Result.TooDear(meter.cost());
                }
            }
            return new Result.Failed(plain(e.getMessage()), meter.cost());
        } catch (CostExceeded e) {
            return new Result.TooDear(meter.cost());
        }
    }

    /// Without the place, which upstream does not tell.
    private static String plain(String message) {
        return message.replaceFirst("^evaluation error( at <input>:[0-9]+)?: ", "");
    }
}

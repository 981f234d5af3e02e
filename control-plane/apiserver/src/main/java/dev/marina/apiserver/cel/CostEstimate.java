package dev.marina.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/// What an expression costs at least and at most, found without evaluating it: from its own constants, and from how large what it looks at
/// can be. cel-go's checker/cost.go
final class CostEstimate {

    private static final long CREATE_LIST = 10;
    private static final long CREATE_MAP = 30;
    private static final long CREATE_STRUCT = 40;
    private static final Set<String> RESULTS = Set.of("__result__", "@result");
    private static final Set<String> COMPARED = Set.of("equals", "not_equals", "less_string", "greater_string", "less_equals_string", "greater_equals_string",
            "less_bytes", "greater_bytes", "less_equals_bytes", "greater_equals_bytes");

    private final CelAbstractSyntaxTree tree;
    private final Function<List<String>, Optional<Estimate>> sizes;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Estimate> known = new HashMap<>();
    private final Map<Long, Entries> entries = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    private CostEstimate(CelAbstractSyntaxTree tree, Function<List<String>, Optional<Estimate>> sizes) {
        this.tree = tree;
        this.sizes = sizes;
    }

    /// @param sizes of what a path leads to: a variable's name, then names of fields, `@items`, `@keys` and `@values`; empty where nobody knows
    static Estimate of(CelAbstractSyntaxTree tree, Function<List<String>, Optional<Estimate>> sizes) {
        return new CostEstimate(tree, sizes).cost(tree.getExpr());
    }

    /// Sizes of the entries of a list or map.
    private record Entries(boolean list, Estimate key, Estimate value) {
        Entries or(Entries other) {
            return new Entries(list, key.or(other.key), value.or(other.value));
        }
    }

    /// What a name stands for while part of an expression is looked at.
    private record Local(List<String> path, Optional<Estimate> size, Optional<Entries> entries) {}

    private Estimate cost(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case IDENT -> {
                paths.put(expression.id(), path(expression));
                yield Estimate.ONE;
            }
            case SELECT -> select(expression);
            case CALL -> call(expression);
            case LIST -> list(expression);
            case MAP -> map(expression);
            case STRUCT -> expression.struct().entries().stream().map(entry -> cost(entry.value())).reduce(Estimate.exactly(CREATE_STRUCT), Estimate::plus);
            case COMPREHENSION -> bind(expression.comprehension()) ? bound(expression) : comprehension(expression);
            case CONSTANT, NOT_SET -> Estimate.NONE;
        };
    }

    private Estimate select(CelExpr expression) {
        CelExpr operand = expression.select().operand();
        Estimate sum = cost(operand);
        if (expression.select().testOnly()) {
            return sum; // upstream's environment asks for it: PresenceTestHasCost(false)
        }
        paths.put(expression.id(), below(operand, expression.select().field()));
        return switch (type(operand).kind()) {
            case MAP, STRUCT, TYPE_PARAM -> sum.plus(Estimate.ONE);
            default -> sum;
        };
    }

    // -- calls

    private Estimate call(CelExpr expression) {
        CelExpr.CelCall call = expression.call();
        if (call.function().equals("dyn")) {
            CelExpr argument = call.args().getFirst();
            Estimate cost = cost(argument);
            size(argument).ifPresent(size -> known.put(expression.id(), size));
            entries(argument).ifPresent(sizes -> entries.put(expression.id(), sizes));
            return cost.plus(Estimate.ONE);
        }
        List<Estimate> costs = call.args().stream().map(this::cost).toList();
        Estimate target = call.target().map(this::cost).orElse(Estimate.NONE);
        List<String> overloads = tree.getReference(expression.id()).map(CelReference::overloadIds).map(List::copyOf).orElse(List.of());
        if (overloads.isEmpty()) {
            return Estimate.NONE;
        }
        Optional<Estimate> cost = Optional.empty();
        Optional<Estimate> result = Optional.empty();
        for (String overload : overloads) {
            CallCosts.Call one = CallCosts.of(call.function(), call.target().map(this::argument), call.args().stream().map(this::argument).toList())
                    .map(found -> new CallCosts.Call(found.cost().plus(sum(costs)), found.result()))
                    .orElseGet(() -> core(expression, overload, costs));
            cost = Optional.of(cost.map(one.cost()::or).orElse(one.cost()));
            result = either(result, one.result());
            if (overload.equals("index_list") || overload.equals("index_map")) {
                CelExpr container = call.args().getFirst();
                result = entries(container).map(Entries::value);
                paths.put(expression.id(), below(container, overload.equals("index_list") ? "@items" : "@values"));
            }
            if (result.isEmpty()) {
                result = size(expression);
            }
        }
        result.ifPresent(size -> known.put(expression.id(), size));
        return target.plus(cost.orElseThrow());
    }

    private static Optional<Estimate> either(Optional<Estimate> one, Optional<Estimate> other) {
        return one.isPresent() && other.isPresent() ? Optional.of(one.get().or(other.get())) : one.or(() -> other);
    }

    private static Estimate sum(List<Estimate> costs) {
        return costs.stream().reduce(Estimate.NONE, Estimate::plus);
    }

    private CallCosts.Argument argument(CelExpr expression) {
        CelType type = type(expression);
        Optional<Estimate> each = type instanceof ListType
                ? Optional.of(path(expression)).filter(path -> !path.isEmpty()).flatMap(path -> sizes.apply(with(path, "@items")))
                : Optional.empty();
        OptionalLong constant = expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE ? OptionalLong.of(expression.constant().int64Value()) : OptionalLong.empty();
        return new CallCosts.Argument(type, sized(expression), each, constant);
    }

    /// Functions of CEL itself.
    private CallCosts.Call core(CelExpr expression, String overload, List<Estimate> costs) {
        CelExpr.CelCall call = expression.call();
        List<CelExpr> arguments = call.args();
        Estimate given = sum(costs);
        if (COMPARED.contains(overload)) {
            long smaller = Math.min(sized(arguments.get(0)).most(), sized(arguments.get(1)).most());
            return CallCosts.Call.of(new Estimate(smaller > 0 ? 1 : 0, smaller).times(CallCosts.TRAVERSAL).plus(given));
        }
        return switch (overload) {
            case "string_format" -> CallCosts.Call.of(call.target().map(this::sized).orElse(Estimate.UNKNOWN).times(CallCosts.TRAVERSAL).plus(given));
            case "string_to_bytes" -> {
                Estimate size = sized(arguments.getFirst());
                yield CallCosts.Call.of(size.times(CallCosts.TRAVERSAL).plus(given), new Estimate(size.least(), Estimate.product(size.most(), 4)));
            }
            case "bytes_to_string" -> {
                Estimate size = sized(arguments.getFirst());
                yield CallCosts.Call.of(size.times(CallCosts.TRAVERSAL).plus(given), new Estimate(size.least() / 4, size.most()));
            }
            case "strings_quote" -> {
                Estimate size = sized(arguments.getFirst());
                yield CallCosts.Call.of(size.times(CallCosts.TRAVERSAL).plus(given), size.times(new Estimate(1, 2)).plus(Estimate.exactly(2)));
            }
            case "starts_with_string", "ends_with_string" -> CallCosts.Call.of(sized(arguments.getFirst()).times(CallCosts.TRAVERSAL).plus(given));
            case "list_sets_contains_list", "list_sets_intersects_list" -> CallCosts.Call.of(sets(arguments, 1).plus(given));
            case "list_sets_equivalent_list" -> CallCosts.Call.of(sets(arguments, 2).plus(given));
            case "in_list" -> CallCosts.Call.of(sized(arguments.get(1)).plus(given));
            case "matches", "matches_string" -> {
                CelExpr text = call.target().orElse(arguments.getFirst());
                yield CallCosts.Call.of(CallCosts.matched(sized(text), sized(arguments.getLast())).plus(given));
            }
            case "contains_string" -> CallCosts.Call.of(call.target().map(this::sized).orElse(Estimate.UNKNOWN).times(CallCosts.TRAVERSAL)
                    .times(sized(arguments.getFirst()).times(CallCosts.TRAVERSAL)).plus(given));
            // the second one may not be looked at
            case "logical_or", "logical_and" -> CallCosts.Call.of(new Estimate(costs.getFirst().least(), given.most()));
            case "conditional" -> {
                both(expression, arguments.get(1), arguments.get(2));
                yield CallCosts.Call.of(costs.get(0).plus(costs.get(1).or(costs.get(2))), sized(arguments.get(1)).or(sized(arguments.get(2))));
            }
            case "add_string", "add_bytes", "add_list" -> {
                Estimate size = sized(arguments.get(0)).plus(sized(arguments.get(1)));
                both(expression, arguments.get(0), arguments.get(1));
                yield CallCosts.Call.of((overload.equals("add_list") ? Estimate.ONE : size.times(CallCosts.TRAVERSAL)).plus(given), size);
            }
            default -> CallCosts.Call.of(Estimate.ONE.plus(given));
        };
    }

    /// cel-go's ext/sets.go (estimateSetsCost)
    private Estimate sets(List<CelExpr> lists, double factor) {
        return sized(lists.get(0)).times(sized(lists.get(1))).times(factor).plus(Estimate.ONE);
    }

    private void both(CelExpr result, CelExpr one, CelExpr other) {
        entries(one).ifPresent(first -> entries(other).ifPresent(second -> entries.put(result.id(), first.or(second))));
    }

    // -- what an expression makes

    private Estimate list(CelExpr expression) {
        Estimate sum = Estimate.exactly(CREATE_LIST);
        Optional<Estimate> item = Optional.empty();
        for (CelExpr element : expression.list().elements()) {
            sum = sum.plus(cost(element));
            item = either(item, Optional.of(sized(element)));
        }
        entries.put(expression.id(), new Entries(true, Estimate.ONE, item.orElse(Estimate.NONE)));
        return sum;
    }

    private Estimate map(CelExpr expression) {
        Estimate sum = Estimate.exactly(CREATE_MAP);
        Optional<Estimate> key = Optional.empty();
        Optional<Estimate> value = Optional.empty();
        for (CelExpr.CelMap.Entry entry : expression.map().entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            key = either(key, Optional.of(sized(entry.key())));
            value = either(value, Optional.of(sized(entry.value())));
        }
        entries.put(expression.id(), new Entries(false, key.orElse(Estimate.NONE), value.orElse(Estimate.NONE)));
        return sum;
    }

    // -- loops

    /// What `cel.bind` becomes: a loop over nothing.
    private static boolean bind(CelExpr.CelComprehension loop) {
        return loop.iterRange().exprKind().getKind() == CelExpr.ExprKind.Kind.LIST && loop.iterRange().list().elements().isEmpty()
                && loop.loopCondition().exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT && !RESULTS.contains(loop.accuVar());
    }

    private Estimate bound(CelExpr expression) {
        CelExpr.CelComprehension loop = expression.comprehension();
        Estimate sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        push(loop.accuVar(), new Local(path(loop.accuInit()), size(loop.accuInit()), entries(loop.accuInit())));
        sum = sum.plus(cost(loop.result()));
        locals.get(loop.accuVar()).pop();
        size(loop.result()).ifPresent(size -> known.put(expression.id(), size));
        entries(loop.result()).ifPresent(sizes -> entries.put(expression.id(), sizes));
        return sum;
    }

    private Estimate comprehension(CelExpr expression) {
        CelExpr.CelComprehension loop = expression.comprehension();
        CelExpr range = loop.iterRange();
        Estimate sum = cost(range).plus(cost(loop.accuInit()));
        push(loop.accuVar(), new Local(path(loop.accuInit()), size(loop.accuInit()), entries(loop.accuInit())));
        boolean overList = entries(range).map(Entries::list).orElse(type(range).kind() == CelKind.LIST);
        Local key = new Local(below(range, overList ? "@indices" : "@keys"), entries(range).map(Entries::key), Optional.empty());
        Local value = new Local(below(range, overList ? "@items" : "@values"), entries(range).map(Entries::value), Optional.empty());
        boolean two = !loop.iterVar2().isEmpty();
        push(loop.iterVar(), two || !overList ? key : value);
        if (two) {
            push(loop.iterVar2(), value);
        }
        Estimate step = cost(loop.loopCondition()).plus(cost(loop.loopStep()));
        locals.get(loop.iterVar()).pop();
        if (two) {
            locals.get(loop.iterVar2()).pop();
        }
        sum = sum.plus(cost(loop.result()));
        locals.get(loop.accuVar()).pop();
        Estimate times = sized(range);
        switch (loop.accuInit().exprKind().getKind()) {
            case CONSTANT -> size(loop.accuInit()).ifPresent(size -> known.put(expression.id(), size));
            case LIST, MAP -> {
                known.put(expression.id(), times);
                entries(loop.loopStep()).ifPresent(sizes -> entries.put(expression.id(), sizes));
            }
            default -> {
            }
        }
        return sum.plus(times.times(step));
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(local);
    }

    // -- where an expression leads, and how large what is there can be

    private Optional<Local> local(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                ? Optional.ofNullable(locals.get(expression.ident().name())).map(Deque::peek)
                : Optional.empty();
    }

    /// Empty for what is reached from no variable.
    private List<String> path(CelExpr expression) {
        if (expression.exprKind().getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return paths.getOrDefault(expression.id(), List.of());
        }
        return local(expression).map(Local::path).orElseGet(() -> List.of(expression.ident().name()));
    }

    /// Below what is reached from no variable as well: what is there has the size of the variable itself to upstream, and so has it here.
    private List<String> below(CelExpr expression, String step) {
        return with(path(expression), step);
    }

    private static List<String> with(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return List.copyOf(longer);
    }

    private CelType type(CelExpr expression) {
        return tree.getType(expression.id()).orElse(SimpleType.DYN);
    }

    private Estimate sized(CelExpr expression) {
        return size(expression).orElse(Estimate.UNKNOWN);
    }

    private Optional<Estimate> size(CelExpr expression) {
        Estimate computed = known.get(expression.id());
        if (computed != null) {
            return Optional.of(computed);
        }
        Optional<Estimate> written = written(expression);
        if (written.isPresent()) {
            return written;
        }
        List<String> path = path(expression);
        Optional<Estimate> declared = path.isEmpty() ? Optional.empty() : sizes.apply(path);
        return declared.or(() -> scalar(type(expression)) ? Optional.of(Estimate.ONE) : local(expression).flatMap(Local::size));
    }

    private Optional<Entries> entries(CelExpr expression) {
        return Optional.ofNullable(entries.get(expression.id())).or(() -> local(expression).flatMap(Local::entries));
    }

    /// Of what stands in the expression itself.
    private static Optional<Estimate> written(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case CONSTANT -> Optional.of(Estimate.exactly(switch (expression.constant().getKind()) {
                case STRING_VALUE -> expression.constant().stringValue().codePoints().count();
                case BYTES_VALUE -> expression.constant().bytesValue().size();
                default -> 1;
            }));
            case LIST -> Optional.of(Estimate.exactly(expression.list().elements().size()));
            case MAP -> Optional.of(Estimate.exactly(expression.map().entries().size()));
            default -> Optional.empty();
        };
    }

    private static boolean scalar(CelType type) {
        return switch (type.kind()) {
            case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
            default -> type instanceof OptionalType optional && scalar(optional.parameters().getFirst());
        };
    }
}

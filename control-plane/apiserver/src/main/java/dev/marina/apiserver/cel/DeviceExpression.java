package dev.marina.apiserver.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.extensions.CelExtensions;
import java.util.Map;
import java.util.Optional;

/// A selector of devices: says of `device` whether it is one of those that are asked for. Compiled once, evaluated by any thread.
/// dynamic-resource-allocation's cel/compile.go
public final class DeviceExpression {

    /// CELSelectorExpressionMaxCost
    public static final long MOST_COST = 1_000_000;

    private static final CelType ATTRIBUTES = MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, SimpleType.DYN));
    private static final CelType CAPACITY = MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, QuantityFunctions.TYPE));
    private static final StructType DEVICE = DeclaredTypes.struct("kubernetes.DRADevice", Map.of("driver", SimpleType.STRING,
            "allowMultipleAllocations", SimpleType.BOOL, "attributes", ATTRIBUTES, "capacity", CAPACITY));
    private static final CelCompiler COMPILER = Environment.compiler().addLibraries(CelExtensions.bindings()).setTypeProvider(new Types())
            .addVar("device", DEVICE).build();

    private final Expression expression;

    private DeviceExpression(Expression expression) {
        this.expression = expression;
    }

    public static DeviceExpression compile(String text) throws Expression.Unusable {
        CelAbstractSyntaxTree tree = Expression.checked(text, COMPILER);
        CelType type = tree.getResultType();
        if (!type.equals(SimpleType.BOOL) && !type.equals(SimpleType.DYN)) {
            throw new Expression.Unusable("must evaluate to bool or the unknown type, not " + type.name());
        }
        return new DeviceExpression(Expression.of(tree, Environment.RUNTIME));
    }

    /// How an evaluation ended, and at what cost.
    public sealed interface Result {
        long cost();

        record Answer(boolean matches, long cost) implements Result {}

        /// The device has not what the expression names, the expression is no yes or no, or it costs too much.
        record Failed(String why, long cost) implements Result {}
    }

    /// @param mostCost may be exceeded by one step
    public Result evaluate(DeviceValues device, long mostCost) {
        return switch (expression.evaluate(Map.of("device", device.values()), Math.min(mostCost, MOST_COST))) {
            case Expression.Result.Value(Boolean matches, long cost) -> new Result.Answer(matches, cost);
            case Expression.Result.Value(Object other, long cost) ->
                new Result.Failed("CEL result of type %s could not be converted to bool".formatted(other.getClass().getSimpleName()), cost);
            case Expression.Result.Failed(String why, long cost) -> new Result.Failed(why, cost);
            case Expression.Result.TooDear(long cost) -> new Result.Failed("actual cost limit exceeded", cost);
        };
    }

    private static final class Types implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.of(DEVICE);
        }

        @Override
        public Optional<CelType> findType(String name) {
            return name.equals(DEVICE.name()) ? Optional.of(DEVICE) : Optional.empty();
        }
    }
}

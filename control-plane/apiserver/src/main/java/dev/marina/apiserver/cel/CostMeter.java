package dev.marina.apiserver.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/// Counts what an evaluation costs while it runs: one for each step, and a tenth of the size of what a call looks at or makes.
final class CostMeter implements CelEvaluationListener {

    private static final int SIZE_OF_ONE = 10;

    /// So often that others wait for a few milliseconds at most.
    private static final long BETWEEN_PAUSES = 20_000;

    private final Set<Long> weighed;
    private final Map<Long, Long> priced;
    private final long limit;
    private final Map<Object, Long> sizes = new IdentityHashMap<>();
    private long cost;
    private long pause = BETWEEN_PAUSES;

    /// @param weighed expressions whose values some call looks at whole
    /// @param priced expressions that cost more than others
    CostMeter(Set<Long> weighed, Map<Long, Long> priced, long limit) {
        this.weighed = weighed;
        this.priced = priced;
        this.limit = limit;
    }

    long cost() {
        return cost;
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        cost++;
        boolean made = expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL && value instanceof CharSequence;
        if (made || weighed.contains(expression.id())) {
            cost += size(value) / SIZE_OF_ONE;
        }
        cost += priced.getOrDefault(expression.id(), 0L);
        if (cost > limit) {
            throw new CostExceeded();
        }
        if (cost > pause) {
            // a virtual thread that computes gives way to nobody by itself
            Thread.yield();
            pause = cost + BETWEEN_PAUSES;
        }
    }

    private long size(Object value) {
        return switch (value) {
            case CharSequence text -> text.length();
            case Collection<?> list -> known(list, list);
            case Map<?, ?> map -> known(map, map.values());
            case null, default -> 1;
        };
    }

    /// A collection is measured once, however often it is looked at.
    private long known(Object collection, Collection<?> items) {
        Long known = sizes.get(collection);
        if (known != null) {
            return known;
        }
        long size = 1;
        for (Object item : items) {
            size += size(item);
            if (size > limit * SIZE_OF_ONE) {
                break;
            }
        }
        sizes.put(collection, size);
        return size;
    }
}

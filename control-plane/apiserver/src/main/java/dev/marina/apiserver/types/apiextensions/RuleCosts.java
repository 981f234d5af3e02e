package dev.marina.apiserver.types.apiextensions;

import dev.marina.apiserver.validation.Errors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Refuses rules of a schema that could cost too much, one by one and all together.
/// apiextensions-apiserver's pkg/apis/apiextensions/validation (StaticEstimatedCostLimit, TotalCost, getCostErrorMessage)
final class RuleCosts {

    static final long MOST_OF_ONE = 10_000_000;
    static final long MOST_OF_ALL = 100_000_000;
    private static final int NAMED = 4;

    private final Errors errors;
    private final List<Dear> dear = new ArrayList<>();
    private long total;

    RuleCosts(Errors errors) {
        this.errors = errors;
    }

    private record Dear(String path, long cost) {}

    /// @param path of the expression
    void add(String path, boolean ofMessage, long cost) {
        if (cost > MOST_OF_ONE) {
            errors.forbidden(path, text(ofMessage ? "estimated messageExpression cost" : "estimated rule cost", cost, MOST_OF_ONE));
        }
        total = total > Long.MAX_VALUE - cost ? Long.MAX_VALUE : total + cost;
        if (cost >= MOST_OF_ALL / 100) {
            dear.add(new Dear(path, cost));
        }
    }

    /// To be called when all have been added.
    void total(String schema) {
        if (total <= MOST_OF_ALL) {
            return;
        }
        dear.stream().sorted(Comparator.comparingLong(Dear::cost).reversed()).limit(NAMED)
                .forEach(rule -> errors.forbidden(rule.path(), "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"));
        errors.forbidden(schema, text("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total, MOST_OF_ALL));
    }

    /// Beyond two orders of magnitude the estimate tells no more than that there is no limit.
    private static String text(String what, long cost, long limit) {
        double times = (double) cost / limit;
        String factor = times > 100 ? "more than 100x" : times < 1.5 ? "%fx".formatted(times) : "%.1fx".formatted(times);
        return what + " exceeds budget by factor of " + factor
                + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }
}

package dev.marina.apiserver.cel;

import dev.cel.common.values.CelByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// Lists of what has an order (apiserver's pkg/cel/library/lists.go), and lists that functions make (cel-go's ext/lists.go), with an end to their length: a few
/// characters of an expression could ask for any number of items.
final class Lists {

    static final int LONGEST = 1_000_000;

    private Lists() {}

    @SuppressWarnings("unchecked")
    static int compare(Object one, Object other) {
        if (one instanceof CelByteString bytes && other instanceof CelByteString others) {
            return Arrays.compareUnsigned(bytes.toByteArray(), others.toByteArray());
        }
        return ((Comparable<Object>) one).compareTo(other);
    }

    static boolean sorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    /// @param sign -1 for the least, 1 for the most
    static Object extreme(List<?> list, int sign) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException((sign < 0 ? "min" : "max") + " called on empty list");
        }
        Object best = list.get(0);
        for (Object item : list) {
            if (compare(item, best) * sign > 0) {
                best = item;
            }
        }
        return best;
    }

    static long sumOfInts(List<?> list) {
        long sum = 0;
        for (Object item : list) {
            sum = Math.addExact(sum, (Long) item);
        }
        return sum;
    }

    static double sumOfDoubles(List<?> list) {
        double sum = 0;
        for (Object item : list) {
            sum += (Double) item;
        }
        return sum;
    }

    static List<Long> range(long end) {
        check(end);
        return LongStream.range(0, end).boxed().toList();
    }

    /// @param depth how many lists deep items are taken out of those that they are in
    static List<Object> flatten(List<?> list, long depth) {
        if (depth < 0) {
            throw new IllegalArgumentException("level must be non-negative");
        }
        List<Object> flat = new ArrayList<>();
        flatten(list, depth, flat);
        return flat;
    }

    private static void flatten(List<?> list, long depth, List<Object> into) {
        for (Object item : list) {
            if (depth > 0 && item instanceof List<?> inner) {
                flatten(inner, depth - 1, into);
            } else {
                into.add(item);
                check(into.size());
            }
        }
    }

    private static void check(long size) {
        if (size > LONGEST) {
            throw new IllegalArgumentException("a list of more than %d items would be made".formatted(LONGEST));
        }
    }
}

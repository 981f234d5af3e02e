package dev.marina.apiserver.cel;

import java.util.List;

/// Lists of what has an order. apiserver's pkg/cel/library/lists.go
final class Lists {

    private Lists() {}

    @SuppressWarnings("unchecked")
    private static int compare(Object one, Object other) {
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
}

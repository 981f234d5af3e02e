package dev.marina.controllers.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Completion indexes as intervals: `1,3-5,7`. A million of them in a row is one interval. Immutable.
record Indexes(List<Interval> intervals) {

    static final Indexes NONE = new Indexes(List.of());

    record Interval(int first, int last) {
        int size() {
            return last - first + 1;
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : last == first + 1 ? first + "," + last : first + "-" + last;
        }
    }

    /// What cannot be read is passed over, and so is what is not below `completions`: the status is anybody's to write who has
    /// the right.
    static Indexes parse(String text, int completions) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        List<Interval> intervals = new ArrayList<>();
        for (String part : text.split(",")) {
            try {
                String[] ends = part.split("-", 2);
                int first = Integer.parseInt(ends[0]);
                int last = Math.min(Integer.parseInt(ends[ends.length - 1]), completions - 1);
                int after = intervals.isEmpty() ? -1 : intervals.getLast().last;
                if (first > after && first <= last) {
                    append(intervals, new Interval(first, last));
                }
            } catch (NumberFormatException e) {
                continue;
            }
        }
        return new Indexes(List.copyOf(intervals));
    }

    private static void append(List<Interval> intervals, Interval next) {
        if (!intervals.isEmpty() && intervals.getLast().last + 1 == next.first) {
            intervals.add(new Interval(intervals.removeLast().first, next.last));
        } else {
            intervals.add(next);
        }
    }

    Indexes with(Collection<Integer> more) {
        List<Interval> all = new ArrayList<>(intervals);
        more.stream().filter(index -> !contains(index)).distinct().forEach(index -> all.add(new Interval(index, index)));
        all.sort(java.util.Comparator.comparingInt(Interval::first));
        List<Interval> merged = new ArrayList<>();
        all.forEach(interval -> append(merged, interval));
        return new Indexes(List.copyOf(merged));
    }

    boolean contains(int index) {
        int low = 0;
        int high = intervals.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Interval interval = intervals.get(middle);
            if (index < interval.first) {
                high = middle - 1;
            } else if (index > interval.last) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    int count() {
        return intervals.stream().mapToInt(Interval::size).sum();
    }

    /// How many indexes are in both.
    int countCommon(Indexes other) {
        int count = 0;
        for (int mine = 0, its = 0; mine < intervals.size() && its < other.intervals.size();) {
            Interval a = intervals.get(mine);
            Interval b = other.intervals.get(its);
            count += Math.max(0, Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1);
            if (a.last < b.last) {
                mine++;
            } else {
                its++;
            }
        }
        return count;
    }

    /// The lowest indexes below `completions` that are in none of these, at most `count`.
    static List<Integer> firstMissing(int count, int completions, Collection<Integer> taken, List<Indexes> done) {
        Indexes all = NONE.with(taken);
        for (Indexes each : done) {
            all = all.or(each);
        }
        List<Integer> missing = new ArrayList<>();
        int next = 0;
        for (Interval interval : all.intervals) {
            for (; next < interval.first && missing.size() < count && next < completions; next++) {
                missing.add(next);
            }
            next = interval.last + 1;
        }
        for (; missing.size() < count && next < completions; next++) {
            missing.add(next);
        }
        return missing;
    }

    private Indexes or(Indexes other) {
        TreeSet<Interval> sorted = new TreeSet<>(java.util.Comparator.comparingInt(Interval::first).thenComparingInt(Interval::last));
        sorted.addAll(intervals);
        sorted.addAll(other.intervals);
        List<Interval> merged = new ArrayList<>();
        for (Interval interval : sorted) {
            if (!merged.isEmpty() && interval.first <= merged.getLast().last + 1) {
                Interval before = merged.removeLast();
                merged.add(new Interval(before.first, Math.max(before.last, interval.last)));
            } else {
                merged.add(interval);
            }
        }
        return new Indexes(merged);
    }

    @Override
    public String toString() {
        return intervals.stream().map(Interval::toString).collect(Collectors.joining(","));
    }
}

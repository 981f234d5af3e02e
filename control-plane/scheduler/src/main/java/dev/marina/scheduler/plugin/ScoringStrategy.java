package dev.marina.scheduler.plugin;

import java.util.List;

/// What makes a node good, by how much of a resource would be used there. Scores are 0 to 100.
/// https://kubernetes.io/docs/concepts/scheduling-eviction/resource-bin-packing/
public sealed interface ScoringStrategy {

    ScoringStrategy LEAST_ALLOCATED = new LeastAllocated();

    /// @param total more than 0
    long score(long used, long total);

    /// Whether a resource that scores 0 is left out of the mean.
    default boolean leavesOutZero() {
        return false;
    }

    /// The emptier, the better.
    record LeastAllocated() implements ScoringStrategy {
        @Override
        public long score(long used, long total) {
            return used > total ? 0 : (total - used) * 100 / total;
        }
    }

    /// The fuller, the better.
    record MostAllocated() implements ScoringStrategy {
        @Override
        public long score(long used, long total) {
            return Math.min(used, total) * 100 / total;
        }
    }

    /// Points of a line: how good a utilisation is.
    ///
    /// @param shape by rising utilisation, at least one
    record RequestedToCapacityRatio(List<Point> shape) implements ScoringStrategy {

        /// @param utilization in percent
        /// @param score 0 to 10
        public record Point(int utilization, int score) {}

        @Override
        public long score(long used, long total) {
            long utilization = used > total ? 100 : used * 100 / total;
            Point before = shape.getFirst();
            for (Point point : shape) {
                if (utilization <= point.utilization()) {
                    return between(before, point, utilization);
                }
                before = point;
            }
            return 10L * before.score();
        }

        private static long between(Point before, Point after, long utilization) {
            long rise = 10L * (after.score() - before.score());
            return before.utilization() == after.utilization()
                    ? 10L * after.score()
                    : 10L * before.score() + rise * (utilization - before.utilization()) / (after.utilization() - before.utilization());
        }

        @Override
        public boolean leavesOutZero() {
            return true;
        }
    }
}

package dev.marina.apiserver.budget;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Counts what each cluster has under way. One with nothing under way takes no room.
public final class ClusterBudgets {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final long SHORT_ANSWER = 64 * 1024;
    private static final Used NOTHING = new Used(0, 0, 0, 0, 0);

    private final BudgetLimits limits;
    private final Map<ClusterId, Used> clusters = new ConcurrentHashMap<>();

    public ClusterBudgets(BudgetLimits limits) {
        this.limits = limits;
    }

    /// What a cluster has under way.
    public record Used(int requests, int strangers, long requestBytes, long answerBytes, int watches) {
        private Used plus(Used more) {
            return new Used(requests + more.requests, strangers + more.strangers, requestBytes + more.requestBytes, answerBytes + more.answerBytes,
                    watches + more.watches);
        }

        private Used minus(Used less) {
            return new Used(requests - less.requests, strangers - less.strangers, requestBytes - less.requestBytes, answerBytes - less.answerBytes,
                    watches - less.watches);
        }
    }

    /// What was taken, to be given back once; may be closed again.
    @FunctionalInterface
    public interface Share extends AutoCloseable {
        Share NONE = () -> {};

        @Override
        void close();
    }

    /// Refused with 429 where the cluster has as many as it may.
    ///
    /// @param known whether it is known who asks: strangers use up nothing of the cluster's own
    public Share request(ClusterId cluster, boolean known, long bytes) {
        return take(cluster, known ? new Used(1, 0, bytes, 0, 0) : new Used(0, 1, 0, 0, 0));
    }

    /// Refused with 429 where the cluster has as many as it may.
    public Share watch(ClusterId cluster) {
        return take(cluster, new Used(0, 0, 0, 0, 1));
    }

    /// Refused with 429 where answers with more bytes than the cluster may have are being made, or are not read yet. One alone is of any
    /// length: what is stored may be listed. Short ones do not count, so that a cluster with its hands full is still answered.
    public Share answer(ClusterId cluster, long bytes) {
        return bytes <= SHORT_ANSWER ? Share.NONE : take(cluster, new Used(0, 0, 0, bytes, 0));
    }

    private Share take(ClusterId cluster, Used more) {
        clusters.compute(cluster, (_, used) -> {
            Used sum = (used == null ? NOTHING : used).plus(more);
            check(more.requests, sum.requests, limits.requests(), "requests in flight");
            check(more.strangers, sum.strangers, limits.strangers(), "requests in flight of unknown origin");
            check(more.requestBytes, sum.requestBytes, limits.requestBytes(), "bytes of requests in flight");
            if (sum.answerBytes > more.answerBytes) {
                check(more.answerBytes, sum.answerBytes, limits.answerBytes(), "bytes of answers that are not read yet");
            }
            check(more.watches, sum.watches, limits.watches(), "open watches");
            return sum;
        });
        AtomicBoolean given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                clusters.computeIfPresent(cluster, (_, used) -> {
                    Used rest = used.minus(more);
                    return rest.equals(NOTHING) ? null : rest;
                });
            }
        };
    }

    private static void check(long more, long sum, long most, String what) {
        if (more > 0 && sum > most) {
            throw new StatusException(TOO_MANY_REQUESTS, "TooManyRequests",
                    "too many %s: this cluster may have %d; please try again later".formatted(what, most),
                    new StatusException.Details("", "", "", "", List.of(), 1));
        }
    }

    public Used used(ClusterId cluster) {
        return clusters.getOrDefault(cluster, NOTHING);
    }

    /// How many clusters have anything under way.
    int busy() {
        return clusters.size();
    }

    public BudgetLimits limits() {
        return limits;
    }
}

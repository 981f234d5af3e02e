package dev.marina.apiserver.endpoint;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Questions that look at much of a cluster: one of each cluster is answered at a time, and a few of all, so that nobody's hold up anybody else. Others are
/// told to try again (429).
public final class CostlyQuestions {

    private static final int AT_ONCE = 4;

    private final String clusterIsBusy;
    private final String allAreBusy;
    private final Set<ClusterId> busy = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(AT_ONCE);

    /// @param clusterIsBusy what is being done, said to who asks of the same cluster meanwhile
    /// @param allAreBusy what is being done, said to others when there is no place left
    public CostlyQuestions(String clusterIsBusy, String allAreBusy) {
        this.clusterIsBusy = clusterIsBusy;
        this.allAreBusy = allAreBusy;
    }

    public <T> T answer(ClusterId cluster, Supplier<T> answer) {
        if (!busy.add(cluster)) {
            throw tryAgain(clusterIsBusy);
        }
        try {
            if (!places.tryAcquire()) {
                throw tryAgain(allAreBusy);
            }
            try {
                return answer.get();
            } finally {
                places.release();
            }
        } finally {
            busy.remove(cluster);
        }
    }

    private static StatusException tryAgain(String why) {
        return new StatusException(429, "TooManyRequests", why + "; please try again", new StatusException.Details("", "", "", "", List.of(), 1));
    }
}

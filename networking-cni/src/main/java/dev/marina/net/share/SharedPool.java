package dev.marina.net.share;

import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Places, of which each tenant has a few to itself, come what may, and takes more from a pool as long as there are any. So
/// nobody can use up what all need, and little lies idle. Any thread may call.
public final class SharedPool {

    private final int own;
    private final int most;
    private final Semaphore pool;

    /// @param own places that nobody else gets
    /// @param most places of one tenant, its own among them
    /// @param pool places that all share
    public SharedPool(int own, int most, int pool) {
        if (own < 0 || most < own || pool < 0) {
            throw new IllegalArgumentException("%d of one's own, %d at most, %d to share: no such pool".formatted(own, most, pool));
        }
        this.own = own;
        this.most = most;
        this.pool = new Semaphore(pool);
    }

    public Share share() {
        return new Share();
    }

    /// A place that is taken until it is closed, once.
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /// One tenant's part.
    public final class Share {

        private final Semaphore mine = new Semaphore(own);
        private final Semaphore more = new Semaphore(most - own);

        /// Nothing when every place that this tenant may have is taken.
        public Optional<Place> take() {
            if (mine.tryAcquire()) {
                return Optional.of(mine::release);
            }
            if (!more.tryAcquire()) {
                return Optional.empty();
            }
            if (!pool.tryAcquire()) {
                more.release();
                return Optional.empty();
            }
            return Optional.of(() -> {
                pool.release();
                more.release();
            });
        }
    }
}

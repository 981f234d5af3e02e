package dev.marina.controllers.engine;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How writes of one turn are carried out that do not depend on one another: each waits for the store, and many that wait at once are stored at once.
@FunctionalInterface
public interface Together {

    /// One after the other, where what happens has to happen again in the same order: in simulations and plans.
    Together IN_ORDER = writes -> writes.forEach(Runnable::run);

    /// Side by side, each in a thread of its own. The caller bounds how many.
    Together SIDE_BY_SIDE = writes -> {
        if (writes.size() == 1) {
            writes.getFirst().run();
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<?> ended : threads.invokeAll(writes.stream().map(Executors::callable).toList())) {
                ended.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while writing");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IllegalStateException("a write failed", e.getCause());
        }
    };

    /// Ends when all have ended. What one of them throws is thrown then.
    void run(List<Runnable> writes);
}

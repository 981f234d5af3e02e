package dev.marina.controlplane.plan;

import dev.marina.api.StatusException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Computes for seconds on a thread of the machine's own: a virtual one would keep others' requests from theirs.
final class OwnThread {

    private OwnThread() {}

    /// Blocks until it is done; whoever waits no longer ends it.
    static <T> T run(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().daemon().name(name).priority(Thread.MIN_PRIORITY).start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.unavailable("the request was given up");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException("a %s failed".formatted(name), e);
        } finally {
            end(thread);
        }
    }

    /// Nobody else's work begins before this one has really ended.
    private static void end(Thread thread) {
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

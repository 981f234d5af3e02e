package dev.marina.agent.node;

import dev.marina.agent.runtime.RuntimeFailure;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Starts a watch and waits for its first list.
final class Informers {

    private static final Duration SYNC_LIMIT = Duration.ofSeconds(30);

    private Informers() {}

    /// Throws [RuntimeFailure], and stops the watch, when there is no list in time.
    ///
    /// @param what for the message
    static void awaitSync(SharedIndexInformer<?> informer, String what) {
        try {
            informer.start().toCompletableFuture().get(SYNC_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            informer.stop();
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted: watch of " + what, interrupted);
        } catch (ExecutionException | TimeoutException failure) {
            informer.stop();
            throw new RuntimeFailure("cannot list %s: %s".formatted(what, failure.getCause() == null ? failure : failure.getCause()), failure);
        }
    }
}

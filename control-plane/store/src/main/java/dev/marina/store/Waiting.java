package dev.marina.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Blocks until the committer has answered.
final class Waiting {

    private Waiting() {}

    static <T> T on(CompletableFuture<T> answer, Duration atMost, String what) {
        try {
            return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RuntimeException known -> known;
                case Throwable other -> new IllegalStateException(other);
            };
        } catch (TimeoutException e) {
            throw new StoreException.Unavailable(what + ", and there was no answer within " + atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable(what + ", and the wait was interrupted", e);
        }
    }
}

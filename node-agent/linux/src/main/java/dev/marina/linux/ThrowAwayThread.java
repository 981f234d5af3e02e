package dev.marina.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/// A platform thread for one piece of work: one that changes the thread's namespaces, or one that stays in system calls for long
/// and would hold a carrier of virtual threads all the while.
public final class ThrowAwayThread {

    private ThrowAwayThread() {}

    /// Waits for the work to end, even when interrupted: whoever interrupts finds the flag set afterwards.
    public static <T> T call(String name, Callable<T> work) {
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                result.set(work.call());
            } catch (Exception | Error e) {
                failure.set(e);
            }
        });
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return switch (failure.get()) {
            case null -> result.get();
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case IOException e -> throw new UncheckedIOException(e);
            case Throwable e -> throw new IllegalStateException(e);
        };
    }
}

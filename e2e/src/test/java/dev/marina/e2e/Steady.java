package dev.marina.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Somebody who asks the same again and again, and remembers for how long nobody answered.
final class Steady implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(150);

    private final String what;
    private final Callable<Boolean> question;
    private final List<String> failures = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private int answers;
    /// When the last good answer was asked for.
    private long lastGood = System.nanoTime();
    private long longest;

    /// @param question whether the answer was a good one; may throw
    Steady(String what, Callable<Boolean> question) {
        this.what = what;
        this.question = question;
        this.thread = Thread.ofPlatform().daemon().name("steady " + what).start(this::run);
    }

    private void run() {
        while (!closed) {
            long asked = System.nanoTime();
            String failure = ask();
            synchronized (this) {
                if (failure.isEmpty()) {
                    // From the last question that was answered to the first that is again, but for the pause that there is always.
                    longest = Math.max(longest, System.nanoTime() - lastGood - BETWEEN.toNanos());
                    lastGood = asked;
                    answers++;
                } else {
                    failures.add(failure);
                }
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private String ask() {
        try {
            return question.call() ? "" : "a bad answer";
        } catch (Exception | AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Begins to count anew.
    synchronized void reset() {
        failures.clear();
        longest = 0;
        answers = 0;
        lastGood = System.nanoTime();
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized int answers() {
        return answers;
    }

    /// The longest time without an answer, one that goes on included.
    synchronized Duration outage() {
        return Duration.ofNanos(Math.max(longest, System.nanoTime() - lastGood - BETWEEN.toNanos()));
    }

    synchronized String told() {
        return "%s: %d answers, %d failures, at most %.1f s without an answer".formatted(what, answers, failures.size(), outage().toMillis() / 1000.0);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

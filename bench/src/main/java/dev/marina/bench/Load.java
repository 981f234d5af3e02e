package dev.marina.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// So many threads that do one thing over and over, first to warm up, then measured.
final class Load {

    interface Step {
        void run(int thread, long round) throws Exception;
    }

    interface Task {
        void run(int number) throws Exception;
    }

    record Result(double perSecond, Latencies latencies) {}

    private Load() {}

    static Result run(int threads, double warmUpSeconds, double seconds, Step step) throws InterruptedException {
        AtomicBoolean measuring = new AtomicBoolean();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(threads);
        List<List<Long>> samples = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            List<Long> mine = new ArrayList<>();
            samples.add(mine);
            Thread.startVirtualThread(() -> {
                try {
                    for (long round = 0; !stop.get(); round++) {
                        long begin = System.nanoTime();
                        step.run(thread, round);
                        if (measuring.get()) {
                            mine.add(System.nanoTime() - begin);
                        }
                    }
                } catch (Exception e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                } finally {
                    done.countDown();
                }
            });
        }
        Thread.sleep((long) (warmUpSeconds * 1000));
        measuring.set(true);
        long begin = System.nanoTime();
        Thread.sleep((long) (seconds * 1000));
        measuring.set(false);
        double took = (System.nanoTime() - begin) / 1e9;
        stop.set(true);
        done.await();
        if (!failures.isEmpty()) {
            throw new IllegalStateException("the load failed", failures.getFirst());
        }
        long[] all = samples.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
        return new Result(all.length / took, new Latencies(all));
    }

    /// Does something once for each number below the count, by so many threads at a time. All that was begun has ended when it returns.
    static void each(int threads, int count, Task task) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        List<Exception> failures = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                        task.run(number);
                    }
                } catch (Exception e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        if (!failures.isEmpty()) {
            throw new IllegalStateException("a request failed", failures.getFirst());
        }
    }
}

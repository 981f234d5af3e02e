package dev.marina.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// A writer that goes on through faults and remembers what was acknowledged.
final class AcknowledgedWrites implements AutoCloseable {

    private final Tenant tenant;
    private final String prefix;
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Instant> lastSuccess = new AtomicReference<>(Instant.EPOCH);
    private final Thread thread;
    private volatile boolean closed;

    AcknowledgedWrites(Tenant tenant, String prefix) {
        this.tenant = tenant;
        this.prefix = prefix;
        tenant.kubeconfig();
        this.thread = Thread.ofPlatform().daemon().name("acknowledged-writes").start(this::write);
    }

    private void write() {
        while (!closed) {
            String name = prefix + "-" + next.incrementAndGet();
            Program answer = tenant.kubectl("create", "configmap", name, "--from-literal=name=" + name, "--request-timeout=5s");
            if (answer.exitCode() == 0) {
                acknowledged.add(name);
                lastSuccess.set(Instant.now());
            }
            // A user at work, not a load: one kubectl after another would take half a core from what has to start again.
            LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
        }
    }

    Instant awaitSuccessAfter(Instant moment, Duration atMost) {
        return Await.until("a write succeeds after the fault", atMost, lastSuccess::get, success -> success.isAfter(moment));
    }

    /// Acknowledged names that the cluster does not have.
    List<String> lost() {
        String there = " " + tenant.kubectl("get", "configmaps", "-o", "jsonpath={.items[*].metadata.name}").succeeded().output() + " ";
        return acknowledged.stream().filter(name -> !there.contains(" " + name + " ")).toList();
    }

    int count() {
        return acknowledged.size();
    }

    /// Ends the writing; what was acknowledged stays known. May be called twice.
    void stop() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}

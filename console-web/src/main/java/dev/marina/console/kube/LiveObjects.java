package dev.marina.console.kube;

import dev.marina.console.login.Person;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The objects of one type as they are right now: a list that a watch keeps up to date. Changes are handed on in batches, at
/// most one every 150 ms, on a thread of its own.
public final class LiveObjects<T extends HasMetadata> implements AutoCloseable {

    private static final int BATCH_MS = 150;
    private static final ScheduledExecutorService BATCHES = Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().name("live-", 0).factory());

    private final Map<String, T> objects = new ConcurrentHashMap<>();
    private final AtomicBoolean pending = new AtomicBoolean();
    private final Consumer<Seen<T>> listener;
    private volatile String failure;
    private volatile boolean over;
    private volatile boolean listed;
    private volatile boolean closed;
    private volatile SharedIndexInformer<T> informer;

    private LiveObjects(Consumer<Seen<T>> listener) {
        this.listener = listener;
    }

    public static <T extends HasMetadata> LiveObjects<T> of(Informable<T> operation, Consumer<Seen<T>> listener) {
        LiveObjects<T> live = new LiveObjects<>(listener);
        live.start(operation);
        return live;
    }

    private void start(Informable<T> operation) {
        informer = operation.runnableInformer(0).addEventHandler(new Handler()).exceptionHandler((_, problem) -> {
            failed(problem);
            return !closed;
        });
        informer.start().whenComplete((_, problem) -> {
            if (problem == null) {
                listed = true;
                changed();
            } else {
                failed(problem);
            }
        });
    }

    private void failed(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            over |= cause instanceof Person.LoginOver;
            if (cause instanceof KubernetesClientException refused && refused.getStatus() != null) {
                failure = refused.getStatus().getMessage();
                changed();
                return;
            }
        }
        failure = String.valueOf(problem.getMessage());
        changed();
    }

    private void changed() {
        if (!closed && pending.compareAndSet(false, true)) {
            BATCHES.schedule(this::deliver, BATCH_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void deliver() {
        pending.set(false);
        if (!closed) {
            listener.accept(new Seen<>(List.copyOf(objects.values()), listed, Optional.ofNullable(failure), over));
        }
    }

    @Override
    public void close() {
        closed = true;
        if (informer != null) {
            informer.stop();
        }
    }

    private void put(T object) {
        objects.put(object.getMetadata().getUid(), object);
        failure = null;
        changed();
    }

    private final class Handler implements ResourceEventHandler<T> {

        @Override
        public void onAdd(T object) {
            put(object);
        }

        @Override
        public void onUpdate(T before, T object) {
            if (!before.getMetadata().getUid().equals(object.getMetadata().getUid())) {
                objects.remove(before.getMetadata().getUid());
            }
            put(object);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            objects.remove(object.getMetadata().getUid());
            changed();
        }
    }

    /// @param listed whether the first list has arrived: before, an empty list means nothing
    /// @param failure why the list may be out of date
    /// @param over whether the login ended
    public record Seen<T>(List<T> objects, boolean listed, Optional<String> failure, boolean over) {}
}

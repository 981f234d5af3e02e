package dev.marina.bench;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.controlplane.ControlPlane;
import dev.marina.store.ClusterImage;
import dev.marina.store.FeedConsumer;
import dev.marina.store.Stored;
import dev.marina.store.StoreEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Nodes of one cluster that run nothing: they say that they live, that pods given to them run and are ready at once, and that those which are told to go
/// have gone. Counts what becomes of pods.
final class PretendedKubelets implements FeedConsumer, AutoCloseable {

    static final String USER = "bench";

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupVersionResource POD_TYPE = new GroupVersionResource("", "v1", "pods");
    private static final GroupVersionResource NODES = new GroupVersionResource("", "v1", "nodes");
    private static final GroupVersionResource LEASES = new GroupVersionResource("coordination.k8s.io", "v1", "leases");
    private static final Document AT_ONCE = document("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0}");
    private static final String NODE = """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-%d","labels":{"kubernetes.io/hostname":"node-%d","topology.kubernetes.io/zone":"zone-%d"}},
             "status":{"capacity":{"cpu":"4","memory":"32Gi","pods":"110"},"allocatable":{"cpu":"4","memory":"32Gi","pods":"110"},
             "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady","message":"ready","lastHeartbeatTime":"%s","lastTransitionTime":"%s"}]}}""";
    private static final String LEASE = """
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"node-%d","namespace":"kube-node-lease"},
             "spec":{"holderIdentity":"node-%d","leaseDurationSeconds":40,"renewTime":"%s"}}""";
    private static final String RUNS = """
            {"status":{"phase":"Running","podIP":"10.244.1.7","startTime":"%s","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"%s"},
             {"type":"ContainersReady","status":"True","lastTransitionTime":"%s"}]}}""";

    private final ClusterClient client;
    private final Call call;
    private final ClusterId cluster;
    private final boolean running;
    private final AutoCloseable feed;
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore atOnce = new Semaphore(32);
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    final AtomicInteger bound = new AtomicInteger();
    final AtomicInteger ready = new AtomicInteger();
    final AtomicInteger gone = new AtomicInteger();

    /// @param running whether pods run; else they are given to nodes and no more is done about them
    PretendedKubelets(ControlPlane plane, ClusterId cluster, int nodes, boolean running) {
        this.client = plane.server().client();
        this.cluster = cluster;
        this.running = running;
        this.call = new Call(cluster, USER, Cause.clock("bench"));
        for (int i = 0; i < nodes; i++) {
            String now = Instant.now().toString();
            client.create(call, NODES, document(NODE.formatted(i, i, i % 3, now, now)));
            client.create(call, LEASES, document(LEASE.formatted(i, i, micros())));
        }
        heartbeats.scheduleWithFixedDelay(() -> renew(nodes), 15, 15, TimeUnit.SECONDS);
        feed = plane.store().feed(this);
    }

    static Document document(String json) {
        return Document.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /// MicroTime.
    private static String micros() {
        return Instant.ofEpochSecond(Instant.now().getEpochSecond(), 1000).toString();
    }

    private void renew(int nodes) {
        try {
            for (int i = 0; i < nodes; i++) {
                client.patch(call, LEASES, "kube-node-lease", "node-" + i, "", PatchType.MERGE,
                        "{\"spec\":{\"renewTime\":\"%s\"}}".formatted(micros()).getBytes(StandardCharsets.UTF_8));
            }
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    @Override
    public void loaded(ClusterImage image) {}

    @Override
    public void dropped(ClusterId dropped) {}

    @Override
    public void changed(ClusterImage image, List<StoreEvent> events) {
        if (!image.cluster().equals(cluster)) {
            return;
        }
        for (StoreEvent event : events) {
            if (!event.key().resource().equals(PODS)) {
                continue;
            }
            if (event.deletion()) {
                gone.incrementAndGet();
                continue;
            }
            boolean has = node(event.current().get());
            boolean had = event.previous().filter(PretendedKubelets::node).isPresent();
            if (has && !had) {
                bound.incrementAndGet();
                if (running) {
                    later(() -> begin(event));
                }
            } else if (has && event.current().get().fields().terminating() && !event.previous().get().fields().terminating()) {
                later(() -> client.delete(call, POD_TYPE, event.key().namespace(), event.key().name(), AT_ONCE));
            }
        }
    }

    private static boolean node(Stored pod) {
        return !pod.fields().selectable().getOrDefault("spec.nodeName", "").isEmpty();
    }

    private void begin(StoreEvent event) {
        String now = Instant.now().toString();
        client.patch(call, POD_TYPE, event.key().namespace(), event.key().name(), "status", PatchType.MERGE,
                RUNS.formatted(now, now, now).getBytes(StandardCharsets.UTF_8));
        ready.incrementAndGet();
    }

    private void later(Runnable step) {
        work.execute(() -> {
            atOnce.acquireUninterruptibly();
            try {
                step.run();
            } catch (StatusException e) {
                // Somebody removed it meanwhile.
                if (e.code() != 404) {
                    failure.compareAndSet(null, e);
                }
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            } finally {
                atOnce.release();
            }
        });
    }

    void check() {
        if (failure.get() != null) {
            throw new IllegalStateException("the nodes could not say what became of their pods", failure.get());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            feed.close();
        } catch (Exception e) {
            throw new IOException("the feed could not be ended", e);
        }
        heartbeats.shutdownNow();
        work.shutdownNow();
    }
}

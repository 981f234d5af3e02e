package dev.marina.apiserver.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adds what was counted to `status.requests` of the Cluster objects: one write for each cluster that was asked anything, at every
/// interval and when the process is told to stop. One that is killed loses the requests of its last interval; none is added twice.
/// The management cluster has to be this process's own; until it is, the counts wait.
public final class RequestUsage implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RequestUsage.class);
    private static final GroupVersionResource CLUSTERS = new GroupVersionResource("marina.dev", "v1", "clusters");
    private static final String USER = "system:apiserver";
    private static final int ATTEMPTS = 5;
    private static final int INTERNAL_ERROR = 500;
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final RequestCounts counts;
    private final ClusterStore store;
    private final ClusterClient client;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Thread writer;

    RequestUsage(RequestCounts counts, ClusterStore store, ClusterClient client) {
        this.counts = counts;
        this.store = store;
        this.client = client;
    }

    public static RequestUsage start(RequestCounts counts, ClusterStore store, ClusterClient client, Duration every) {
        RequestUsage usage = new RequestUsage(counts, store, client);
        usage.writer = Thread.ofVirtual().name("request-usage").start(() -> usage.writeAgainAndAgain(every));
        return usage;
    }

    private void writeAgainAndAgain(Duration every) {
        try {
            boolean last;
            do {
                last = closed.await(every.toMillis(), TimeUnit.MILLISECONDS);
                write();
            } while (!last);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What fails holds no other cluster up. An exception that leaves here would end the thread.
    void write() {
        for (ClusterId cluster : counts.clusters()) {
            try {
                store.find("marina", "management").ifPresent(management -> write(management, cluster));
            } catch (RuntimeException e) {
                log.atWarn().addKeyValue("cluster", cluster).addKeyValue("why", String.valueOf(e)).log("requests are not noted");
            }
        }
    }

    private void write(ClusterRecord management, ClusterId cluster) {
        Optional<ClusterRecord> record = store.find(cluster);
        long taken = counts.take(cluster);
        if (record.isEmpty() || record.get().equals(management)) {
            // Nobody asks for them.
            return;
        }
        boolean settled = false;
        try {
            settled = add(management, record.get(), taken);
        } catch (StatusException e) {
            // It may have been written nevertheless: rather none than twice.
            settled = e.code() >= INTERNAL_ERROR;
            throw e;
        } finally {
            if (!settled) {
                counts.add(cluster, taken);
            }
        }
    }

    /// Whether there was an object to add to.
    private boolean add(ClusterRecord management, ClusterRecord cluster, long requests) {
        ObjectKey key = new ObjectKey(management.id(), CLUSTERS.groupResource(), cluster.tenant(), cluster.name());
        for (int attempt = 1;; attempt++) {
            Optional<Document> object = store.image(management.id()).find(key).map(stored -> Document.parse(stored.bytes()))
                    .filter(found -> found.text("status", "clusterId").equals(cluster.id().value()));
            if (object.isEmpty()) {
                return false;
            }
            try {
                // With its resourceVersion: refused where somebody wrote in between.
                client.update(new ClusterClient.Call(management.id(), USER, Cause.clock("request-usage")), CLUSTERS, "status", object.get().edited(root -> {
                    ObjectNode status = root.withObjectProperty("status");
                    status.put("requests", status.path("requests").asLong() + requests);
                }));
                return true;
            } catch (StatusException e) {
                if (!e.is("Conflict") || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (!writer.join(LAST_WRITES)) {
                log.atWarn().addKeyValue("waited", LAST_WRITES).log("the last requests are not noted");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

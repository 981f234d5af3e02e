package dev.marina.apiserver.audit;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import dev.marina.store.journal.Journal;
import dev.marina.store.journal.Journal.Entry;
import dev.marina.store.seal.Aead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes records and writes them, each cluster's into journals of its own, sealed with a key that only the cluster's record has. One thread
/// writes for all clusters, some of each in turn. What waits is bounded for each cluster: one whose records come faster than they are
/// written loses its own oldest. A process that is killed loses what waits: the records of the last half second.
public final class AuditLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    private static final String KEY = "audit-key";
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(500);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);
    /// So that compression and sealing pay, and others have their turn.
    private static final int BLOCK_BYTES = 256 * 1024;
    /// Of all clusters, while they wait: each may have an equal part of it.
    private static final long MOST_WAITING_BYTES = 64L << 20;
    private static final int MOST_WAITING_OF_ONE = 4 << 20;
    /// Of what a cluster may keep, what people without a name get at most: they must not drive out the others' records.
    private static final int STRANGERS_SHARE = 8;
    private static final int SEGMENTS = 8;
    private static final int ATTEMPTS = 3;
    /// What a cluster's directory is called.
    private static final Pattern OF_CLUSTER = Pattern.compile("[0-9a-f]{16}");

    /// The records of one kind of people in one cluster.
    record Lane(ClusterId cluster, boolean strangers) {
        String stream() {
            return strangers ? "strangers" : "members";
        }
    }

    private final Path home;
    private final ClusterStore store;
    private final Function<ClusterId, Function<Cause, List<Cause>>> causes;
    private final Clock clock;
    private final Map<Lane, Backlog> waiting = new ConcurrentHashMap<>();
    private final LongAdder written = new LongAdder();
    private final LongAdder lost = new LongAdder();
    /// Held while one lane is written, by the log's thread and by those who read; no request waits for it.
    private final ReentrantLock writing = new ReentrantLock();
    private final Thread writer = Thread.ofPlatform().daemon().name("audit").unstarted(this::run);
    private volatile boolean closed;

    /// @param home a directory of its own; other processes may share it
    /// @param causes for a cluster, what led to a cause, the nearest first
    AuditLog(Path home, ClusterStore store, Function<ClusterId, Function<Cause, List<Cause>>> causes, Clock clock) {
        this.home = home;
        this.store = store;
        this.causes = causes;
        this.clock = clock;
    }

    public static AuditLog start(Path home, ClusterStore store, Clock clock) {
        AuditLog started = new AuditLog(home, store, cluster -> new CauseChain(store, cluster)::of, clock);
        started.writer.start();
        return started;
    }

    /// Never blocks.
    void add(AuditEvent event) {
        Lane lane = new Lane(event.request().cluster(), event.request().byStranger());
        int limit = (int) Math.min(MOST_WAITING_OF_ONE, MOST_WAITING_BYTES / Math.max(1, waiting.size()));
        int full = waiting.compute(lane, (_, present) -> (present == null ? new Backlog() : present).with(event, limit)).bytes();
        if (full > limit / 2) {
            LockSupport.unpark(writer);
        }
    }

    private void run() {
        Instant swept = Instant.MIN;
        while (!closed) {
            LockSupport.parkNanos(this, BETWEEN_ROUNDS.toNanos());
            try {
                writeAll();
            } catch (Error bug) {
                // One thread writes for all clusters: it has to outlive whatever one record does to it.
                log.atError().setCause(bug).log("records of the audit are lost");
            }
            if (clock.instant().isAfter(swept.plus(BETWEEN_SWEEPS))) {
                swept = clock.instant();
                sweep();
            }
        }
    }

    /// Some of each lane in turn until nothing waits.
    private void writeAll() {
        for (boolean more = true; more;) {
            more = false;
            for (Lane lane : List.copyOf(waiting.keySet())) {
                more |= writeSome(lane);
            }
        }
    }

    /// Returns when everything that was left with it is written.
    void writeOut(ClusterId cluster) {
        for (boolean strangers : new boolean[] {false, true}) {
            while (writeSome(new Lane(cluster, strangers))) {
                // until nothing waits
            }
        }
    }

    long waitingBytes() {
        return waiting.values().stream().mapToLong(Backlog::bytes).sum();
    }

    /// Whether more waits. What cannot be written is lost, and counted.
    private boolean writeSome(Lane lane) {
        writing.lock();
        try {
            Backlog.Taken[] taken = {Backlog.Taken.NOTHING};
            Backlog rest = waiting.computeIfPresent(lane, (_, backlog) -> {
                taken[0] = backlog.take(BLOCK_BYTES);
                return backlog.isEmpty() ? null : backlog;
            });
            if (!taken[0].events().isEmpty()) {
                write(lane, taken[0]);
            }
            return rest != null;
        } finally {
            writing.unlock();
        }
    }

    private void write(Lane lane, Backlog.Taken taken) {
        lost.add(taken.lost());
        try {
            Optional<ClusterRecord> cluster = store.find(lane.cluster()).filter(record -> record.state() == ClusterRecord.State.ACTIVE);
            if (cluster.isEmpty()) {
                return;
            }
            Function<Cause, List<Cause>> chain = causes.apply(lane.cluster());
            List<Entry> entries = new ArrayList<>(taken.events().size());
            long before = taken.lost();
            for (AuditEvent event : taken.events()) {
                entries.add(new Entry(event.time(), event.rendered(led(event, chain), before)));
                before = 0;
            }
            ClusterRecord keyed = withKey(cluster.get());
            if (journal(keyed, lane).append(entries, false)) {
                keep(keyed, lane);
            }
            written.add(entries.size());
        } catch (UncheckedIOException | StoreException e) {
            lost.add(taken.events().size());
            log.atError().addKeyValue("cluster", lane.cluster()).addKeyValue("records", taken.events().size()).addKeyValue("reason", e.getMessage())
                    .log("records of the audit are lost");
        } catch (RuntimeException bug) {
            lost.add(taken.events().size());
            log.atError().addKeyValue("cluster", lane.cluster()).setCause(bug).log("records of the audit are lost");
        }
    }

    /// A request of somebody's own has no cause but itself.
    private static List<Cause> led(AuditEvent event, Function<Cause, List<Cause>> chain) {
        Cause cause = event.request().cause();
        return cause.equals(Cause.request(event.request().id())) ? List.of() : chain.apply(cause);
    }

    /// Made with the cluster's first record.
    private ClusterRecord withKey(ClusterRecord found) {
        ClusterRecord cluster = found;
        for (int attempt = 1; !cluster.secrets().containsKey(KEY); attempt++) {
            Map<String, byte[]> secrets = new HashMap<>(cluster.secrets());
            secrets.put(KEY, Aead.newKey());
            try {
                return store.update(cluster, new ClusterRecord(cluster.id(), cluster.tenant(), cluster.name(), cluster.state(), cluster.shard(),
                        cluster.created(), Map.copyOf(secrets), cluster.settings()));
            } catch (StoreException.Conflict e) {
                cluster = store.find(cluster.id()).orElseThrow(() -> e);
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
        return cluster;
    }

    private Journal journal(ClusterRecord cluster, Lane lane) {
        return new Journal(home.resolve(cluster.id().value()), lane.stream(), cluster.secrets().get(KEY), bytes(cluster, lane) / SEGMENTS);
    }

    private static long bytes(ClusterRecord cluster, Lane lane) {
        long bytes = AuditSettings.of(cluster).bytes();
        return lane.strangers() ? bytes / STRANGERS_SHARE : bytes;
    }

    private void keep(ClusterRecord cluster, Lane lane) {
        journal(cluster, lane).keep(bytes(cluster, lane), clock.instant().minus(AuditSettings.of(cluster).age()));
    }

    /// The cluster's journals, the members' first; none while it has no record.
    List<Journal> journals(ClusterId cluster) {
        return store.find(cluster).filter(record -> record.secrets().containsKey(KEY))
                .map(record -> List.of(journal(record, new Lane(cluster, false)), journal(record, new Lane(cluster, true)))).orElse(List.of());
    }

    /// Removes what is too old, and everything of clusters that are gone; that cannot be read any more anyway.
    void sweep() {
        try (Stream<Path> directories = Files.list(home)) {
            directories.filter(directory -> OF_CLUSTER.matcher(directory.getFileName().toString()).matches()).forEach(this::sweep);
        } catch (NoSuchFileException _) {
            // Nothing was recorded yet.
        } catch (IOException | RuntimeException e) {
            log.atWarn().setCause(e).log("old records of the audit are not removed; it is tried again");
        }
    }

    private void sweep(Path directory) {
        Optional<ClusterRecord> cluster = store.find(new ClusterId(directory.getFileName().toString()));
        if (cluster.isPresent()) {
            if (cluster.get().secrets().containsKey(KEY)) {
                keep(cluster.get(), new Lane(cluster.get().id(), false));
                keep(cluster.get(), new Lane(cluster.get().id(), true));
            }
            return;
        }
        Journal.removeAll(directory);
    }

    /// Prometheus' text form.
    public String metrics() {
        return """
                # HELP apiserver_audit_records_total Records of tenants' audits that were written.
                # TYPE apiserver_audit_records_total counter
                apiserver_audit_records_total %d
                # HELP apiserver_audit_lost_records_total Records that came faster than they were written, or could not be.
                # TYPE apiserver_audit_lost_records_total counter
                apiserver_audit_lost_records_total %d
                """.formatted(written.sum(), lost.sum());
    }

    /// Writes what waits.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        writeAll();
    }
}

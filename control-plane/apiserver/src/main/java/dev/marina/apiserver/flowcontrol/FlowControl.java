package dev.marina.apiserver.flowcontrol;

import dev.marina.api.ClusterId;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Priority and fairness in all clusters of this process: one thread for all of them, and nothing of one that is not in use.
public final class FlowControl implements AutoCloseable {

    /// Of one cluster: upstream's for one server, 400 for reading and 200 for writing.
    private static final int SEATS = 600;
    private static final Duration ADJUSTMENT = Duration.ofSeconds(10);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final String SCHEMA_HEADER = "x-kubernetes-pf-flowschema-uid";
    private static final String LEVEL_HEADER = "x-kubernetes-pf-prioritylevel-uid";
    private static final Logger log = LoggerFactory.getLogger(FlowControl.class);

    private final Duration longestWait;
    private final FlowReader reader;
    private final Map<ClusterId, ClusterFlows> clusters = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("flow-control").factory());

    /// @param defaults flow schemas and priority levels among them
    /// @param requestTimeout of which a quarter may be spent waiting
    public FlowControl(DefaultObjects defaults, Duration requestTimeout) {
        this.reader = new FlowReader(defaults);
        Duration quarter = requestTimeout.dividedBy(4);
        this.longestWait = quarter.compareTo(LONGEST_WAIT) < 0 ? quarter : LONGEST_WAIT;
        clock.scheduleWithFixedDelay(this::adjust, ADJUSTMENT.toMillis(), ADJUSTMENT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Blocks until the request may be served, or not.
    public Passage pass(ApiRequest request, ClusterView view) {
        ClusterFlows flows = flows(request.clusterId());
        ClusterFlows.Flow flow = flows.flow(request.requireIdentity(), request.target(), view);
        Map<String, String> headers = Map.of(SCHEMA_HEADER, flow.schema().uid(), LEVEL_HEADER, flow.level().declared().uid());
        WorkEstimate work = WorkEstimator.of(request, view, flows.watchers, flow.level());
        flow.counts().seats.observe(work.mostSeats());
        QueueSet seats = flow.level().seats;
        Ticket ticket = seats.enter(flow.counts(), work, queuing -> ShuffleSharding.hand(flow.schema().name(),
                flow.schema().distinguish(request.requireIdentity(), request.target()), queuing.queues(), queuing.handSize()));
        return seated(seats, ticket) ? new Passage.Seated(seat(seats, ticket), headers) : new Passage.Refused(headers);
    }

    private boolean seated(QueueSet seats, Ticket ticket) {
        if (ticket.state == Ticket.State.REFUSED) {
            return false;
        }
        try {
            return ticket.await(longestWait.toNanos()) || !seats.abandon(ticket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!seats.abandon(ticket) && seats.leave(ticket)) {
                seats.release(ticket);
            }
            return false;
        }
    }

    private Seat seat(QueueSet seats, Ticket ticket) {
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true) && seats.leave(ticket)) {
                clock.schedule(() -> seats.release(ticket), ticket.work.lingering().toNanos(), TimeUnit.NANOSECONDS);
            }
        };
    }

    /// Counts a watch until it is closed: who changes what it watches has more to do.
    ///
    /// @param name of the one object that it watches, or ""
    public Seat watching(ApiRequest request, Target.Resource target, String name) {
        Watchers watchers = flows(request.clusterId()).watchers;
        Watchers.Watched watched = Watchers.Watched.of(target, name);
        watchers.add(watched);
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                watchers.remove(watched);
            }
        };
    }

    private ClusterFlows flows(ClusterId cluster) {
        ClusterFlows known = clusters.get(cluster);
        return known != null ? known : clusters.computeIfAbsent(cluster, _ -> new ClusterFlows(SEATS, System::nanoTime, reader));
    }

    /// An exception that left here would end the schedule.
    private void adjust() {
        long forgotten = System.nanoTime() - FORGOTTEN_AFTER.toNanos();
        clusters.forEach((cluster, flows) -> {
            try {
                if (flows.idleSince(forgotten)) {
                    clusters.remove(cluster, flows);
                } else {
                    flows.adjust();
                }
            } catch (RuntimeException e) {
                log.atError().setCause(e).addKeyValue("cluster", cluster).log("seats cannot be adjusted");
            }
        });
    }

    /// In Prometheus' text form, of one cluster.
    public String metrics(ClusterView view) {
        ClusterFlows flows = flows(view.cluster());
        return FlowMetrics.text(flows.levels(view), flows.counts());
    }

    /// A table of what goes on in one cluster, by its path below `/debug/api_priority_and_fairness/`.
    public Optional<String> dump(ClusterView view, String path) {
        return FlowDump.text(path, flows(view.cluster()).levels(view));
    }

    /// How many clusters something is kept of.
    int clusters() {
        return clusters.size();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}

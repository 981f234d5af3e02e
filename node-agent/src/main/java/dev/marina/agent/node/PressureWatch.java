package dev.marina.agent.node;

import dev.marina.agent.eviction.EvictionPlan;
import dev.marina.agent.eviction.EvictionSettings;
import dev.marina.agent.eviction.LocalStorage;
import dev.marina.agent.eviction.NodeFigures;
import dev.marina.agent.eviction.NodePressure;
import dev.marina.agent.eviction.Pressure;
import dev.marina.agent.eviction.Shortage;
import dev.marina.agent.figures.PodUse;
import dev.marina.agent.figures.PodUses;
import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.pace.Rounds;
import dev.marina.agent.pod.EarlyEnd;
import dev.marina.agent.pod.Priorities;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at what its node has left and puts pods out before the kernel has to, one at a time; and those that have written more than they
/// may. On a thread of its own. synchronize in pkg/kubelet/eviction/eviction_manager.go
final class PressureWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PressureWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /// What pods have written without a file system of their own has to be looked at file by file.
    private static final Duration FILES_INTERVAL = Duration.ofMinutes(1);
    /// So long the next one is spared while the last is being taken away.
    private static final Duration LEAVING = Duration.ofSeconds(30);

    /// @param urgently until when the next one is spared where that cannot wait
    /// @param patiently and where it can: the last one has its grace
    private record Leaving(String uid, Instant urgently, Instant patiently) {}

    private final String node;
    private final Supplier<NodeFigures> figures;
    private final PodSet pods;
    private final PodUses uses;
    private final Consumer<String> reclaiming;
    private final Clock clock;
    private final EvictionSettings settings;
    private final NodePressure pressure;
    private final Rounds rounds;
    private volatile Set<Pressure> present = Set.of();
    private Optional<Leaving> leaving = Optional.empty();
    private Instant lastFiles = Instant.MIN;

    /// @param reclaiming is told which resource is being freed
    PressureWatch(String node, Supplier<NodeFigures> figures, PodSet pods, PodUses uses, Consumer<String> reclaiming, EvictionSettings settings, Clock clock) {
        this.node = node;
        this.figures = figures;
        this.pods = pods;
        this.uses = uses;
        this.reclaiming = reclaiming;
        this.settings = settings;
        this.pressure = new NodePressure(settings);
        this.clock = clock;
        this.rounds = new Rounds(INTERVAL, this::look, failure -> LOG.atWarn().addKeyValue("node", node).addKeyValue("error", ApiFailures.words(failure))
                .log("what the node has left was not looked at"));
    }

    PressureWatch start() {
        rounds.start("pressure " + node);
        return this;
    }

    /// What the node is short of, or was a while ago. Any thread may ask.
    Set<Pressure> present() {
        return present;
    }

    void look() {
        Instant now = clock.instant();
        NodeFigures node = figures.get();
        present = Set.copyOf(pressure.observe(node, now));
        Optional<Shortage> due = pressure.due();
        if (leaving.filter(last -> leaves(last, due, now)).isPresent() || limits(now)) {
            return;
        }
        due.ifPresent(starved -> free(starved, now));
    }

    private boolean leaves(Leaving last, Optional<Shortage> due, Instant now) {
        boolean urgent = due.filter(Shortage::hard).isPresent();
        return now.isBefore(urgent ? last.urgently : last.patiently) && !pods.takenAway(last.uid);
    }

    /// True when a pod was put out that has written more than it may.
    private boolean limits(Instant now) {
        List<Pod> limited = pods.active().stream().filter(pod -> LocalStorage.limited(pod) && !Priorities.critical(pod)).toList();
        if (limited.isEmpty()) {
            return false;
        }
        boolean files = now.isAfter(lastFiles.plus(FILES_INTERVAL));
        lastFiles = files ? now : lastFiles;
        boolean any = false;
        for (PodUse use : uses.withDisks(limited, files ? PodUses.MANY_FILES : 0)) {
            Optional<EarlyEnd> end = LocalStorage.exceeding(use);
            end.ifPresent(why -> putOut(use.pod(), why, now));
            any |= end.isPresent();
        }
        return any;
    }

    /// What nobody runs any more goes before what runs.
    private void free(Shortage starved, Instant now) {
        reclaiming.accept(starved.signal().resource());
        if (starved.signal().ofTheDisk() && pods.reclaim()) {
            return;
        }
        List<Pod> active = pods.active();
        EvictionPlan plan = new EvictionPlan(starved, settings.longestGrace());
        plan.next(starved.signal().ofTheDisk() ? uses.withDisks(active, PodUses.MANY_FILES) : uses.of(active))
                .ifPresent(next -> putOut(next.pod(), plan.end(next), now));
    }

    private void putOut(Pod pod, EarlyEnd why, Instant now) {
        String uid = pod.getMetadata().getUid();
        LOG.atInfo().addKeyValue("node", node).addKeyValue("pod", pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName()).addKeyValue("uid", uid)
                .addKeyValue("why", why.message()).log("pod evicted");
        pods.end(uid, why);
        leaving = Optional.of(new Leaving(uid, now.plus(LEAVING), now.plus(why.grace().orElse(Duration.ZERO)).plus(LEAVING)));
    }

    @Override
    public void close() {
        rounds.close();
    }
}

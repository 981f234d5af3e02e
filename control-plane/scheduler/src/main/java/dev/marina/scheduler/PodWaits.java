package dev.marina.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons;
import dev.marina.api.schedule.GoDuration;
import dev.marina.controllers.engine.GateSetting;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Waits;
import dev.marina.controllers.explanation.Remedy;
import dev.marina.scheduler.devices.DeviceContext;
import dev.marina.scheduler.devices.DeviceSelectors;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Why a pod has no node: what each plugin says of each node, and which single change would give it one. Asked on the thread of
/// whoever wants to know, with copies of the nodes; bounded in nodes, changes and time.
final class PodWaits implements WaitReasons {

    private static final int MOST_NODES = 500;
    private static final long LONGEST_NANOS = Duration.ofSeconds(2).toNanos();
    /// A constraint as a whole, beside a part of an amount.
    private static final double WHOLE = 1;

    private final Services services;
    private final Function<ClusterId, Schedulers> schedulers;
    private final Function<ClusterId, List<NodeState>> nodes;
    private final BiFunction<ClusterId, String, Optional<WaitingPods.WaitingPod>> permits;
    private final DeviceSelectors selectors;

    /// @param schedulers of a cluster
    /// @param nodes copies of a cluster's nodes with what is on them
    /// @param permits for which plugins a pod waits with its node, by its uid
    PodWaits(Services services, Function<ClusterId, Schedulers> schedulers, Function<ClusterId, List<NodeState>> nodes,
            BiFunction<ClusterId, String, Optional<WaitingPods.WaitingPod>> permits, DeviceSelectors selectors) {
        this.services = services;
        this.schedulers = schedulers;
        this.nodes = nodes;
        this.permits = permits;
        this.selectors = selectors;
    }

    /// @param size of the change: the smaller the better
    private record Way(ObjectNode change, double size, List<String> nodes) {}

    @Override
    public List<Document> of(ObjectKey object, Readable readable) {
        if (!object.resource().equals(Types.PODS.groupResource())) {
            return List.of();
        }
        Snapshot snapshot = new Snapshot(services.store().image(object.cluster()), services.decoder());
        Optional<Pod> pod = snapshot.find(Types.PODS, object.namespace(), object.name())
                .filter(each -> PodState.active(each) && PodState.nodeName(each).isEmpty());
        return pod.map(each -> of(snapshot, object, each, readable).stream().map(Document::of).toList()).orElse(List.of());
    }

    private List<ObjectNode> of(Snapshot snapshot, ObjectKey object, Pod pod, Readable readable) {
        List<ObjectNode> reasons = new ArrayList<>();
        if (!pod.getSpec().getSchedulingGates().isEmpty()) {
            ObjectNode gated = Waits.because("SchedulingGated", "it is not to be scheduled before its gates are taken off");
            pod.getSpec().getSchedulingGates().stream().map(PodSchedulingGate::getName).forEach(gated.putArray("gates")::add);
            return List.of(Remedy.with(gated, snapshot.stored(object).stream().map(stored -> Remedy
                    .of(stored, Document.parse(stored.bytes()), "schedulingGates", "take its gates off, whatever they stand for")
                    .remove("/spec/schedulingGates")).toList()));
        }
        Optional<Profile> found = schedulers.apply(snapshot.cluster()).find(pod.getSpec().getSchedulerName());
        if (found.isEmpty()) {
            return List.of(Waits.because("OtherScheduler", "its node is somebody else's to choose").put("scheduler", pod.getSpec().getSchedulerName()));
        }
        Profile profile = found.get();
        GateSetting setting = services.gate().setting(snapshot.cluster(), Scheduler.CONTROLLER);
        if (setting.holds(new Subject(Types.PODS.kind(), pod.getMetadata().getNamespace(), pod.getMetadata().getName()))) {
            reasons.add(Waits.because("SchedulerHeldUp", "the cluster's scheduler is paused or stopped before this pod").put("paused", setting.paused()));
        } else if (setting.slow()) {
            long millis = setting.delay().toMillis();
            ObjectNode slowed = Waits.because("SchedulerSlowed", "the cluster's scheduler looks at one pod in %d ms".formatted(millis));
            setting.fault().ifPresent(fault -> slowed.put("fault", fault));
            reasons.add(slowed.put("delayMillis", millis));
        }
        gang(snapshot, pod).ifPresent(reasons::add);
        Optional<WaitingPods.WaitingPod> permit = permits.apply(snapshot.cluster(), pod.getMetadata().getUid());
        if (permit.isPresent()) {
            reasons.add(permit(permit.get()));
            return reasons;
        }
        List<NodeState> all = nodes.apply(snapshot.cluster());
        Cycle cycle = new Cycle(PodFacts.of(pod), all, snapshot).having(DeviceContext.of(snapshot, selectors));
        Verdicts verdicts = Verdicts.of(profile, cycle);
        if (!verdicts.fitting().isEmpty()) {
            reasons.add(Waits.because("WillBeTried", "there is a node for it, and the scheduler is still to try").put("nodes", verdicts.fitting().size()));
            return reasons;
        }
        boolean seesNodes = all.stream().allMatch(node -> readable.may(Types.NODES.key(snapshot.cluster(), "", node.name())));
        ObjectNode reason = verdicts.refused().map(refusal -> Waits.because("Refused", refusal.getValue()).put("plugin", refusal.getKey()))
                .orElseGet(() -> Waits.because("NoNodeFits", "no node takes it"));
        reasons.add(reason.put("nodes", all.size()));
        if (seesNodes) {
            say(reason.putArray("verdicts"), verdicts);
        }
        count(reason.putObject("refusals"), verdicts);
        suggest(reason, pod, profile, cycle, seesNodes);
        if (seesNodes && reason.path("smallestChange").isMissingNode()) {
            verdicts.nearest().ifPresent(node -> nearest(reason.putObject("nearest"), node, verdicts.byNode().get(node)));
        }
        return reasons;
    }

    /// What its gang waits for, where that has not begun.
    private static Optional<ObjectNode> gang(Snapshot snapshot, Pod pod) {
        return Gang.groupOf(pod).flatMap(name -> {
            Optional<JsonNode> policy = Gang.policy(snapshot, pod.getMetadata().getNamespace(), name);
            if (policy.isEmpty()) {
                return Optional.of(Waits.because("PodGroupMissing", "it is scheduled once its pod group is there").put("podGroup", name));
            }
            int minCount = policy.get().path("gang").path("minCount").asInt();
            List<Pod> members = snapshot.list(Types.PODS, pod.getMetadata().getNamespace()).stream()
                    .filter(each -> PodState.active(each) && Gang.groupOf(each).equals(Optional.of(name))).toList();
            long placed = members.stream().filter(each -> !PodState.nodeName(each).isEmpty()).count();
            return placed >= minCount
                    ? Optional.empty()
                    : Optional.of(Waits.because("GangWaits", "so many pods of its group get their nodes at once, or none does").put("podGroup", name)
                            .put("minCount", minCount).put("pods", members.size()).put("placed", placed));
        });
    }

    private static ObjectNode permit(WaitingPods.WaitingPod waiting) {
        ObjectNode reason = Waits.because("WaitsOnPermit", "it has a node, and is bound once these plugins permit it").put("node", waiting.decided().node());
        waiting.pending().keySet().forEach(reason.putArray("plugins")::add);
        waiting.pending().values().stream().map(WaitingPods.Deadline::after).min(Comparator.naturalOrder())
                .ifPresent(shortest -> reason.put("timeout", GoDuration.write(shortest)));
        return reason;
    }

    private static void say(ArrayNode into, Verdicts verdicts) {
        verdicts.byNode().entrySet().stream().limit(MOST_NODES).forEach(node -> {
            ObjectNode plugins = into.addObject().put("node", node.getKey()).putObject("plugins");
            node.getValue().forEach((plugin, fit) -> {
                ObjectNode verdict = plugins.putObject(plugin).put("fits", !(fit instanceof Fit.Misfit));
                if (fit instanceof Fit.Misfit(List<String> why, boolean preemptionMayHelp)) {
                    why.forEach(verdict.putArray("reasons")::add);
                    verdict.put("preemptionMayHelp", preemptionMayHelp);
                }
            });
        });
    }

    /// How many nodes each plugin refuses.
    private static void count(ObjectNode into, Verdicts verdicts) {
        Map<String, Integer> counts = new TreeMap<>();
        verdicts.byNode().values().forEach(fits -> Verdicts.refusals(fits).forEach(plugin -> counts.merge(plugin, 1, Integer::sum)));
        counts.forEach(into::put);
    }

    private static void nearest(ObjectNode into, String node, Map<String, Fit> fits) {
        into.put("node", node);
        Verdicts.refusals(fits).forEach(into.putArray("refusedBy")::add);
    }

    /// Asks the scheduler again with one constraint less at a time.
    private void suggest(ObjectNode reason, Pod pod, Profile profile, Cycle cycle, boolean seesNodes) {
        long end = System.nanoTime() + LONGEST_NANOS;
        List<Way> ways = new ArrayList<>();
        boolean complete = true;
        for (Relaxation relaxation : Relaxation.of(pod, cycle.nodes())) {
            if (System.nanoTime() - end > 0) {
                complete = false;
                break;
            }
            List<String> fitting = Verdicts.of(profile, cycle.asking(relaxation.pod(), relaxation.nodes())).fitting();
            if (!fitting.isEmpty() && (seesNodes || !relaxation.ofNodes())) {
                ways.add(new Way(relaxation.change(), WHOLE, fitting));
            }
        }
        if (complete) {
            Relaxation.Amount.of(profile, cycle, end).forEach(amount -> ways.add(new Way(amount.change(), amount.share(), amount.nodes())));
        }
        ways.sort(Comparator.comparingDouble(Way::size));
        reason.put("allChangesTried", complete);
        ArrayNode changes = reason.putArray("changes");
        for (Way way : ways) {
            ObjectNode change = way.change().put("nodes", way.nodes().size());
            if (seesNodes) {
                way.nodes().stream().limit(Waits.MOST_NAMED).forEach(change.putArray("onNodes")::add);
            }
            changes.add(change);
        }
        if (!ways.isEmpty()) {
            reason.set("smallestChange", ways.getFirst().change());
        }
    }
}

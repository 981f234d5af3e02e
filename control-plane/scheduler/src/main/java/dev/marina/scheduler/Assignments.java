package dev.marina.scheduler;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.Reservations.Readying;
import dev.marina.scheduler.Reservations.Reserved;
import dev.marina.scheduler.SchedulingQueue.Waiting;
import dev.marina.scheduler.devices.BindingConditions;
import dev.marina.scheduler.devices.ClaimReservation;
import dev.marina.scheduler.devices.ExtendedClaim;
import dev.marina.scheduler.extender.Extender;
import dev.marina.scheduler.plugin.DynamicResources;
import dev.marina.scheduler.plugin.VolumeBinding;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pods that have their node, until the store says so: their volumes are being made there, their devices are being made ready, their devices
/// and their binding are being written; or they wait for others. Upstream's extension points reserve, permit, preBind and bind. Owned by the
/// scheduler's thread.
final class Assignments {

    private static final Logger log = LoggerFactory.getLogger(Assignments.class);

    private final Presence presence;
    private final Placement placement;
    private final SchedulingQueue queue;
    private final ClusterStates states;
    private final LongSupplier nanos;
    private final Consumer<Runnable> later;
    private final Consumer<ClusterId> settled;
    /// Pods whose volumes are being made, or whose devices are being made ready.
    private final Reservations reserved = new Reservations();
    /// Pods that may not be bound yet.
    private final Permits permits;
    /// Pods whose binding is being written.
    private final Reservations binding = new Reservations();
    /// Those among them of which the store has not said whether it was done.
    private final Reservations unknown = new Reservations();

    /// @param later runs something on the scheduler's thread
    /// @param settled told of a cluster of which something has come about, or will not
    Assignments(Services services, Placement placement, SchedulingQueue queue, ClusterStates states, LongSupplier nanos, Consumer<Runnable> later,
            Consumer<ClusterId> settled) {
        this.placement = placement;
        this.queue = queue;
        this.states = states;
        this.nanos = nanos;
        this.later = later;
        this.settled = settled;
        this.presence = new Presence(services);
        this.permits = new Permits(presence, placement, queue, states, nanos, settled, this::proceed);
    }

    /// Those that may not be bound yet.
    Permits permits() {
        return permits;
    }

    boolean any(ClusterId cluster) {
        return reserved.any(cluster) || permits.any(cluster) || binding.any(cluster);
    }

    /// Whether the pod's binding is being written.
    private boolean binding(ClusterId cluster, String uid) {
        return binding.find(cluster, uid).isPresent();
    }

    /// Whether it has been decided about the pod, whatever has changed of it since. Case 2 of skipPodSchedule
    boolean assumed(ClusterId cluster, String uid) {
        return binding(cluster, uid) || permits.find(cluster, uid).isPresent();
    }

    void drop(ClusterId cluster) {
        reserved.drop(cluster);
        permits.drop(cluster);
        binding.drop(cluster);
        unknown.drop(cluster);
    }

    /// The cluster is looked at anew. What is being written holds its place, whatever was missed meanwhile; answers whether the pod does.
    boolean restore(ClusterId cluster, String uid, ClusterState state) {
        Optional<Reserved> written = binding.find(cluster, uid);
        written.ifPresent(each -> state.place(each.facts(), each.node()));
        return written.isPresent();
    }

    /// The cluster is looked at anew. What is being written of claims comes about even where its pod is gone by now.
    void restoreDevices(ClusterId cluster, ClusterState state) {
        binding.of(cluster).forEach(each -> state.devices().pend(each.pod().uid(), each.devices()));
    }

    /// Whatever was waited for is waited for again by whoever is tried again.
    void loaded(ClusterId cluster) {
        reserved.drop(cluster);
        permits.drop(cluster);
    }

    /// The pod gets this node, which it fits.
    ///
    /// @param profile the pod's
    /// @param binder who binds it, where it is not the scheduler
    void carryOut(Waiting pod, Pod object, Cycle cycle, String node, ClusterState state, Profile profile, Optional<Extender> binder) {
        List<ClaimReservation> devices = state.take(cycle, node);
        boolean prepares = profile.steps().prepares(DynamicResources.NAME);
        if (!prepares) {
            state.devices().settle(pod.uid());
            devices = List.of();
        }
        state.nominations().remove(pod.uid());
        boolean conditional = prepares && cycle.usesDevices()
                && state.find(node).filter(cycle.devices()::conditional).isPresent();
        Reserved decided = new Reserved(pod, cycle.pod(), node, nanos.getAsLong(), devices, conditional ? Readying.TO_ASK : Readying.NONE,
                profile.steps().prepares(VolumeBinding.NAME), binder);
        permits.ask(decided, object, profile, cycle.snapshot(), state);
    }

    /// Nobody is against its being bound.
    private void proceed(Reserved decided, Pod pod, Snapshot snapshot) {
        List<PersistentVolumeClaim> unbound = decided.volumes() ? VolumeBinding.unbound(new Cycle(decided.facts(), List.of(), snapshot)) : List.of();
        if (unbound.isEmpty()) {
            bind(decided, pod);
            return;
        }
        reserved.add(decided);
        placement.nominate(decided, pod);
        placement.selectNode(decided.pod(), unbound, decided.node(), failed -> later.accept(() -> giveUp(decided.pod(), failed)));
    }

    /// A more important pod wants the room of one that is not bound yet: it is not deleted, and tried again after its back-off. Answers whether
    /// that was enough. executor.go in pkg/scheduler/framework/preemption
    boolean preempt(ClusterId cluster, String uid) {
        if (permits.preempt(cluster, uid)) {
            return true;
        }
        Optional<Reserved> preparing = reserved.find(cluster, uid);
        preparing.ifPresent(decided -> giveUp(decided.pod(), "preempted by " + Steps.PREEMPTION));
        return preparing.isPresent();
    }

    private void bind(Reserved decided, Pod pod) {
        binding.add(decided);
        Waiting waiting = decided.pod();
        if (decided.readying() == Readying.TO_ASK) {
            placement.nominate(decided, pod);
            placement.ready(decided, pod, written(decided, () -> asked(decided)));
            return;
        }
        placement.bind(decided, pod, written(decided, () -> bound(waiting)));
    }

    /// What nobody knows the end of keeps its node and its devices until that is known.
    private Placement.Written written(Reserved decided, Runnable done) {
        return new Placement.Written() {
            @Override
            public void done() {
                later.accept(done);
            }

            @Override
            public void failed(String why) {
                later.accept(() -> giveUp(decided.pod(), why));
            }

            @Override
            public void unknown(String why) {
                log.atWarn().addKeyValue("cluster", decided.pod().cluster()).addKeyValue("pod", decided.pod().namespace() + "/" + decided.pod().name())
                        .addKeyValue("why", why).log("its devices are given to nobody else until it is known");
                later.accept(() -> unknown.add(decided));
            }
        };
    }

    /// Finds out about what nobody knows the end of.
    void settleUnknown() {
        for (Reserved each : unknown.all()) {
            unknown.release(each.pod().cluster(), each.pod().uid());
            placement.settle(each, written(each, () -> {}));
        }
    }

    /// Its claims say which devices it has; these are being made ready.
    private void asked(Reserved decided) {
        Waiting waiting = decided.pod();
        ended(waiting);
        presence.now(waiting.cluster()).filter(snapshot -> Presence.of(waiting, snapshot).isPresent()).ifPresent(snapshot -> {
            reserved.add(decided.asked(nanos.getAsLong()));
            advance(snapshot);
        });
        settled.accept(waiting.cluster());
    }

    private void bound(Waiting waiting) {
        ended(waiting);
        settled.accept(waiting.cluster());
    }

    /// Its write is over, whatever came of it. The change that says so has mostly arrived before; where it was missed, what the store has of its devices is
    /// known all the same.
    private void ended(Waiting waiting) {
        binding.find(waiting.cluster(), waiting.uid()).ifPresent(this::lookAgain);
        binding.release(waiting.cluster(), waiting.uid());
        states.find(waiting.cluster()).ifPresent(state -> state.devices().settle(waiting.uid()));
    }

    /// What was tried did not come about: the node is free again, the pod waits for its next try. Unless it did, and nobody heard the answer.
    private void giveUp(Waiting waiting, String why) {
        ended(waiting);
        if (placed(waiting)) {
            settled.accept(waiting.cluster());
            return;
        }
        log.atInfo().addKeyValue("cluster", waiting.cluster()).addKeyValue("pod", waiting.namespace() + "/" + waiting.name()).addKeyValue("why", why)
                .log("not bound");
        forget(waiting.cluster(), waiting.uid());
        queue.again(waiting, nanos.getAsLong());
        presence.of(waiting).filter(pod -> Wish.nominated(pod).isPresent())
                .ifPresent(pod -> placement.unpromise(waiting, pod));
        settled.accept(waiting.cluster());
    }

    /// What the store has by now may still be on its way here.
    private void lookAgain(Reserved decided) {
        if (!decided.devices().isEmpty()) {
            presence.now(decided.pod().cluster())
                    .ifPresent(snapshot -> claims(decided, snapshot).forEach(states.of(decided.pod().cluster()).devices()::claim));
        }
    }

    private boolean placed(Waiting waiting) {
        Optional<Pod> pod = presence.of(waiting).filter(each -> !PodState.nodeName(each).isEmpty());
        pod.ifPresent(each -> states.of(waiting.cluster()).pod(each));
        return pod.isPresent();
    }

    /// The pod has its node, as everybody can see.
    void seen(ClusterId cluster, String uid) {
        reserved.release(cluster, uid);
        permits.forget(cluster, uid);
    }

    /// The pod wants no node any more. What it used, or was about to use, is free for others.
    void forget(ClusterId cluster, String uid) {
        queue.remove(cluster, uid);
        reserved.release(cluster, uid);
        permits.forget(cluster, uid);
        Optional<ClusterState> state = states.find(cluster);
        if (!binding(cluster, uid)) {
            state.ifPresent(each -> each.devices().settle(uid));
        }
        state.ifPresent(each -> each.nominations().remove(uid));
        state.flatMap(each -> each.podGone(uid)).ifPresent(pod -> queue.happened(cluster, new ClusterEvent.PodGone(pod), nanos.getAsLong()));
    }

    /// Pods whose volumes are there now and whose devices are ready are bound; those whose node is gone are tried again.
    void advance(Snapshot snapshot) {
        for (Reserved each : reserved.of(snapshot.cluster())) {
            Optional<Pod> pod = Presence.of(each.pod(), snapshot);
            if (pod.isEmpty()) {
                continue;
            }
            BindingConditions conditions = conditions(each, snapshot);
            if (conditions instanceof BindingConditions.Failed(String why)) {
                giveUp(each.pod(), why);
            } else if (conditions instanceof BindingConditions.Ready
                    && (!each.volumes() || VolumeBinding.unbound(new Cycle(each.facts(), List.of(), snapshot)).isEmpty())) {
                reserved.release(snapshot.cluster(), each.pod().uid());
                bind(each, pod.get());
            } else if (!states.of(snapshot.cluster()).find(each.node()).filter(NodeState::present).isPresent()) {
                giveUp(each.pod(), "node %s is gone".formatted(each.node()));
            }
        }
    }

    private static BindingConditions conditions(Reserved each, Snapshot snapshot) {
        return each.readying() == Readying.ASKED ? BindingConditions.of(claims(each, snapshot)) : new BindingConditions.Ready();
    }

    private static List<ResourceClaim> claims(Reserved each, Snapshot snapshot) {
        Stream<ResourceClaim> named = each.facts().deviceClaims().stream()
                .flatMap(use -> snapshot.find(Types.RESOURCE_CLAIMS, each.facts().namespace(), use.claim()).stream());
        Stream<ResourceClaim> made = each.devices().stream().filter(ClaimReservation::toBeMade)
                .flatMap(_ -> ExtendedClaim.made(snapshot, each.facts().namespace(), each.pod().uid()).stream());
        return Stream.concat(named, made).toList();
    }

    /// A provisioner that cannot serve the selected node takes the annotation away: another node has to be found.
    void refused(StoreEvent event, Snapshot snapshot) {
        boolean was = event.previous().flatMap(stored -> snapshot.decoder().decode(stored, Types.CLAIMS.model()))
                .filter(claim -> !VolumeBinding.selected(claim).isEmpty()).isPresent();
        boolean is = event.current().flatMap(stored -> snapshot.decoder().decode(stored, Types.CLAIMS.model()))
                .filter(claim -> !VolumeBinding.selected(claim).isEmpty()).isPresent();
        if (was && !is) {
            reserved.waitingFor(snapshot.cluster(), event.key().namespace(), event.key().name())
                    .forEach(each -> giveUp(each.pod(), "claim %s cannot be provisioned for node %s".formatted(event.key().path(), each.node())));
        }
    }

    /// Whoever has waited too long is tried again, without devices that nobody has made ready.
    void giveUpOverdue(long now) {
        for (Reserved each : reserved.overdue(now)) {
            boolean devices = each.readying() == Readying.ASKED;
            if (devices) {
                presence.now(each.pod().cluster()).ifPresent(snapshot -> claims(each, snapshot).stream()
                        .filter(claim -> BindingConditions.of(List.of(claim)) instanceof BindingConditions.Pending && ofThisAlone(claim, each.pod().uid()))
                        .forEach(claim -> placement.giveBack(each.pod(), claim)));
            }
            giveUp(each.pod(), devices ? "devices were not ready in time" : "volumes were not bound in time");
        }
    }

    private static boolean ofThisAlone(ResourceClaim claim, String uid) {
        return claim.getStatus().getReservedFor().stream().allMatch(consumer -> consumer.getUid().equals(uid));
    }
}

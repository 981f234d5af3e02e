package dev.marina.scheduler;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.GateSetting;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what happens in clusters: keeps what is known of them, puts pods into the queue, and tells those that wait there. Owned by the
/// scheduler's thread.
record Intake(Services services, Configurations configurations, ClusterStates states, Assignments assignments, SchedulingQueue queue, LongSupplier nanos) {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /// The cluster as a whole, as after a restart.
    void loaded(Snapshot snapshot) {
        ClusterId cluster = snapshot.cluster();
        queue.drop(cluster);
        assignments.loaded(cluster);
        snapshot.stored(new ObjectKey(cluster, GateSetting.CONTROLLERS, "", Scheduler.CONTROLLER)).ifPresent(this::steer);
        configurations.loaded(snapshot);
        ClusterState state = new ClusterState();
        snapshot.list(Types.NODES, "").forEach(node -> isolated(node.getMetadata(), () -> state.node(node)));
        List<ResourceClaim> claims = snapshot.list(Types.RESOURCE_CLAIMS, "");
        claims.forEach(claim -> isolated(claim.getMetadata(), () -> state.devices().claim(claim)));
        assignments.restoreDevices(cluster, state);
        List<Pod> pods = snapshot.list(Types.PODS, "");
        if (pods.isEmpty() && claims.isEmpty() && state.nodes().isEmpty()) {
            states.drop(cluster);
            return;
        }
        states.put(cluster, state);
        for (Pod pod : pods) {
            isolated(pod.getMetadata(), () -> {
                state.member(pod, PodState.active(pod));
                state.pod(pod);
                if (Wish.forNode(pod, configurations.of(cluster))) {
                    Wish.nominated(pod).ifPresent(node -> state.nominations().put(PodFacts.of(pod), node));
                    if (!assignments.restore(cluster, pod.getMetadata().getUid(), state)) {
                        queue.add(cluster, PodFacts.of(pod), Cause.change(snapshot.image().version()));
                    }
                }
            });
        }
    }

    /// One object that cannot be understood does not keep the cluster's others from being scheduled.
    static void isolated(Object what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("what", what).setCause(e).log("object not understood; scheduling goes on without it");
        }
    }

    /// Answers whether the change was of something that scheduling looks at.
    boolean changed(StoreEvent event, Snapshot snapshot) {
        ObjectKey key = event.key();
        ClusterId cluster = key.cluster();
        switch (key.resource().toString()) {
            case "controllers.marina.dev" -> event.current().ifPresent(this::steer);
            case "configmaps" -> {
                if (!configurations.changed(event, snapshot)) {
                    return false;
                }
                loaded(snapshot);
            }
            case "pods" -> pod(event, snapshot);
            case "nodes" -> node(event, snapshot);
            case "podgroups.scheduling.k8s.io" -> {
                // what it asks for never changes, and what is said of it helps nobody
                if (event.previous().isEmpty() || event.current().isEmpty()) {
                    happened(cluster, new ClusterEvent.PodGroupChanged(key.namespace(), key.name()));
                }
            }
            case "resourceclaims.resource.k8s.io" -> deviceClaim(event, snapshot);
            case "resourceslices.resource.k8s.io", "deviceclasses.resource.k8s.io" -> happened(cluster, new ClusterEvent.DevicesChanged(key.name()));
            case "persistentvolumeclaims" -> {
                assignments.refused(event, snapshot);
                assignments.advance(snapshot);
                happened(cluster, new ClusterEvent.ClaimChanged(key.namespace(), key.name()));
            }
            case "persistentvolumes" -> {
                assignments.advance(snapshot);
                happened(cluster, new ClusterEvent.VolumeChanged(key.name()));
            }
            case "storageclasses.storage.k8s.io" -> {
                assignments.advance(snapshot);
                happened(cluster, new ClusterEvent.StorageClassChanged(key.name()));
            }
            // How much room a class's provisioner has, and whether it says so.
            case "csistoragecapacities.storage.k8s.io", "csidrivers.storage.k8s.io" -> happened(cluster, new ClusterEvent.StorageClassChanged(key.name()));
            case "csinodes.storage.k8s.io" -> {
                if (!DriverRoom.grew(csiNode(event.previous(), snapshot), csiNode(event.current(), snapshot))) {
                    return false;
                }
                happened(cluster, new ClusterEvent.CsiNodeChanged(key.name()));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Optional<CSINode> csiNode(Optional<Stored> stored, Snapshot snapshot) {
        return stored.flatMap(each -> snapshot.decoder().decode(each, Types.CSI_NODES.model()));
    }

    private void steer(Stored stored) {
        if (stored.key().name().equals(Scheduler.CONTROLLER)) {
            services.gate().set(stored.key().cluster(), Scheduler.CONTROLLER, GateSetting.of(stored));
        }
    }

    private void happened(ClusterId cluster, ClusterEvent event) {
        queue.happened(cluster, event, nanos.getAsLong());
    }

    private void pod(StoreEvent event, Snapshot snapshot) {
        ClusterId cluster = event.key().cluster();
        ClusterState state = states.of(cluster);
        Optional<Pod> before = decoded(event.previous(), snapshot);
        Optional<Pod> after = decoded(event.current(), snapshot);
        if (after.isEmpty() || PodState.ended(after.get())) {
            before.or(() -> after).ifPresent(pod -> {
                state.member(pod, false);
                assignments.forget(cluster, pod.getMetadata().getUid());
                Gang.groupOf(pod).ifPresent(group -> happened(cluster, new ClusterEvent.PodGroupChanged(pod.getMetadata().getNamespace(), group)));
            });
            return;
        }
        Pod pod = after.get();
        String uid = pod.getMetadata().getUid();
        state.member(pod, true);
        if (!PodState.nodeName(pod).isEmpty()) {
            queue.remove(cluster, uid);
            assignments.seen(cluster, uid);
            state.nominations().remove(uid);
            PodFacts facts = PodFacts.of(pod);
            state.place(facts, facts.nodeName());
            if (before.isEmpty() || PodState.nodeName(before.get()).isEmpty()) {
                happened(cluster, new ClusterEvent.PodBound(facts));
            } else if (!Wish.same(before.get(), pod) || PodState.terminating(before.get()) != PodState.terminating(pod)) {
                happened(cluster, new ClusterEvent.PodChanged(PodFacts.of(before.get()), facts));
            }
        } else if (!Wish.forNode(pod, configurations.of(cluster))) {
            assignments.forget(cluster, uid);
        } else {
            // what this scheduler promised itself is known already
            if (!state.holds(uid) && !Wish.nominated(pod).equals(before.flatMap(Wish::nominated))) {
                state.nominate(PodFacts.of(pod), Wish.nominated(pod));
            }
            if (before.isEmpty() || !Wish.same(before.get(), pod) || !Wish.forNode(before.get(), configurations.of(cluster))) {
                queue.add(cluster, PodFacts.of(pod), Cause.change(event.version()));
            }
        }
    }

    private void node(StoreEvent event, Snapshot snapshot) {
        ClusterId cluster = event.key().cluster();
        ClusterState state = states.of(cluster);
        event.current().flatMap(stored -> snapshot.decoder().decode(stored, Types.NODES.model())).ifPresentOrElse(node -> {
            Optional<NodeState.Offer> before = state.find(node.getMetadata().getName()).filter(NodeState::present).map(NodeState::offer);
            state.node(node);
            // heartbeats change nothing that a pod could wait for
            if (!state.find(node.getMetadata().getName()).map(NodeState::offer).equals(before)) {
                happened(cluster, new ClusterEvent.NodeChanged(before, state.find(node.getMetadata().getName()).orElseThrow()));
                assignments.advance(snapshot);
            }
        }, () -> {
            state.nodeGone(event.key().name());
            happened(cluster, new ClusterEvent.NodeGone(event.key().name()));
            assignments.advance(snapshot);
        });
    }

    private void deviceClaim(StoreEvent event, Snapshot snapshot) {
        ClusterId cluster = event.key().cluster();
        ClusterState state = states.of(cluster);
        Optional<ResourceClaim> before = event.previous().flatMap(stored -> snapshot.decoder().decode(stored, Types.RESOURCE_CLAIMS.model()));
        Optional<ResourceClaim> after = event.current().flatMap(stored -> snapshot.decoder().decode(stored, Types.RESOURCE_CLAIMS.model()));
        before.filter(each -> after.isEmpty()).ifPresent(each -> state.devices().gone(each.getMetadata().getUid()));
        after.ifPresent(state.devices()::claim);
        boolean givenBack = before.filter(Intake::allocated).isPresent() && after.filter(Intake::allocated).isEmpty();
        // finalizers and labels help nobody
        boolean same = before.isPresent() && after.isPresent() && Objects.equals(before.get().getStatus(), after.get().getStatus());
        if (!same) {
            assignments.advance(snapshot);
            happened(cluster, new ClusterEvent.DeviceClaimChanged(event.key().namespace(), event.key().name(), givenBack));
        }
    }

    private static boolean allocated(ResourceClaim claim) {
        return claim.getStatus() != null && claim.getStatus().getAllocation() != null;
    }

    private static Optional<Pod> decoded(Optional<Stored> stored, Snapshot snapshot) {
        return stored.flatMap(each -> snapshot.decoder().decode(each, Types.PODS.model()));
    }
}

package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A node takes as many volumes of a CSI driver as its CSINode says.
/// pkg/scheduler/framework/plugins/nodevolumelimits/csi.go
public final class NodeVolumeLimits implements SchedulerPlugin.Filter {

    private static final Fit TOO_MANY = Fit.unschedulable("node(s) exceed max volume count");

    /// One volume, or the one that a claim will have.
    private record Used(String driver, String volume) {}

    @Override
    public String name() {
        return "NodeVolumeLimits";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.POD_GONE, (_, event) -> event instanceof ClusterEvent.PodGone(PodFacts pod) && !pod.claims().isEmpty(),
                ClusterEvent.Kind.NODE_ADDED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_CHANGED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.CSI_NODE_CHANGED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.CLAIM_CHANGED, QueueingHint.OWN_CLAIM);
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !mine(cycle).isEmpty();
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        List<CSINodeDriver> limited = cycle.snapshot().find(Types.CSI_NODES, "", node.name()).stream().flatMap(each -> each.getSpec().getDrivers().stream())
                .filter(driver -> driver.getAllocatable() != null && driver.getAllocatable().getCount() != null
                        && mine(cycle).stream().anyMatch(used -> used.driver.equals(driver.getName())))
                .toList();
        if (limited.isEmpty()) {
            return Fit.FITS;
        }
        Set<Used> all = new HashSet<>(mine(cycle));
        Set<Used> there = new HashSet<>();
        node.pods().forEach(pod -> there.addAll(used(cycle.snapshot(), pod)));
        all.removeAll(there);
        for (CSINodeDriver driver : limited) {
            long more = all.stream().filter(used -> used.driver.equals(driver.getName())).count();
            long now = there.stream().filter(used -> used.driver.equals(driver.getName())).count();
            if (more > 0 && now + more > driver.getAllocatable().getCount()) {
                return TOO_MANY;
            }
        }
        return Fit.FITS;
    }

    private static Set<Used> mine(Cycle cycle) {
        return cycle.once(NodeVolumeLimits.class, () -> used(cycle.snapshot(), cycle.pod()));
    }

    private static Set<Used> used(Snapshot snapshot, PodFacts pod) {
        Set<Used> used = new HashSet<>();
        pod.claims().stream().flatMap(name -> snapshot.find(Types.CLAIMS, pod.namespace(), name).stream())
                .forEach(claim -> volume(snapshot, claim).ifPresent(used::add));
        return used;
    }

    private static Optional<Used> volume(Snapshot snapshot, PersistentVolumeClaim claim) {
        Optional<PersistentVolume> volume = Optional.ofNullable(claim.getSpec().getVolumeName()).flatMap(name -> snapshot.find(Types.VOLUMES, "", name));
        if (volume.isPresent()) {
            return volume.filter(each -> each.getSpec().getCsi() != null)
                    .map(each -> new Used(each.getSpec().getCsi().getDriver(), each.getSpec().getCsi().getVolumeHandle()));
        }
        return Optional.ofNullable(claim.getSpec().getStorageClassName()).flatMap(name -> snapshot.find(Types.STORAGE_CLASSES, "", name))
                .map(storageClass -> new Used(storageClass.getProvisioner(), claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName()));
    }
}

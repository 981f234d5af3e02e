package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.List;
import java.util.Map;

/// A claim with the access mode ReadWriteOncePod is used by one pod of the cluster.
/// pkg/scheduler/framework/plugins/volumerestrictions
public final class VolumeRestrictions implements SchedulerPlugin.Filter {

    private static final Fit USED = Fit.unschedulable("node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode");

    @Override
    public String name() {
        return "VolumeRestrictions";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.POD_GONE, (waiting, event) -> event instanceof ClusterEvent.PodGone(PodFacts pod)
                        && pod.namespace().equals(waiting.namespace()) && pod.claims().stream().anyMatch(waiting.claims()::contains),
                ClusterEvent.Kind.CLAIM_CHANGED, QueueingHint.OWN_CLAIM);
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !exclusive(cycle).isEmpty();
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        boolean used = cycle.once(VolumeRestrictions.class, () -> cycle.nodes().stream().flatMap(each -> each.pods().stream())
                .anyMatch(pod -> pod.namespace().equals(cycle.pod().namespace()) && pod.claims().stream().anyMatch(exclusive(cycle)::contains)));
        return used ? USED : Fit.FITS;
    }

    private record Exclusive() {}

    private static List<String> exclusive(Cycle cycle) {
        return cycle.once(new Exclusive(), () -> cycle.pod().claims().stream()
                .filter(name -> cycle.snapshot().find(Types.CLAIMS, cycle.pod().namespace(), name)
                        .filter(claim -> claim.getSpec().getAccessModes().contains("ReadWriteOncePod")).isPresent())
                .toList());
    }
}

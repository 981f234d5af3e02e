package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// A pod runs in the zone that its volumes' labels name. A node without any label of a zone or region is not kept from.
/// pkg/scheduler/framework/plugins/volumezone
public final class VolumeZone implements SchedulerPlugin.Filter {

    private static final Fit ELSEWHERE = Fit.unresolvable("node(s) had no available volume zone");
    /// Each with the name that it had before it was stable.
    private static final Map<String, String> LABELS = Map.of("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone",
            "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region");
    private static final String SEPARATOR = "__";

    /// @param old the label's name before it was stable
    private record Wanted(String label, String old, Set<String> values) {

        boolean hold(NodeState node) {
            String value = node.labels().getOrDefault(label, node.labels().get(old));
            return value != null && values.contains(value);
        }
    }

    @Override
    public String name() {
        return "VolumeZone";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.CLAIM_CHANGED, QueueingHint.OWN_CLAIM,
                ClusterEvent.Kind.VOLUME_CHANGED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_ADDED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_CHANGED, QueueingHint.ALWAYS);
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !wanted(cycle).isEmpty();
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        boolean anywhere = LABELS.entrySet().stream().flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())).noneMatch(node.labels()::containsKey);
        return anywhere || wanted(cycle).stream().allMatch(each -> each.hold(node)) ? Fit.FITS : ELSEWHERE;
    }

    private static List<Wanted> wanted(Cycle cycle) {
        return cycle.once(VolumeZone.class, () -> {
            List<Wanted> wanted = new ArrayList<>();
            cycle.pod().claims().stream().flatMap(name -> cycle.snapshot().find(Types.CLAIMS, cycle.pod().namespace(), name).stream())
                    .map(claim -> claim.getSpec().getVolumeName()).filter(Objects::nonNull)
                    .flatMap(volume -> cycle.snapshot().find(Types.VOLUMES, "", volume).stream()).forEach(volume -> collect(volume, wanted));
            return wanted;
        });
    }

    private static void collect(PersistentVolume volume, List<Wanted> wanted) {
        Map<String, String> labels = volume.getMetadata().getLabels() == null ? Map.of() : volume.getMetadata().getLabels();
        LABELS.forEach((label, old) -> Stream.of(label, old).filter(labels::containsKey)
                .forEach(each -> wanted.add(new Wanted(label, old, Set.copyOf(List.of(labels.get(each).split(SEPARATOR)))))));
    }
}

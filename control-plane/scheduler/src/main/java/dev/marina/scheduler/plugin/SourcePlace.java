package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.snapshot.SnapshotTypes;
import dev.marina.controllers.volume.FreeVolumes;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.util.Map;

/// Where that lies which a claim's volume is to be made of. Volumes never leave their machine: such a one can be made there and nowhere else.
final class SourcePlace {

    private SourcePlace() {}

    /// Whether a volume for the claim can be made on this node, as far as its source is known.
    static boolean reachable(Snapshot snapshot, PersistentVolumeClaim claim, String node, Map<String, String> labels) {
        TypedLocalObjectReference source = claim.getSpec().getDataSource();
        if (source == null || source.getName() == null) {
            return true;
        }
        String namespace = claim.getMetadata().getNamespace();
        if ("PersistentVolumeClaim".equals(source.getKind())) {
            return snapshot.find(Types.CLAIMS, namespace, source.getName()).map(other -> other.getSpec().getVolumeName())
                    .flatMap(name -> snapshot.find(Types.VOLUMES, "", name)).filter(volume -> !FreeVolumes.reachable(volume, node, labels)).isEmpty();
        }
        return !"VolumeSnapshot".equals(source.getKind()) || snapshot.find(SnapshotTypes.SNAPSHOTS, namespace, source.getName())
                .flatMap(found -> snapshot.find(SnapshotTypes.CONTENTS, "", bound(found))).map(content -> content.getMetadata().getLabels())
                .map(noted -> noted.get(VolumeDriver.TOPOLOGY_KEY)).filter(machine -> !machine.equals(labels.get(VolumeDriver.TOPOLOGY_KEY))).isEmpty();
    }

    /// The definition is the tenant's: it may be anything.
    private static String bound(GenericKubernetesResource snapshot) {
        return snapshot.getAdditionalProperties().get("status") instanceof Map<?, ?> status
                && status.get("boundVolumeSnapshotContentName") instanceof String name ? name : "";
    }
}

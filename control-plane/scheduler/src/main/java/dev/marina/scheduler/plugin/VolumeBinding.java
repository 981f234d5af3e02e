package dev.marina.scheduler.plugin;

import dev.marina.model.placement.NodeTerms;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.volume.FreeVolumes;
import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A pod runs where its volumes are. Claims that wait for their first consumer leave the choice open until a node is
/// selected; from then on only that node will do.
public final class VolumeBinding implements SchedulerPlugin.PreFilter, SchedulerPlugin.Filter {

    public static final String NAME = "VolumeBinding";
    public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return Map.of(
                ClusterEvent.Kind.CLAIM_CHANGED, QueueingHint.OWN_CLAIM,
                ClusterEvent.Kind.VOLUME_CHANGED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.STORAGE_CLASS_CHANGED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.CSI_NODE_CHANGED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_ADDED, QueueingHint.ALWAYS,
                ClusterEvent.Kind.NODE_CHANGED, QueueingHint.ALWAYS,
                // a claim that was promised to a node that is gone may go elsewhere
                ClusterEvent.Kind.NODE_GONE, QueueingHint.ALWAYS);
    }

    @Override
    public Optional<String> prefilter(Cycle cycle) {
        for (String name : cycle.pod().claims()) {
            Optional<PersistentVolumeClaim> claim = cycle.snapshot().find(Types.CLAIMS, cycle.pod().namespace(), name);
            boolean ephemeral = cycle.pod().ephemeral().contains(name);
            if (claim.isEmpty()) {
                return Optional.of((ephemeral
                        ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \"%s\""
                        : "persistentvolumeclaim \"%s\" not found")
                        .formatted(name));
            }
            if (ephemeral && Snapshot.controller(claim.get()).filter(owner -> owner.getUid().equals(cycle.pod().uid())).isEmpty()) {
                return Optional.of("PVC %s/%s was not created for pod %s/%s (pod is not owner)".formatted(cycle.pod().namespace(), name,
                        cycle.pod().namespace(), cycle.pod().name()));
            }
            if (claim.get().getMetadata().getDeletionTimestamp() != null) {
                return Optional.of("persistentvolumeclaim \"%s\" is being deleted".formatted(name));
            }
            if (claim.get().getStatus() != null && "Lost".equals(claim.get().getStatus().getPhase())) {
                return Optional.of(
                        "persistentvolumeclaim \"%s\" bound to non-existent persistentvolume \"%s\"".formatted(name, claim.get().getSpec().getVolumeName()));
            }
            if (!bound(claim.get()) && !waits(claim.get(), cycle.snapshot())) {
                return Optional.of("pod has unbound immediate PersistentVolumeClaims");
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !cycle.pod().claims().isEmpty();
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        for (String name : cycle.pod().claims()) {
            Optional<PersistentVolumeClaim> claim = cycle.snapshot().find(Types.CLAIMS, cycle.pod().namespace(), name);
            if (claim.isEmpty()) {
                continue;
            }
            String volumeName = claim.get().getSpec().getVolumeName();
            if (volumeName != null && !volumeName.isEmpty()) {
                Optional<PersistentVolume> volume = cycle.snapshot().find(Types.VOLUMES, "", volumeName);
                if (volume.isEmpty()) {
                    return Fit.unresolvable("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
                }
                if (!FreeVolumes.reachable(volume.get(), node.name(), node.labels())) {
                    return Fit.unresolvable("node(s) didn't match PersistentVolume's node affinity");
                }
            } else {
                String selected = selected(claim.get());
                boolean there = cycle.nodes().stream().anyMatch(each -> each.name().equals(selected));
                if (there && !selected.equals(node.name()) || !SourcePlace.reachable(cycle.snapshot(), claim.get(), node.name(), node.labels())) {
                    return Fit.unresolvable(ProvisioningPlace.ELSEWHERE);
                }
                Optional<String> hindrance = selected.isEmpty() ? hindrance(claim.get(), cycle, node) : Optional.empty();
                if (hindrance.isPresent()) {
                    return Fit.unresolvable(hindrance.get());
                }
            }
        }
        return Fit.FITS;
    }

    /// Why neither a volume can be made for the claim, nor one that is there is in reach of the node.
    private static Optional<String> hindrance(PersistentVolumeClaim claim, Cycle cycle, NodeState node) {
        Optional<String> hindrance = cycle.snapshot().find(Types.STORAGE_CLASSES, "", claim.getSpec().getStorageClassName())
                .filter(storageClass -> !NO_PROVISIONER.equals(storageClass.getProvisioner()))
                .map(storageClass -> ProvisioningPlace.hindrance(storageClass, claim, cycle, node)).orElse(Optional.of(ProvisioningPlace.ELSEWHERE));
        return hindrance.filter(_ -> FreeVolumes.smallest(claim, cycle.once(VolumeBinding.class, () -> cycle.snapshot().list(Types.VOLUMES, "")),
                volume -> FreeVolumes.reachable(volume, node.name(), node.labels())).isEmpty());
    }

    /// Claims that have no volume yet.
    public static List<PersistentVolumeClaim> unbound(Cycle cycle) {
        return cycle.pod().claims().stream()
                .flatMap(name -> cycle.snapshot().find(Types.CLAIMS, cycle.pod().namespace(), name).stream())
                .filter(claim -> !bound(claim)).toList();
    }

    public static String selected(PersistentVolumeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(SELECTED_NODE, "");
    }

    private static boolean bound(PersistentVolumeClaim claim) {
        return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    }

    private static boolean waits(PersistentVolumeClaim claim, Snapshot snapshot) {
        String name = claim.getSpec().getStorageClassName();
        return name != null && snapshot.find(Types.STORAGE_CLASSES, "", name)
                .filter(storageClass -> "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode())).isPresent();
    }
}

package dev.marina.controllers.volume;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;
import java.util.stream.Stream;

/// Says in which phase a volume is, and keeps one that is bound.
public final class VolumeReconciler implements Reconciler {

    public static Controller controller() {
        return Controller.named("pv-protection").reconciles(Types.VOLUMES)
                .alsoWatches(Types.CLAIMS, VolumeReconciler::volumesOf)
                .workers(2).with(new VolumeReconciler());
    }

    private static Stream<ClusterKey> volumesOf(PersistentVolumeClaim claim, Snapshot snapshot) {
        return snapshot.list(Types.VOLUMES, "").stream().filter(volume -> {
            ObjectReference holder = volume.getSpec().getClaimRef();
            return holder != null && claim.getMetadata().getName().equals(holder.getName()) && claim.getMetadata().getNamespace().equals(holder.getNamespace());
        }).map(volume -> new ClusterKey(snapshot.cluster(), "", volume.getMetadata().getName()));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<PersistentVolume> found = turn.find(Types.VOLUMES);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        PersistentVolume volume = found.get();
        ObjectReference holder = volume.getSpec().getClaimRef();
        VolumePlan plan = VolumePlan.of(volume, holder == null
                ? Optional.empty()
                : turn.snapshot().find(Types.CLAIMS, ClaimPlan.text(holder.getNamespace()), ClaimPlan.text(holder.getName())));
        if (volume.getMetadata().getDeletionTimestamp() == null && !volume.getMetadata().getFinalizers().contains(VolumePlan.PROTECTION)) {
            setProtection(turn, volume, true);
        }
        if (volume.getStatus() == null || !plan.phase().equals(volume.getStatus().getPhase())) {
            turn.writes().merge(Types.VOLUMES, volume, "status", patch -> patch.putObject("status").put("phase", plan.phase()));
        }
        if (plan.letGo()) {
            setProtection(turn, volume, false);
        }
        return Outcome.SETTLED;
    }

    private static void setProtection(Turn turn, PersistentVolume volume, boolean on) {
        turn.writes().merge(Types.VOLUMES, volume, "", patch -> {
            var rest = patch.putObject("metadata").put("uid", volume.getMetadata().getUid()).putArray("finalizers");
            volume.getMetadata().getFinalizers().stream().filter(name -> !name.equals(VolumePlan.PROTECTION)).forEach(rest::add);
            if (on) {
                rest.add(VolumePlan.PROTECTION);
            }
        });
    }
}

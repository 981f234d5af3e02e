package dev.marina.controllers.volume;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Finalizer;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.Objects;
import java.util.stream.Stream;

/// Keeps a VolumeAttributesClass as long as a volume has its attributes, or a claim has them, asks for them or is being given them.
/// pkg/controller/volume/vacprotection/vac_protection_controller.go
public final class AttributesClassReconciler implements ObjectReconciler<VolumeAttributesClass> {

    static final Finalizer PROTECTION = new Finalizer("kubernetes.io/vac-protection");

    public static Controller controller() {
        return Controller.named("vac-protection").reconciles(Types.VOLUME_ATTRIBUTES_CLASSES)
                // Whoever has let go of a class does not name it any more.
                .alsoWatches(Types.CLAIMS, (_, snapshot) -> ending(snapshot))
                .alsoWatches(Types.VOLUMES, (_, snapshot) -> ending(snapshot))
                .workers(1).with(new AttributesClassReconciler());
    }

    private static Stream<ClusterKey> ending(Snapshot snapshot) {
        return snapshot.list(Types.VOLUME_ATTRIBUTES_CLASSES, "").stream().filter(each -> each.getMetadata().getDeletionTimestamp() != null)
                .map(each -> new ClusterKey(snapshot.cluster(), "", each.getMetadata().getName()));
    }

    @Override
    public ResourceType<VolumeAttributesClass> type() {
        return Types.VOLUME_ATTRIBUTES_CLASSES;
    }

    @Override
    public Outcome reconcile(Turn turn, VolumeAttributesClass found) {
        boolean ending = found.getMetadata().getDeletionTimestamp() != null;
        if (!ending && !PROTECTION.holds(found)) {
            PROTECTION.hold(turn, type(), found);
        } else if (ending && PROTECTION.holds(found) && !used(turn.snapshot(), found.getMetadata().getName())) {
            PROTECTION.release(turn, type(), found);
        }
        return Outcome.SETTLED;
    }

    private static boolean used(Snapshot snapshot, String name) {
        return snapshot.list(Types.VOLUMES, "").stream().map(PersistentVolume::getSpec).anyMatch(spec -> name.equals(spec.getVolumeAttributesClassName()))
                || snapshot.list(Types.CLAIMS, "").stream().flatMap(AttributesClassReconciler::names).anyMatch(name::equals);
    }

    private static Stream<String> names(PersistentVolumeClaim claim) {
        Stream<String> wanted = Stream.of(ClaimPlan.text(claim.getSpec().getVolumeAttributesClassName()));
        return claim.getStatus() == null
                ? wanted
                : Stream.concat(wanted, Stream.of(claim.getStatus().getCurrentVolumeAttributesClassName(), claim.getStatus().getModifyVolumeStatus() == null
                        ? null
                        : claim.getStatus().getModifyVolumeStatus().getTargetVolumeAttributesClassName()).filter(Objects::nonNull));
    }
}

package dev.marina.console.cluster;

import com.vaadin.flow.router.Route;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Map;
import java.util.Objects;

/// Claims, the volumes that they are bound to, and what kinds of storage there are.
@Route(value = ClusterRef.ROUTE + "/volumes", layout = ClusterLayout.class)
public class VolumesView extends ClusterPage {

    private final LiveGrid<PersistentVolumeClaim> claims = new LiveGrid<PersistentVolumeClaim>("volumes.claims", LiveGrid.byName()).name().namespace()
            .component("column.status", one -> phase(one.getStatus() == null ? null : one.getStatus().getPhase()))
            .text("column.volume", one -> one.getSpec().getVolumeName())
            .text("column.capacity", one -> one.getStatus() == null ? "" : size(one.getStatus().getCapacity()))
            .text("column.class", one -> one.getSpec().getStorageClassName())
            .text("column.modes", one -> String.join(", ", one.getSpec().getAccessModes()))
            .age().yaml();

    private final LiveGrid<PersistentVolume> volumes = new LiveGrid<PersistentVolume>("volumes.volumes", LiveGrid.byName()).name()
            .component("column.status", one -> phase(one.getStatus() == null ? null : one.getStatus().getPhase()))
            .text("column.capacity", one -> size(one.getSpec().getCapacity()))
            .text("column.claim", one -> one.getSpec().getClaimRef() == null ? ""
                    : one.getSpec().getClaimRef().getNamespace() + "/" + one.getSpec().getClaimRef().getName())
            .text("column.reclaim", one -> one.getSpec().getPersistentVolumeReclaimPolicy())
            .text("column.class", one -> one.getSpec().getStorageClassName())
            .age().yaml();

    private final LiveGrid<StorageClass> classes = new LiveGrid<StorageClass>("volumes.classes", LiveGrid.byName()).name()
            .text("column.provisioner", StorageClass::getProvisioner)
            .text("column.reclaim", StorageClass::getReclaimPolicy)
            .text("column.binding", StorageClass::getVolumeBindingMode)
            .age().yaml();

    public VolumesView() {
        add(claims, volumes, classes);
    }

    @Override
    protected void start() {
        watch(client().persistentVolumeClaims().inAnyNamespace(), claims::show);
        watch(client().persistentVolumes(), volumes::show);
        watch(client().storage().v1().storageClasses(), classes::show);
    }

    private static Pill phase(String phase) {
        Tone tone = switch (Objects.requireNonNullElse(phase, "")) {
            case "Bound", "Available" -> Tone.GOOD;
            case "Pending", "Released" -> Tone.BUSY;
            case "Lost", "Failed" -> Tone.BAD;
            default -> Tone.QUIET;
        };
        return new Pill(Objects.requireNonNullElse(phase, "–"), tone);
    }

    private static String size(Map<String, Quantity> capacity) {
        return capacity == null || capacity.get("storage") == null ? "" : capacity.get("storage").toString();
    }

    @Override
    protected String titleKey() {
        return "nav.volumes";
    }
}

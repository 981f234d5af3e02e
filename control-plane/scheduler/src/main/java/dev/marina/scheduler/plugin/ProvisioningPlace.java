package dev.marina.scheduler.plugin;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.NodeState;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySelectorLabelRequirement;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether the provisioner of a class can make a volume for a node, as far as it and the class say.
/// pkg/scheduler/framework/plugins/volumebinding/binder.go#checkVolumeProvisions
final class ProvisioningPlace {

    static final String NO_ROOM = "node(s) did not have enough free storage";
    static final String ELSEWHERE = "node(s) didn't find available persistent volumes to bind";
    private static final String STORAGE = "storage";

    private ProvisioningPlace() {}

    /// Why it cannot; empty where nothing is against it.
    static Optional<String> hindrance(StorageClass storageClass, PersistentVolumeClaim claim, Cycle cycle, NodeState node) {
        if (!allowed(storageClass.getAllowedTopologies(), node.labels())) {
            return Optional.of(ELSEWHERE);
        }
        return hasRoom(storageClass, claim, cycle, node) ? Optional.empty() : Optional.of(NO_ROOM);
    }

    private static boolean allowed(List<TopologySelectorTerm> terms, Map<String, String> labels) {
        return terms == null || terms.isEmpty() || terms.stream().anyMatch(term -> !term.getMatchLabelExpressions().isEmpty()
                && term.getMatchLabelExpressions().stream().allMatch(each -> holds(each, labels)));
    }

    private static boolean holds(TopologySelectorLabelRequirement wanted, Map<String, String> labels) {
        return labels.containsKey(wanted.getKey()) && wanted.getValues().contains(labels.get(wanted.getKey()));
    }

    /// Only drivers that say so tell by CSIStorageCapacities how much they have where.
    private static boolean hasRoom(StorageClass storageClass, PersistentVolumeClaim claim, Cycle cycle, NodeState node) {
        Quantity wanted = claim.getSpec().getResources() == null || claim.getSpec().getResources().getRequests() == null
                ? null
                : claim.getSpec().getResources().getRequests().get(STORAGE);
        if (wanted == null || cycle.snapshot().find(Types.CSI_DRIVERS, "", storageClass.getProvisioner())
                .filter(driver -> Boolean.TRUE.equals(driver.getSpec().getStorageCapacity())).isEmpty()) {
            return true;
        }
        BigDecimal bytes = Quantity.getAmountInBytes(wanted);
        List<CSIStorageCapacity> told = cycle.once(ProvisioningPlace.class, () -> cycle.snapshot().list(Types.CSI_STORAGE_CAPACITIES, ""));
        return told.stream().anyMatch(each -> storageClass.getMetadata().getName().equals(each.getStorageClassName()) && most(each).compareTo(bytes) >= 0
                && each.getNodeTopology() != null && LabelSelection.takes(each.getNodeTopology(), node.labels()));
    }

    /// Of one volume.
    private static BigDecimal most(CSIStorageCapacity told) {
        Quantity most = told.getMaximumVolumeSize() != null ? told.getMaximumVolumeSize() : told.getCapacity();
        return most == null ? BigDecimal.valueOf(-1) : Quantity.getAmountInBytes(most);
    }
}

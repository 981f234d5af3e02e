package dev.marina.controllers.volume;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Waits;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;

/// What has to happen before a claim has a volume, by the plan of the controller that binds it.
public final class ClaimWaits implements Waits {

    @Override
    public List<ObjectNode> of(Snapshot snapshot, Stored object, Readable readable) {
        return object.key().resource().equals(Types.CLAIMS.groupResource()) && !object.fields().terminating()
                ? snapshot.find(Types.CLAIMS, object.key().namespace(), object.key().name()).map(claim -> of(snapshot, claim, readable)).orElse(List.of())
                : List.of();
    }

    private static List<ObjectNode> of(Snapshot snapshot, PersistentVolumeClaim claim, Readable readable) {
        String storageClass = ClaimPlan.text(claim.getSpec().getStorageClassName());
        return switch (ClaimReconciler.plan(snapshot, claim)) {
            case ClaimPlan.Bound _ -> List.of();
            case ClaimPlan.Bind _ -> List.of(Waits.because("WillBeBound", "there is a volume for it, and it is still to be bound"));
            case ClaimPlan.Lost(String reason, String message) -> List.of(Waits.because(reason, message));
            case ClaimPlan.Mismatch(String message) -> List.of(Waits.because("VolumeMismatch", message));
            case ClaimPlan.AwaitConsumer _ -> List.of(consumers(snapshot, claim, readable).put("storageClass", storageClass));
            case ClaimPlan.AwaitProvisioner(String provisioner) -> List.of(Waits
                    .because("AwaitsProvisioner", "a volume is to be made by the class's provisioner").put("provisioner", provisioner)
                    .put("storageClass", storageClass).put("node", ClaimPlan.annotations(claim).getOrDefault(ClaimPlan.SELECTED_NODE, "")));
            case ClaimPlan.Unavailable(String message) -> List.of(Waits.because("Unavailable", message).put("storageClass", storageClass)
                    .put("volume", ClaimPlan.text(claim.getSpec().getVolumeName())));
        };
    }

    private static ObjectNode consumers(Snapshot snapshot, PersistentVolumeClaim claim, Readable readable) {
        List<ObjectKey> pods = snapshot.list(Types.PODS, claim.getMetadata().getNamespace()).stream()
                .filter(pod -> ClaimReconciler.names(pod).anyMatch(claim.getMetadata().getName()::equals))
                .map(pod -> Types.PODS.key(snapshot.cluster(), pod.getMetadata().getNamespace(), pod.getMetadata().getName())).toList();
        ObjectNode reason = Waits.because("AwaitsConsumer", pods.isEmpty()
                ? "its class makes a volume once a pod uses the claim, and none does"
                : "its class makes a volume once a pod that uses the claim has a node, and none has; such a pod has an explanation of its own");
        ArrayNode named = reason.put("count", pods.size()).putArray("pods");
        pods.stream().filter(readable::may).limit(MOST_NAMED).forEach(pod -> named.add(pod.name()));
        return reason;
    }
}

package dev.marina.controllers.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirements;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Binds claims.
public final class ClaimReconciler implements ObjectReconciler<PersistentVolumeClaim> {

    static final String PROTECTION = "kubernetes.io/pvc-protection";
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    private static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";

    public static Controller controller() {
        return Controller.named("persistentvolume-binder").reconciles(Types.CLAIMS)
                .alsoWatches(Types.VOLUMES, ClaimReconciler::claimsOf)
                .alsoWatches(Types.PODS, (pod, snapshot) -> names(pod).map(name -> new ClusterKey(snapshot.cluster(), pod.getMetadata().getNamespace(), name)))
                .alsoWatches(Types.STORAGE_CLASSES, (_, snapshot) -> unbound(snapshot))
                .workers(2).with(new ClaimReconciler());
    }

    /// The claim that a volume is for or, when it is for none, all that wait for one.
    private static Stream<ClusterKey> claimsOf(PersistentVolume volume, Snapshot snapshot) {
        ObjectReference holder = volume.getSpec().getClaimRef();
        return holder == null ? unbound(snapshot) : Stream.of(new ClusterKey(snapshot.cluster(), holder.getNamespace(), holder.getName()));
    }

    private static Stream<ClusterKey> unbound(Snapshot snapshot) {
        return snapshot.list(Types.CLAIMS, "").stream().filter(claim -> claim.getStatus() == null || !"Bound".equals(claim.getStatus().getPhase()))
                .map(claim -> new ClusterKey(snapshot.cluster(), claim.getMetadata().getNamespace(), claim.getMetadata().getName()));
    }

    /// The claims that a pod uses.
    static Stream<String> names(Pod pod) {
        return pod.getSpec() == null || pod.getSpec().getVolumes() == null
                ? Stream.empty()
                : pod.getSpec().getVolumes().stream()
                        .flatMap(volume -> volume.getPersistentVolumeClaim() != null
                                ? Stream.of(volume.getPersistentVolumeClaim().getClaimName())
                                : volume.getEphemeral() != null ? Stream.of(pod.getMetadata().getName() + "-" + volume.getName()) : Stream.empty());
    }

    @Override
    public ResourceType<PersistentVolumeClaim> type() {
        return Types.CLAIMS;
    }

    @Override
    public Outcome reconcile(Turn turn, PersistentVolumeClaim found) {
        if (found.getMetadata().getDeletionTimestamp() != null) {
            letGo(turn, found);
            return Outcome.SETTLED;
        }
        PersistentVolumeClaim claim = protectedWithClass(turn, found);
        Snapshot snapshot = turn.snapshot();
        switch (plan(snapshot, claim)) {
            case ClaimPlan.Bind(PersistentVolume volume) -> bind(turn, claim, volume);
            case ClaimPlan.Bound(PersistentVolume volume) -> {
                sayBound(turn, claim, volume);
                if (grows(claim)) {
                    // every driver expands its volumes outside of here. pkg/controller/volume/expand/expand_controller.go
                    turn.event(claim, Severity.Normal, "ExternalExpanding", "waiting for an external controller to expand this PVC");
                }
            }
            case ClaimPlan.Lost(String reason, String message) -> {
                sayPhase(turn, claim, "Lost");
                turn.event(claim, Severity.Warning, reason, message);
            }
            case ClaimPlan.Mismatch(String message) -> {
                sayPhase(turn, claim, "Pending");
                turn.event(claim, Severity.Warning, "VolumeMismatch", message);
            }
            case ClaimPlan.AwaitConsumer _ -> {
                sayPhase(turn, claim, "Pending");
                turn.event(claim, Severity.Normal, "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
            }
            case ClaimPlan.AwaitProvisioner(String provisioner) -> {
                sayPhase(turn, claim, "Pending");
                annotate(turn, claim, provisioner);
                turn.event(claim, Severity.Normal, "ExternalProvisioning", ("Waiting for a volume to be created either by the external provisioner '%s'"
                        + " or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running"
                        + " and correctly registered.").formatted(provisioner));
            }
            case ClaimPlan.Unavailable(String message) -> {
                sayPhase(turn, claim, "Pending");
                turn.event(claim, Severity.Normal, "FailedBinding", message);
            }
        }
        return Outcome.SETTLED;
    }

    static ClaimPlan plan(Snapshot snapshot, PersistentVolumeClaim claim) {
        return ClaimPlan.of(claim, snapshot.list(Types.VOLUMES, ""), storageClass(snapshot, claim), selected(snapshot, claim));
    }

    /// Puts on the finalizer that keeps a claim while pods use it, and the default class where none was named.
    private static PersistentVolumeClaim protectedWithClass(Turn turn, PersistentVolumeClaim claim) {
        boolean unprotected = !claim.getMetadata().getFinalizers().contains(PROTECTION);
        Optional<String> defaultClass = claim.getSpec().getStorageClassName() == null && ClaimPlan.text(claim.getSpec().getVolumeName()).isEmpty()
                ? defaultClass(turn.snapshot())
                : Optional.empty();
        if (!unprotected && defaultClass.isEmpty()) {
            return claim;
        }
        return turn.writes().merged(Types.CLAIMS, claim, "", patch -> {
            if (unprotected) {
                var finalizers = patch.putObject("metadata").putArray("finalizers");
                claim.getMetadata().getFinalizers().forEach(finalizers::add);
                finalizers.add(PROTECTION);
            }
            defaultClass.ifPresent(name -> patch.putObject("spec").put("storageClassName", name));
        });
    }

    private static Optional<String> defaultClass(Snapshot snapshot) {
        return snapshot.list(Types.STORAGE_CLASSES, "").stream()
                .filter(candidate -> candidate.getMetadata().getAnnotations() != null
                        && "true".equals(candidate.getMetadata().getAnnotations().get(DEFAULT_CLASS)))
                .max(Comparator.comparing((StorageClass candidate) -> ClaimPlan.text(candidate.getMetadata().getCreationTimestamp()))
                        .thenComparing(candidate -> candidate.getMetadata().getName(), Comparator.reverseOrder()))
                .map(candidate -> candidate.getMetadata().getName());
    }

    private static Optional<Node> selected(Snapshot snapshot, PersistentVolumeClaim claim) {
        return snapshot.find(Types.NODES, "", ClaimPlan.annotations(claim).getOrDefault(ClaimPlan.SELECTED_NODE, ""));
    }

    private static Optional<StorageClass> storageClass(Snapshot snapshot, PersistentVolumeClaim claim) {
        return snapshot.find(Types.STORAGE_CLASSES, "", ClaimPlan.text(claim.getSpec().getStorageClassName()));
    }

    private static void bind(Turn turn, PersistentVolumeClaim claim, PersistentVolume volume) {
        ObjectReference holder = volume.getSpec().getClaimRef();
        if (holder == null || !claim.getMetadata().getUid().equals(holder.getUid())) {
            turn.writes().merge(Types.VOLUMES, volume, "", patch -> {
                ObjectNode metadata = patch.putObject("metadata").put("resourceVersion", volume.getMetadata().getResourceVersion());
                if (holder == null) {
                    metadata.putObject("annotations").put(ClaimPlan.BOUND_BY_CONTROLLER, "yes");
                }
                patch.putObject("spec").putObject("claimRef").put("apiVersion", "v1").put("kind", "PersistentVolumeClaim")
                        .put("namespace", claim.getMetadata().getNamespace()).put("name", claim.getMetadata().getName())
                        .put("uid", claim.getMetadata().getUid()).put("resourceVersion", claim.getMetadata().getResourceVersion());
            });
        }
        PersistentVolumeClaim bound = turn.writes().merged(Types.CLAIMS, claim, "", patch -> {
            ObjectNode annotations = patch.putObject("metadata").put("uid", claim.getMetadata().getUid()).putObject("annotations");
            annotations.put(ClaimPlan.BIND_COMPLETED, "yes");
            if (ClaimPlan.text(claim.getSpec().getVolumeName()).isEmpty()) {
                annotations.put(ClaimPlan.BOUND_BY_CONTROLLER, "yes");
            }
            patch.putObject("spec").put("volumeName", volume.getMetadata().getName());
        });
        sayBound(turn, bound, volume);
    }

    private static void sayBound(Turn turn, PersistentVolumeClaim claim, PersistentVolume volume) {
        // From then on its node says how large it is: a volume that has grown need not be usable to its end yet.
        boolean said = claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase()) && claim.getStatus().getCapacity() != null
                && !claim.getStatus().getCapacity().isEmpty();
        if (!said) {
            turn.writes().merge(Types.CLAIMS, claim, "status", patch -> {
                ObjectNode status = patch.putObject("status").put("phase", "Bound");
                if (volume.getSpec().getVolumeAttributesClassName() != null) {
                    // From then on it is the business of who changes the volume.
                    status.put("currentVolumeAttributesClassName", volume.getSpec().getVolumeAttributesClassName());
                }
                status.set("accessModes", Document.mapper().valueToTree(volume.getSpec().getAccessModes()));
                ObjectNode capacity = status.putObject("capacity");
                (volume.getSpec().getCapacity() == null ? Map.<String, Quantity>of() : volume.getSpec().getCapacity())
                        .forEach((name, quantity) -> capacity.put(name, quantity.toString()));
            });
        }
    }

    /// Whether it asks for more than it has.
    private static boolean grows(PersistentVolumeClaim claim) {
        Optional<Quantity> wanted = Optional.ofNullable(claim.getSpec().getResources()).map(VolumeResourceRequirements::getRequests)
                .map(requests -> requests.get("storage"));
        Optional<Quantity> has = Optional.ofNullable(claim.getStatus()).map(PersistentVolumeClaimStatus::getCapacity).map(capacity -> capacity.get("storage"));
        return wanted.isPresent() && has.isPresent() && Quantities.value(wanted.get().toString()).compareTo(Quantities.value(has.get().toString())) > 0;
    }

    private static void sayPhase(Turn turn, PersistentVolumeClaim claim, String phase) {
        if (claim.getStatus() == null || !phase.equals(claim.getStatus().getPhase())) {
            turn.writes().merge(Types.CLAIMS, claim, "status", patch -> patch.putObject("status").put("phase", phase));
        }
    }

    private static void annotate(Turn turn, PersistentVolumeClaim claim, String provisioner) {
        if (!provisioner.equals(ClaimPlan.annotations(claim).get(PROVISIONER))) {
            turn.writes().merge(Types.CLAIMS, claim, "", patch -> patch.putObject("metadata").putObject("annotations")
                    .put(PROVISIONER, provisioner).put("volume.beta.kubernetes.io/storage-provisioner", provisioner));
        }
    }

    /// Takes the finalizer off once no pod that still runs uses the claim.
    private static void letGo(Turn turn, PersistentVolumeClaim claim) {
        List<String> finalizers = claim.getMetadata().getFinalizers();
        boolean used = turn.snapshot().list(Types.PODS, claim.getMetadata().getNamespace()).stream()
                .filter(pod -> pod.getStatus() == null || !List.of("Succeeded", "Failed").contains(ClaimPlan.text(pod.getStatus().getPhase())))
                .filter(pod -> !ClaimPlan.text(pod.getSpec().getNodeName()).isEmpty())
                .anyMatch(pod -> names(pod).anyMatch(claim.getMetadata().getName()::equals));
        if (finalizers.contains(PROTECTION) && !used) {
            turn.writes().merge(Types.CLAIMS, claim, "", patch -> {
                var rest = patch.putObject("metadata").put("uid", claim.getMetadata().getUid()).putArray("finalizers");
                finalizers.stream().filter(name -> !name.equals(PROTECTION)).forEach(rest::add);
            });
        }
    }
}

package dev.marina.controllers.ephemeralvolume;

import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimTemplate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Optional;

/// Makes the claims of a pod's generic ephemeral volumes. pkg/controller/volume/ephemeral/controller.go
public final class EphemeralVolumeReconciler implements ObjectReconciler<Pod> {

    public static Controller controller() {
        return Controller.named("ephemeral-volume")
                .reconciles(Types.PODS, pod -> pod.getSpec().getVolumes().stream().anyMatch(volume -> volume.getEphemeral() != null))
                .alsoWatches(Types.CLAIMS, Mapper.owner(Types.PODS))
                .workers(2).with(new EphemeralVolumeReconciler());
    }

    @Override
    public ResourceType<Pod> type() {
        return Types.PODS;
    }

    @Override
    public Outcome reconcile(Turn turn, Pod pod) {
        if (!PodState.active(pod)) {
            return Outcome.SETTLED;
        }
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getEphemeral() != null && volume.getEphemeral().getVolumeClaimTemplate() != null) {
                claim(turn, pod, volume);
            }
        }
        return Outcome.SETTLED;
    }

    private static void claim(Turn turn, Pod pod, Volume volume) {
        String name = pod.getMetadata().getName() + "-" + volume.getName();
        Optional<PersistentVolumeClaim> present = turn.snapshot().find(Types.CLAIMS, pod.getMetadata().getNamespace(), name);
        if (present.isEmpty()) {
            turn.writes().create(Types.CLAIMS, wanted(pod, name, volume.getEphemeral().getVolumeClaimTemplate()));
        } else if (Snapshot.controller(present.get()).filter(owner -> owner.getUid().equals(pod.getMetadata().getUid())).isEmpty()) {
            turn.event(pod, Severity.Warning, "FailedBinding", "ephemeral volume %s: PVC %s/%s was not created for pod %s/%s (pod is not owner)".formatted(
                    volume.getName(), pod.getMetadata().getNamespace(), name, pod.getMetadata().getNamespace(), pod.getMetadata().getName()));
        }
    }

    static PersistentVolumeClaim wanted(Pod pod, String name, PersistentVolumeClaimTemplate template) {
        ObjectMeta from = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        return new PersistentVolumeClaimBuilder().withNewMetadata().withName(name).withNamespace(pod.getMetadata().getNamespace())
                .withLabels(from.getLabels()).withAnnotations(from.getAnnotations())
                .withOwnerReferences(Owners.controllerReference(Types.PODS, pod)).endMetadata().withSpec(template.getSpec()).build();
    }
}

package dev.marina.controllers.statefulset;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The claims of a set's pods: made before the pod, and owned by set or pod as the retention policy says, so that garbage
/// collection takes them at the right time.
record Claims(StatefulSet set, Turn turn) {

    /// Whether a claim of this ordinal is still on its way out: a pod that would bind to it had no volume soon.
    boolean leaving(int ordinal) {
        return Identity.claims(set, ordinal).stream().flatMap(wanted -> find(wanted).stream())
                .anyMatch(claim -> claim.getMetadata().getDeletionTimestamp() != null
                        || claim.getMetadata().getOwnerReferences().stream()
                                .anyMatch(owner -> owner.getKind().equals("Pod") && owner.getName().equals(Identity.podName(set, ordinal))
                                        && turn.snapshot().find(Types.PODS, set.getMetadata().getNamespace(), owner.getName())
                                                .filter(pod -> pod.getMetadata().getUid().equals(owner.getUid())).isEmpty()));
    }

    void ensure(int ordinal) {
        String pod = Identity.podName(set, ordinal);
        for (PersistentVolumeClaim wanted : Identity.claims(set, ordinal)) {
            if (find(wanted).isPresent()) {
                continue;
            }
            String name = wanted.getMetadata().getName();
            try {
                turn.writes().create(Types.CLAIMS, owned(wanted, owners(wanted, false, Optional.empty())));
                turn.event(set, Severity.Normal, "SuccessfulCreate",
                        "create Claim %s Pod %s in StatefulSet %s success".formatted(name, pod, set.getMetadata().getName()));
            } catch (StatusException e) {
                if (!e.is("AlreadyExists")) {
                    turn.event(set, Severity.Warning, "FailedCreate", "create Claim %s for Pod %s in StatefulSet %s failed error: %s"
                            .formatted(name, pod, set.getMetadata().getName(), e.getMessage()));
                    throw e;
                }
            }
        }
    }

    /// Brings the owners of a pod's claims into line with the policy.
    void retain(Pod pod) {
        int ordinal = Identity.ordinal(set, pod);
        boolean condemned = !Identity.inRange(set, ordinal);
        for (PersistentVolumeClaim wanted : Identity.claims(set, ordinal)) {
            find(wanted).ifPresent(claim -> {
                List<OwnerReference> owners = owners(claim, condemned, Optional.of(pod));
                if (!owners.equals(claim.getMetadata().getOwnerReferences())) {
                    turn.writes().update(Types.CLAIMS, owned(claim, owners));
                }
            });
        }
    }

    private Optional<PersistentVolumeClaim> find(PersistentVolumeClaim wanted) {
        Snapshot now = turn.snapshot();
        return now.find(Types.CLAIMS, wanted.getMetadata().getNamespace(), wanted.getMetadata().getName());
    }

    private List<OwnerReference> owners(PersistentVolumeClaim claim, boolean condemned, Optional<Pod> pod) {
        boolean onScale = deletes(true);
        boolean onDelete = deletes(false);
        boolean bySet = onDelete && !(onScale && condemned);
        boolean byPod = onScale && condemned;
        List<OwnerReference> owners = new ArrayList<>(claim.getMetadata().getOwnerReferences());
        owners.removeIf(owner -> owner.getUid().equals(set.getMetadata().getUid()) && !bySet
                || pod.filter(each -> each.getMetadata().getUid().equals(owner.getUid())).isPresent() && !byPod);
        if (bySet && owners.stream().noneMatch(owner -> owner.getUid().equals(set.getMetadata().getUid()))) {
            owners.add(reference(Types.STATEFUL_SETS.resource().apiVersion(), "StatefulSet", set.getMetadata().getName(), set.getMetadata().getUid()));
        }
        if (byPod && pod.isPresent() && owners.stream().noneMatch(owner -> owner.getUid().equals(pod.get().getMetadata().getUid()))) {
            owners.add(reference("v1", "Pod", pod.get().getMetadata().getName(), pod.get().getMetadata().getUid()));
        }
        return owners;
    }

    private boolean deletes(boolean scaled) {
        var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
        return policy != null && "Delete".equals(scaled ? policy.getWhenScaled() : policy.getWhenDeleted());
    }

    private static OwnerReference reference(String apiVersion, String kind, String name, String uid) {
        return new OwnerReferenceBuilder().withApiVersion(apiVersion).withKind(kind).withName(name).withUid(uid).build();
    }

    private static PersistentVolumeClaim owned(PersistentVolumeClaim claim, List<OwnerReference> owners) {
        return new PersistentVolumeClaimBuilder(claim).editMetadata().withOwnerReferences(owners).endMetadata().build();
    }
}

package dev.marina.controllers.statefulset;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.TemplatePod;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What distinguishes the pods of a set from each other: name, host, ordinal, claims.
final class Identity {

    static final String REVISION = "controller-revision-hash";
    private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

    private Identity() {}

    static String podName(StatefulSet set, int ordinal) {
        return set.getMetadata().getName() + "-" + ordinal;
    }

    /// -1 where the name is not one of the set's.
    static int ordinal(StatefulSet set, Pod pod) {
        String prefix = set.getMetadata().getName() + "-";
        String name = pod.getMetadata().getName();
        String number = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        boolean canonical = number.matches("0|[1-9][0-9]{0,8}");
        return canonical ? Integer.parseInt(number) : -1;
    }

    static int start(StatefulSet set) {
        return set.getSpec().getOrdinals() == null || set.getSpec().getOrdinals().getStart() == null ? 0 : set.getSpec().getOrdinals().getStart();
    }

    static int replicas(StatefulSet set) {
        return set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
    }

    static boolean inRange(StatefulSet set, int ordinal) {
        return ordinal >= start(set) && (long) ordinal < (long) start(set) + replicas(set);
    }

    static String revision(Pod pod) {
        return pod.getMetadata().getLabels() == null ? "" : pod.getMetadata().getLabels().getOrDefault(REVISION, "");
    }

    static Pod pod(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
        String name = podName(set, ordinal);
        return new PodBuilder(TemplatePod.of(template, Types.STATEFUL_SETS, set).build())
                .editMetadata().withGenerateName(null).withName(name).addToLabels(REVISION, revision).addToLabels(POD_NAME, name)
                .addToLabels(POD_INDEX, Integer.toString(ordinal)).endMetadata()
                .editSpec().withHostname(name).withSubdomain(set.getSpec().getServiceName()).withVolumes(volumes(set, template, ordinal)).endSpec().build();
    }

    private static List<Volume> volumes(StatefulSet set, PodTemplateSpec template, int ordinal) {
        List<Volume> volumes = new ArrayList<>();
        Set<String> claimed = new HashSet<>();
        for (PersistentVolumeClaim claim : set.getSpec().getVolumeClaimTemplates()) {
            claimed.add(claim.getMetadata().getName());
            volumes.add(new VolumeBuilder().withName(claim.getMetadata().getName()).withNewPersistentVolumeClaim().withClaimName(claimName(set, claim, ordinal))
                    .withReadOnly(false).endPersistentVolumeClaim().build());
        }
        template.getSpec().getVolumes().stream().filter(volume -> !claimed.contains(volume.getName())).forEach(volumes::add);
        return volumes;
    }

    static String claimName(StatefulSet set, PersistentVolumeClaim claim, int ordinal) {
        return claim.getMetadata().getName() + "-" + podName(set, ordinal);
    }

    static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
        return set.getSpec().getVolumeClaimTemplates().stream().map(template -> {
            Map<String, String> labels = new HashMap<>(template.getMetadata().getLabels() == null ? Map.of() : template.getMetadata().getLabels());
            if (set.getSpec().getSelector().getMatchLabels() != null) {
                labels.putAll(set.getSpec().getSelector().getMatchLabels());
            }
            return new PersistentVolumeClaimBuilder(template).editMetadata().withName(claimName(set, template, ordinal))
                    .withNamespace(set.getMetadata().getNamespace())
                    .withLabels(labels).endMetadata().withStatus(null).build();
        }).toList();
    }

    /// Name labels that somebody took off are put back.
    static boolean matches(StatefulSet set, Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels != null && pod.getMetadata().getName().equals(labels.get(POD_NAME)) && Integer.toString(ordinal(set, pod)).equals(labels.get(POD_INDEX));
    }

    static Pod restored(StatefulSet set, Pod pod) {
        return new PodBuilder(pod).editMetadata().addToLabels(POD_NAME, pod.getMetadata().getName())
                .addToLabels(POD_INDEX, Integer.toString(ordinal(set, pod))).endMetadata().build();
    }

    static boolean runsReady(Pod pod) {
        return PodState.phase(pod).equals("Running") && PodState.ready(pod);
    }

    static boolean available(StatefulSet set, Pod pod, Instant now) {
        int minReady = set.getSpec().getMinReadySeconds() == null ? 0 : set.getSpec().getMinReadySeconds();
        return runsReady(pod) && PodState.available(pod, minReady, now);
    }
}

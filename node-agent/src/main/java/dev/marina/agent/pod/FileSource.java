package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A ConfigMap or Secret of which files of pods are made.
///
/// @param resource its plural
public record FileSource(String resource, String namespace, String name) {

    public static final String CONFIG_MAPS = "configmaps";
    public static final String SECRETS = "secrets";
    /// In every pod, and changed by nobody but the platform: it need not be followed.
    private static final String AUTHORITY = "kube-root-ca.crt";

    /// Those of this pod's volumes that people change.
    public static Set<FileSource> of(Pod pod) {
        Set<FileSource> sources = new HashSet<>();
        String namespace = pod.getMetadata().getNamespace();
        for (Volume volume : Optional.ofNullable(pod.getSpec().getVolumes()).orElse(List.of())) {
            if (volume.getConfigMap() != null) {
                add(sources, CONFIG_MAPS, namespace, volume.getConfigMap().getName());
            }
            if (volume.getSecret() != null) {
                add(sources, SECRETS, namespace, volume.getSecret().getSecretName());
            }
            projections(volume).forEach(projection -> {
                if (projection.getConfigMap() != null) {
                    add(sources, CONFIG_MAPS, namespace, projection.getConfigMap().getName());
                }
                if (projection.getSecret() != null) {
                    add(sources, SECRETS, namespace, projection.getSecret().getName());
                }
            });
        }
        return sources;
    }

    private static Stream<VolumeProjection> projections(Volume volume) {
        return Stream.ofNullable(volume.getProjected()).map(projected -> projected.getSources()).filter(Objects::nonNull).flatMap(List::stream);
    }

    private static void add(Set<FileSource> sources, String resource, String namespace, String name) {
        if (name != null && !name.isEmpty() && !name.equals(AUTHORITY)) {
            sources.add(new FileSource(resource, namespace, name));
        }
    }
}

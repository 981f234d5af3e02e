package dev.marina.console.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/// An object as people write it.
public final class Yaml {

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private Yaml() {}

    /// Without `managedFields`, as kubectl shows it.
    public static String of(HasMetadata object) {
        HasMetadata shown = SERIALIZATION.clone(object);
        shown.getMetadata().setManagedFields(java.util.List.of());
        return SERIALIZATION.asYaml(shown);
    }
}

package dev.marina.controllers.engine;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/// The pod that a template describes, as a controller object makes it.
public final class TemplatePod {

    private TemplatePod() {}

    /// Named after its owner with letters behind, unless the caller names it otherwise.
    public static PodBuilder of(PodTemplateSpec template, ResourceType<?> ownerType, HasMetadata owner) {
        ObjectMeta from = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withNamespace(owner.getMetadata().getNamespace())
                .withGenerateName(owner.getMetadata().getName() + "-")
                .withLabels(from.getLabels()).withAnnotations(from.getAnnotations()).withFinalizers(from.getFinalizers())
                .withOwnerReferences(Owners.controllerReference(ownerType, owner))
                .build();
        return new PodBuilder().withMetadata(metadata).withSpec(template.getSpec());
    }
}

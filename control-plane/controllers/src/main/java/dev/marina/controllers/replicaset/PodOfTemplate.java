package dev.marina.controllers.replicaset;

import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;

/// The pod that a replica set creates.
final class PodOfTemplate {

    private PodOfTemplate() {}

    static Pod of(ReplicaSet set) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        ObjectMeta from = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withNamespace(set.getMetadata().getNamespace())
                .withGenerateName(set.getMetadata().getName() + "-")
                .withLabels(from.getLabels()).withAnnotations(from.getAnnotations()).withFinalizers(from.getFinalizers())
                .withOwnerReferences(Owners.controllerReference(Types.REPLICA_SETS, set))
                .build();
        return new PodBuilder().withMetadata(metadata).withSpec(template.getSpec()).build();
    }
}

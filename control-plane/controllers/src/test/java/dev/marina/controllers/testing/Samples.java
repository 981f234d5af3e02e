package dev.marina.controllers.testing;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Instant;
import java.util.Map;

/// A small shared world of objects.
public final class Samples {

    public static final Map<String, String> WEB = Map.of("app", "web");

    private Samples() {}

    public static ReplicaSet replicaSet(String name, int replicas) {
        return new ReplicaSetBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L).endMetadata()
                .withNewSpec().withReplicas(replicas).withNewSelector().withMatchLabels(WEB).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(WEB).endMetadata()
                .withNewSpec().addNewContainer().withName("web").withImage("web:1").endContainer().endSpec().endTemplate()
                .endSpec().build();
    }

    public static Deployment deployment(String name, int replicas) {
        return new DeploymentBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).withGeneration(1L).endMetadata()
                .withNewSpec().withReplicas(replicas).withProgressDeadlineSeconds(600).withRevisionHistoryLimit(10)
                .withNewStrategy().withType("RollingUpdate").withNewRollingUpdate().withNewMaxSurge("25%").withNewMaxUnavailable("25%").endRollingUpdate().endStrategy()
                .withNewSelector().withMatchLabels(WEB).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(WEB).endMetadata()
                .withNewSpec().addNewContainer().withName("web").withImage("web:1").endContainer().endSpec().endTemplate()
                .endSpec().build();
    }

    public static Pod pod(String name) {
        return new PodBuilder().withNewMetadata().withName(name).withNamespace("default").withLabels(WEB).withCreationTimestamp("2026-01-01T00:00:00Z").endMetadata()
                .withNewSpec().addNewContainer().withName("web").withImage("web:1").endContainer().endSpec()
                .withNewStatus().withPhase("Pending").endStatus().build();
    }

    public static Pod running(Pod pod, String node, Instant readySince) {
        return new PodBuilder(pod).editSpec().withNodeName(node).endSpec()
                .withNewStatus().withPhase("Running").withPodIP("10.244.1." + (10 + Math.floorMod(pod.getMetadata().getName().hashCode(), 200)))
                .addNewCondition().withType("Ready").withStatus("True").withLastTransitionTime(readySince.toString()).endCondition().endStatus().build();
    }

    public static Node node(String name, String cpu, String memory) {
        return new NodeBuilder().withNewMetadata().withName(name).withLabels(Map.of("kubernetes.io/hostname", name)).endMetadata()
                .withNewSpec().endSpec()
                .withNewStatus().withAllocatable(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory), "pods", new Quantity("110")))
                .addNewCondition().withType("Ready").withStatus("True").endCondition().endStatus().build();
    }
}

package dev.marina.testing.simulation;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Map;

/// What simulated workloads are made of, and how their pods are found.
final class Templates {

    private Templates() {}

    static ObjectMeta named(String name) {
        return new ObjectMetaBuilder().withName(name).withNamespace(Simulation.NAMESPACE).build();
    }

    static PodTemplateSpec template(String name) {
        return template(name, "100m");
    }

    static PodTemplateSpec template(String name, String cpu) {
        return new PodTemplateSpecBuilder().withNewMetadata().withLabels(labels(name)).endMetadata()
                .withNewSpec().addNewContainer().withName("main").withImage("web:1").withNewResources().withRequests(Map.of("cpu", new Quantity(cpu)))
                .endResources().endContainer().endSpec().build();
    }

    static Map<String, String> labels(String name) {
        return Map.of("app", name);
    }

    static Deployment deployment(String name, int replicas) {
        return new DeploymentBuilder().withMetadata(named(name)).withNewSpec().withReplicas(replicas).withNewSelector().withMatchLabels(labels(name))
                .endSelector().withTemplate(template(name)).endSpec().build();
    }

    static boolean of(Pod pod, String name) {
        return pod.getMetadata().getLabels() != null && name.equals(pod.getMetadata().getLabels().get("app"));
    }

    static List<Pod> pods(Snapshot now, String name) {
        return now.list(Types.PODS, Simulation.NAMESPACE).stream().filter(pod -> of(pod, name)).toList();
    }

    static List<Pod> active(Snapshot now, String name) {
        return pods(now, name).stream().filter(PodState::active).toList();
    }

    static String image(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getImage();
    }

    static int number(Integer value) {
        return value == null ? 0 : value;
    }
}

package dev.marina.testing.simulation;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Optional;

/// Pods that get their nodes together, beside others that want the room. Whatever is killed between two of their bindings, the rest follow; and
/// nobody who has a node is still promised one.
final class SimulatedGang implements Workload {

    private static final GroupVersionResource GROUPS = new GroupVersionResource("scheduling.k8s.io", "v1alpha2", "podgroups");
    private static final String BESIDE = "beside";
    private static final int MEMBERS = 4;

    private final Simulation simulation;
    private final String name;
    private int others = 2;

    SimulatedGang(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
    }

    @Override
    public void create() {
        simulation.people().create(Types.DEPLOYMENTS, new DeploymentBuilder(Templates.deployment(name, MEMBERS)).editSpec()
                .withTemplate(Templates.template(name, "500m").edit().editSpec().withNewSchedulingGroup(name).endSpec().build()).endSpec().build());
        simulation.people().create(Types.DEPLOYMENTS, new DeploymentBuilder(Templates.deployment(BESIDE, others)).editSpec()
                .withTemplate(Templates.template(BESIDE, "500m")).endSpec().build());
        simulation.server().create(simulation.people().call(), GROUPS, Document.object("scheduling.k8s.io/v1alpha2", "PodGroup").edited(group -> {
            group.putObject("metadata").put("name", name).put("namespace", Simulation.NAMESPACE);
            group.putObject("spec").putObject("schedulingPolicy").putObject("gang").put("minCount", MEMBERS);
        }));
    }

    @Override
    public void change() {
        if (simulation.random.nextInt(3) == 0) {
            simulation.any(Templates.active(simulation.snapshot(), name)).ifPresent(pod -> {
                simulation.tell("somebody deletes " + pod.getMetadata().getName());
                simulation.people().delete(Types.PODS, pod);
            });
            return;
        }
        others = simulation.random.nextInt(5);
        simulation.tell("%d beside the gang".formatted(others));
        Deployment beside = simulation.snapshot().find(Types.DEPLOYMENTS, Simulation.NAMESPACE, BESIDE).orElseThrow();
        simulation.people().update(Types.DEPLOYMENTS, new DeploymentBuilder(beside).editSpec().withReplicas(others).endSpec().build());
    }

    @Override
    public Optional<String> broken() {
        return Templates.pods(simulation.snapshot(), name).stream()
                .filter(pod -> !PodState.nodeName(pod).isEmpty() && pod.getStatus() != null && pod.getStatus().getNominatedNodeName() != null)
                .findFirst().map(pod -> "%s has a node and is promised %s".formatted(pod.getMetadata().getName(), pod.getStatus().getNominatedNodeName()));
    }

    @Override
    public Optional<String> unsettled() {
        return missing(name, MEMBERS).or(() -> missing(BESIDE, others));
    }

    private Optional<String> missing(String of, int wanted) {
        List<Pod> pods = Templates.pods(simulation.snapshot(), of).stream().filter(pod -> !PodState.ended(pod)).toList();
        return pods.size() == wanted && pods.stream().allMatch(PodState::ready)
                ? Optional.empty()
                : Optional.of("%s wants %d, and has %s".formatted(of, wanted, Simulation.names(pods)));
    }

    @Override
    public void delete() {
        for (String each : List.of(name, BESIDE)) {
            simulation.people().delete(Types.DEPLOYMENTS, simulation.snapshot().find(Types.DEPLOYMENTS, Simulation.NAMESPACE, each).orElseThrow());
        }
        simulation.server().delete(simulation.people().call(), GROUPS, Simulation.NAMESPACE, name, Document.empty());
    }
}

package dev.marina.testing.simulation;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.testing.simulation.FaultyClient.Write;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Optional;

/// More unimportant pods than the nodes have room for, and important ones that come later. Only the unimportant make room.
final class SimulatedPreemption implements Workload {

    private static final GroupVersionResource PRIORITIES = new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");
    private static final String HIGH = "high";

    private final Simulation simulation;
    private final String name;
    private int important;

    SimulatedPreemption(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
    }

    @Override
    public void create() {
        simulation.server().create(simulation.people().call(), PRIORITIES,
                Document.object("scheduling.k8s.io/v1", "PriorityClass").with(HIGH, "metadata", "name").with(1000, "value"));
        simulation.people().create(Types.DEPLOYMENTS, deployment(name, 14, null));
        simulation.people().create(Types.DEPLOYMENTS, deployment(HIGH, important, HIGH));
    }

    private static Deployment deployment(String name, int replicas, String priority) {
        return new DeploymentBuilder(Templates.deployment(name, replicas)).editSpec()
                .withTemplate(Templates.template(name, "500m").edit().editSpec().withPriorityClassName(priority).endSpec().build()).endSpec().build();
    }

    @Override
    public void change() {
        important = simulation.random.nextInt(8);
        simulation.tell(important + " important pods");
        Deployment high = simulation.snapshot().find(Types.DEPLOYMENTS, Simulation.NAMESPACE, HIGH).orElseThrow();
        simulation.people().update(Types.DEPLOYMENTS, new DeploymentBuilder(high).editSpec().withReplicas(important).endSpec().build());
    }

    @Override
    public Optional<String> wrong(Write write) {
        boolean preempts = write.user().equals("system:kube-scheduler") && write.verb().equals("delete") && write.of(Types.PODS.resource());
        return preempts && write.key().name().startsWith(HIGH) ? Optional.of("%s has to make room".formatted(write.key().name())) : Optional.empty();
    }

    @Override
    public Optional<String> broken() {
        return Optional.empty();
    }

    @Override
    public Optional<String> unsettled() {
        List<Pod> high = Templates.pods(simulation.snapshot(), HIGH).stream().filter(pod -> !PodState.ended(pod)).toList();
        long ready = high.stream().filter(PodState::ready).count();
        long low = Templates.active(simulation.snapshot(), name).stream().filter(PodState::ready).count();
        long room = simulation.nodes.names().size() * 4L;
        return high.size() == important && ready == important && low == Math.min(14, room - important)
                ? Optional.empty()
                : Optional.of("%d important pods are wanted, and there are %s beside %d of %d".formatted(important, Simulation.names(high), low,
                        room - important));
    }

    @Override
    public void delete() {
        for (String each : List.of(name, HIGH)) {
            simulation.people().delete(Types.DEPLOYMENTS, simulation.snapshot().find(Types.DEPLOYMENTS, Simulation.NAMESPACE, each).orElseThrow());
        }
    }
}

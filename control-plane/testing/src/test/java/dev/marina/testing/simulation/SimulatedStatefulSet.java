package dev.marina.testing.simulation;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.testing.simulation.FaultyClient.Write;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Optional;

/// Its size and its template change, its pods fail and are deleted. That no two of one ordinal run is checked where they run.
final class SimulatedStatefulSet implements Workload {

    private final Simulation simulation;
    private final String name;
    private final boolean ordered;
    private int replicas = 3;
    private int version = 1;

    SimulatedStatefulSet(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        this.ordered = simulation.random.nextBoolean();
    }

    @Override
    public void create() {
        simulation.people().create(Types.STATEFUL_SETS, new StatefulSetBuilder().withMetadata(Templates.named(name)).withNewSpec().withReplicas(replicas)
                .withServiceName(name).withPodManagementPolicy(ordered ? "OrderedReady" : "Parallel").withNewSelector()
                .withMatchLabels(Templates.labels(name)).endSelector().withTemplate(Templates.template(name)).endSpec().build());
    }

    @Override
    public void change() {
        StatefulSetBuilder changed = new StatefulSetBuilder(set());
        switch (simulation.random.nextInt(3)) {
            case 0 -> {
                replicas = simulation.random.nextInt(6);
                changed.editSpec().withReplicas(replicas).endSpec();
            }
            case 1 -> {
                version = 1 + simulation.random.nextInt(3);
                changed.editSpec().editTemplate().editSpec().editFirstContainer().withImage("web:" + version).endContainer().endSpec().endTemplate().endSpec();
            }
            default -> {
                simulation.any(active()).ifPresent(pod -> {
                    simulation.tell("somebody deletes " + pod.getMetadata().getName());
                    simulation.people().delete(Types.PODS, pod);
                });
                return;
            }
        }
        simulation.tell("%s: %d of web:%d".formatted(name, replicas, version));
        simulation.people().update(Types.STATEFUL_SETS, changed.build());
    }

    @Override
    public void progress(Pod pod) {
        if (!simulation.calm && simulation.faulty() && Templates.of(pod, name)) {
            switch (simulation.random.nextInt(10)) {
                case 0 -> simulation.nodes.unready(pod);
                case 1 -> simulation.nodes.end(pod, "Failed");
                default -> {
                }
            }
        }
    }

    @Override
    public Optional<String> wrong(Write write) {
        if (!write.of(Types.PODS.resource()) || !write.verb().equals("create") || !write.key().name().startsWith(name + "-") || !ordered || !simulation.calm
                || simulation.inBetween()) {
            return Optional.empty();
        }
        int ordinal = ordinal(write.key().name());
        for (int before = 0; before < ordinal; before++) {
            String earlier = name + "-" + before;
            if (active().stream().noneMatch(pod -> pod.getMetadata().getName().equals(earlier) && PodState.ready(pod))) {
                return Optional.of("%s is made before %s is ready".formatted(write.key().name(), earlier));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> broken() {
        return Optional.empty();
    }

    @Override
    public Optional<String> unsettled() {
        StatefulSet set = set();
        List<Pod> pods = Templates.pods(simulation.snapshot(), name);
        boolean well = pods.size() == replicas && pods.stream()
                .allMatch(pod -> PodState.ready(pod) && Templates.image(pod).equals("web:" + version) && ordinal(pod.getMetadata().getName()) < replicas);
        if (!well) {
            return Optional.of("%s wants %d of web:%d and has %s".formatted(name, replicas, version, Simulation.names(pods)));
        }
        var status = set.getStatus();
        return set.getMetadata().getGeneration().equals(status.getObservedGeneration()) && Templates.number(status.getReadyReplicas()) == replicas
                && status.getCurrentRevision().equals(status.getUpdateRevision())
                        ? Optional.empty()
                        : Optional.of("%s says %s".formatted(name, status));
    }

    @Override
    public void delete() {
        simulation.people().delete(Types.STATEFUL_SETS, set(), simulation.random.nextBoolean() ? "Foreground" : "Background");
    }

    private static int ordinal(String pod) {
        return Integer.parseInt(pod.substring(pod.lastIndexOf('-') + 1));
    }

    private List<Pod> active() {
        return Templates.active(simulation.snapshot(), name);
    }

    private StatefulSet set() {
        return simulation.snapshot().find(Types.STATEFUL_SETS, Simulation.NAMESPACE, name).orElseThrow();
    }
}

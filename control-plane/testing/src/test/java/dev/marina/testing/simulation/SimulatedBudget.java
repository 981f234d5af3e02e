package dev.marina.testing.simulation;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpecBuilder;
import java.util.List;
import java.util.Optional;

/// Somebody evicts its pods again and again. As long as nothing else takes any, there are never fewer than must be.
final class SimulatedBudget implements Workload {

    private final Simulation simulation;
    private final String name;
    private final int replicas;
    private final int least;
    private final boolean byMissing;
    private boolean reached;

    SimulatedBudget(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        this.replicas = 2 + simulation.random.nextInt(4);
        this.least = 1 + simulation.random.nextInt(replicas - 1);
        this.byMissing = simulation.random.nextBoolean();
    }

    @Override
    public void create() {
        PodDisruptionBudgetSpecBuilder spec = new PodDisruptionBudgetSpecBuilder().withNewSelector().withMatchLabels(Templates.labels(name)).endSelector();
        simulation.people().create(Types.DISRUPTION_BUDGETS, new PodDisruptionBudgetBuilder().withMetadata(Templates.named(name))
                .withSpec((byMissing ? spec.withMaxUnavailable(new IntOrString(replicas - least)) : spec.withMinAvailable(new IntOrString(least))).build())
                .build());
        simulation.people().create(Types.DEPLOYMENTS, Templates.deployment(name, replicas));
    }

    @Override
    public void change() {
        for (Pod pod : Templates.pods(simulation.snapshot(), name)) {
            if (simulation.random.nextInt(3) > 0) {
                evict(pod);
            }
        }
    }

    private void evict(Pod pod) {
        Document eviction = Document.object("policy/v1", "Eviction").with(pod.getMetadata().getName(), "metadata", "name").with(Simulation.NAMESPACE,
                "metadata",
                "namespace");
        try {
            simulation.server().createSub(simulation.people().call(), Types.PODS.resource(), Simulation.NAMESPACE, pod.getMetadata().getName(), "eviction",
                    eviction);
            simulation.tell(pod.getMetadata().getName() + " is evicted");
        } catch (StatusException e) {
            if (!e.is("TooManyRequests")) {
                throw e;
            }
            simulation.tell(pod.getMetadata().getName() + " may not be evicted");
        }
    }

    @Override
    public Optional<String> broken() {
        reached |= healthy() >= least;
        return simulation.calm && reached && healthy() < least
                ? Optional.of("%d pods are healthy, and %d must be: %s".formatted(healthy(), least,
                        Simulation.names(Templates.pods(simulation.snapshot(), name))))
                : Optional.empty();
    }

    private long healthy() {
        return Templates.active(simulation.snapshot(), name).stream().filter(PodState::ready).count();
    }

    @Override
    public Optional<String> unsettled() {
        List<Pod> pods = Templates.pods(simulation.snapshot(), name).stream().filter(pod -> !PodState.ended(pod)).toList();
        if (pods.size() != replicas || healthy() != replicas) {
            return Optional.of("%s wants %d and has %s".formatted(name, replicas, Simulation.names(pods)));
        }
        PodDisruptionBudget budget = simulation.snapshot().find(Types.DISRUPTION_BUDGETS, Simulation.NAMESPACE, name).orElseThrow();
        return budget.getStatus().getDisruptionsAllowed() == replicas - least && budget.getStatus().getCurrentHealthy() == replicas
                ? Optional.empty()
                : Optional.of("%d may go, and the budget says %s".formatted(replicas - least, budget.getStatus()));
    }

    @Override
    public void delete() {
        simulation.people().delete(Types.DEPLOYMENTS, simulation.snapshot().find(Types.DEPLOYMENTS, Simulation.NAMESPACE, name).orElseThrow(), "Background");
    }
}

package dev.marina.testing.simulation;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A replica set that wants more pods than its namespace may have, and people who make and delete some beside it. There are never more than
/// may be, and in the end exactly as many.
final class SimulatedQuota implements Workload {

    private static final String BESIDE = "beside";

    private final Simulation simulation;
    private final String name;
    private final int hard;
    private int made;

    SimulatedQuota(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        this.hard = 2 + simulation.random.nextInt(4);
    }

    @Override
    public void create() {
        simulation.people().create(Types.RESOURCE_QUOTAS, new ResourceQuotaBuilder().withMetadata(Templates.named(name)).withNewSpec()
                .withHard(Map.of("pods", new Quantity(Integer.toString(hard)), "requests.cpu", new Quantity(hard * 100 + "m"))).endSpec().build());
        simulation.people().create(Types.REPLICA_SETS, new ReplicaSetBuilder().withMetadata(Templates.named(name)).withNewSpec().withReplicas(hard + 3)
                .withNewSelector().withMatchLabels(Templates.labels(name)).endSelector().withTemplate(Templates.template(name)).endSpec().build());
    }

    @Override
    public void change() {
        if (simulation.random.nextBoolean()) {
            simulation.any(alive()).ifPresent(pod -> {
                simulation.tell("somebody deletes " + pod.getMetadata().getName());
                simulation.people().delete(Types.PODS, pod);
            });
            return;
        }
        try {
            simulation.people().create(Types.PODS, new PodBuilder().withMetadata(Templates.named(BESIDE + "-" + ++made)).editMetadata()
                    .withLabels(Templates.labels(BESIDE)).endMetadata().withSpec(Templates.template(BESIDE).getSpec()).build());
            simulation.tell("somebody makes a pod");
        } catch (StatusException e) {
            // there is no room, or no service account yet
            simulation.tell("somebody is refused: " + e.getMessage());
        }
    }

    @Override
    public void progress(Pod pod) {
        if (simulation.faulty() && simulation.random.nextInt(8) == 0) {
            simulation.nodes.end(pod, "Failed");
        }
    }

    @Override
    public Optional<String> broken() {
        return alive().size() > hard
                ? Optional.of("%d pods are there, %d may be: %s".formatted(alive().size(), hard, Simulation.names(alive())))
                : Optional.empty();
    }

    @Override
    public Optional<String> unsettled() {
        List<Pod> pods = alive();
        if (pods.size() != hard || !pods.stream().allMatch(PodState::ready)) {
            return Optional.of("%d pods may be, and there are %s".formatted(hard, Simulation.names(pods)));
        }
        ResourceQuota quota = simulation.snapshot().find(Types.RESOURCE_QUOTAS, Simulation.NAMESPACE, name).orElseThrow();
        return quota.getStatus().getUsed().get("pods").getAmount().equals(Integer.toString(hard))
                ? Optional.empty()
                : Optional.of("%d are used, and the quota says %s".formatted(hard, quota.getStatus()));
    }

    @Override
    public void delete() {
        simulation.people().delete(Types.REPLICA_SETS, simulation.snapshot().find(Types.REPLICA_SETS, Simulation.NAMESPACE, name).orElseThrow());
        Templates.pods(simulation.snapshot(), BESIDE).forEach(pod -> simulation.people().delete(Types.PODS, pod));
    }

    /// What a quota counts.
    private List<Pod> alive() {
        return simulation.snapshot().list(Types.PODS, Simulation.NAMESPACE).stream().filter(pod -> !PodState.ended(pod)).toList();
    }
}

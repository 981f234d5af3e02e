package dev.marina.testing.simulation;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.testing.simulation.FaultyClient.Write;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.Optional;

/// Its template and its size change at any time, it is paused and goes on. There are never more pods than surge allows, and never fewer
/// available than there must be.
///
/// But for those of a set that has just been asked for fewer: its controller takes them away when it comes to it, and another set is asked for more
/// at once. Upstream promises the same: its bound is on what sets are asked to have, not on pods that there are (NewRSNewReplicas in
/// pkg/controller/deployment/util/deployment_util.go; checkRollingUpdateStatus in test/utils/deployment.go sums `spec.replicas`).
final class SimulatedDeployment implements Workload {

    private final Simulation simulation;
    private final String name;
    private final int surge;
    private final int unavailable;
    private final boolean recreate;
    private int replicas;
    private int version = 1;
    /// Somebody has changed the size, and what was begun before that may still go on.
    private boolean resized = true;

    SimulatedDeployment(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        this.replicas = 1 + simulation.random.nextInt(6);
        this.surge = simulation.random.nextInt(3);
        this.unavailable = surge == 0 ? 1 : simulation.random.nextInt(3);
        this.recreate = simulation.random.nextInt(6) == 0;
    }

    @Override
    public void create() {
        var strategy = Templates.deployment(name, replicas).edit().editSpec().withNewStrategy().withType(recreate ? "Recreate" : "RollingUpdate");
        Deployment made = recreate
                ? strategy.endStrategy().endSpec().build()
                : strategy.withNewRollingUpdate().withMaxSurge(new IntOrString(surge)).withMaxUnavailable(new IntOrString(unavailable))
                        .endRollingUpdate().endStrategy().endSpec().build();
        simulation.people().create(Types.DEPLOYMENTS, made);
    }

    @Override
    public void change() {
        DeploymentBuilder changed = new DeploymentBuilder(deployment());
        switch (simulation.random.nextInt(4)) {
            case 0, 1 -> {
                version = 1 + simulation.random.nextInt(3);
                changed.editSpec().editTemplate().editSpec().editFirstContainer().withImage("web:" + version).endContainer().endSpec().endTemplate().endSpec();
            }
            case 2 -> {
                replicas = simulation.random.nextInt(7);
                resized = true;
                changed.editSpec().withReplicas(replicas).endSpec();
            }
            default -> changed.editSpec().withPaused(!Boolean.TRUE.equals(deployment().getSpec().getPaused())).endSpec();
        }
        simulation.tell("%s: %d of web:%d".formatted(name, replicas, version));
        simulation.people().update(Types.DEPLOYMENTS, changed.build());
    }

    @Override
    public void progress(Pod pod) {
        if (!simulation.calm && simulation.faulty() && Templates.of(pod, name) && simulation.random.nextInt(6) == 0) {
            simulation.nodes.unready(pod);
        }
    }

    @Override
    public Optional<String> wrong(Write write) {
        if (!write.of(Types.PODS.resource()) || !write.verb().equals("delete") || !simulation.calm || recreate || resized) {
            return Optional.empty();
        }
        long before = available().size();
        long after = available().stream().filter(pod -> !pod.getMetadata().getName().equals(write.key().name())).count();
        return after < before && after < least()
                ? Optional.of("%s goes though only %d are available then, and %d must be".formatted(write.key().name(), after, least()))
                : Optional.empty();
    }

    private int least() {
        return replicas - Math.min(replicas, unavailable);
    }

    @Override
    public Optional<String> broken() {
        int most = replicas + (recreate || replicas == 0 ? 0 : surge);
        // as long as a set has more pods than it wants, another one may make its own: each is told its share at the same time
        if (resized && !simulation.inBetween() && available().size() >= least() && active().size() <= most && wanted() <= most && surplus() == 0) {
            resized = false;
        }
        if (recreate && images() > 1) {
            return Optional.of("%s runs two versions at once: %s".formatted(name, Simulation.names(active())));
        }
        if (!resized && !recreate && wanted() > most) {
            return Optional.of("%s asks its sets for %d pods, %d may be".formatted(name, wanted(), most));
        }
        // what its sets are asked for is bounded; a set that is asked for fewer takes its own time to have fewer
        return !resized && active().size() - surplus() > most
                ? Optional.of("%s has %d pods, %d may be: %s".formatted(name, active().size(), most, Simulation.names(active())))
                : Optional.empty();
    }

    /// How many pods its sets have that they do not want any more.
    private long surplus() {
        List<Pod> active = active();
        return sets().stream().mapToLong(set -> Math.max(0, active.stream()
                .filter(pod -> Snapshot.controller(pod).filter(owner -> owner.getUid().equals(set.getMetadata().getUid())).isPresent()).count()
                - set.getSpec().getReplicas())).sum();
    }

    private long images() {
        return simulation.snapshot().list(Types.PODS, Simulation.NAMESPACE).stream().filter(pod -> Templates.of(pod, name) && !PodState.ended(pod))
                .map(Templates::image).distinct().count();
    }

    @Override
    public Optional<String> unsettled() {
        Deployment deployment = deployment();
        if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
            simulation.people().update(Types.DEPLOYMENTS, new DeploymentBuilder(deployment).editSpec().withPaused(false).endSpec().build());
            return Optional.of(name + " was paused");
        }
        List<Pod> pods = simulation.snapshot().list(Types.PODS, Simulation.NAMESPACE).stream().filter(pod -> Templates.of(pod, name))
                .filter(pod -> !PodState.ended(pod)).toList();
        boolean well = pods.size() == replicas && pods.stream().allMatch(pod -> PodState.ready(pod) && Templates.image(pod).equals("web:" + version));
        if (!well) {
            return Optional.of("%s wants %d of web:%d and has %s".formatted(name, replicas, version, Simulation.names(pods)));
        }
        Integer said = deployment.getStatus().getAvailableReplicas();
        return (said == null ? 0 : said) == replicas && deployment.getMetadata().getGeneration().equals(deployment.getStatus().getObservedGeneration())
                ? Optional.empty()
                : Optional.of("%s says %s".formatted(name, deployment.getStatus()));
    }

    @Override
    public void delete() {
        simulation.people().delete(Types.DEPLOYMENTS, deployment(), simulation.random.nextBoolean() ? "Foreground" : "Background");
    }

    private int wanted() {
        return sets().stream().mapToInt(set -> set.getSpec().getReplicas()).sum();
    }

    private List<ReplicaSet> sets() {
        return simulation.snapshot().controlledBy(Types.REPLICA_SETS, deployment().getMetadata().getUid());
    }

    private List<Pod> active() {
        return Templates.active(simulation.snapshot(), name);
    }

    private List<Pod> available() {
        return active().stream().filter(PodState::ready).toList();
    }

    private Deployment deployment() {
        Snapshot now = simulation.snapshot();
        return now.find(Types.DEPLOYMENTS, Simulation.NAMESPACE, name).orElseThrow();
    }
}

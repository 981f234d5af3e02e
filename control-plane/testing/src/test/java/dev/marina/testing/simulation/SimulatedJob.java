package dev.marina.testing.simulation;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Its pods succeed, fail or are deleted by somebody; it is suspended and goes on. Never do more run than may, and each is counted once.
final class SimulatedJob implements Workload {

    private final Simulation simulation;
    private final String name;
    private final int parallelism;
    private final int completions;
    private final boolean indexed;
    private final Set<String> succeeded = new HashSet<>();
    private final Set<String> failed = new HashSet<>();

    SimulatedJob(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        this.parallelism = 1 + simulation.random.nextInt(4);
        this.completions = 1 + simulation.random.nextInt(6);
        this.indexed = simulation.random.nextBoolean();
    }

    @Override
    public void create() {
        simulation.people().create(Types.JOBS, new JobBuilder().withMetadata(Templates.named(name)).withNewSpec().withParallelism(parallelism)
                .withCompletions(completions).withCompletionMode(indexed ? "Indexed" : "NonIndexed").withBackoffLimit(1_000)
                .withTemplate(Templates.template(name).edit().editSpec().withRestartPolicy("Never").endSpec().build()).endSpec().build());
    }

    @Override
    public void change() {
        if (simulation.random.nextBoolean()) {
            simulation.any(active()).ifPresent(pod -> {
                simulation.tell("somebody deletes " + pod.getMetadata().getName());
                simulation.people().delete(Types.PODS, pod);
            });
        } else if (!finished(job())) {
            boolean suspended = Boolean.TRUE.equals(job().getSpec().getSuspend());
            simulation.tell(name + (suspended ? " goes on" : " is suspended"));
            simulation.people().update(Types.JOBS, new JobBuilder(job()).editSpec().withSuspend(!suspended).endSpec().build());
        }
    }

    @Override
    public void progress(Pod pod) {
        if (Templates.of(pod, name)) {
            boolean well = simulation.random.nextInt(3) > 0;
            simulation.nodes.end(pod, well ? "Succeeded" : "Failed");
            (well ? succeeded : failed).add(pod.getMetadata().getUid());
        }
    }

    @Override
    public Optional<String> broken() {
        if (simulation.snapshot().find(Types.JOBS, Simulation.NAMESPACE, name).isEmpty()) {
            return Optional.empty();
        }
        if (active().size() > parallelism) {
            return Optional.of("%s runs %d pods, %d may: %s".formatted(name, active().size(), parallelism, Simulation.names(active())));
        }
        JobStatus status = job().getStatus();
        int counted = status == null ? 0 : Templates.number(status.getSucceeded());
        return counted > Math.min(completions, succeeded.size())
                ? Optional.of("%s counts %d successes, there were %d, and %d are wanted".formatted(name, counted, succeeded.size(), completions))
                : Optional.empty();
    }

    @Override
    public Optional<String> unsettled() {
        Job job = job();
        if (Boolean.TRUE.equals(job.getSpec().getSuspend()) && !finished(job)) {
            simulation.people().update(Types.JOBS, new JobBuilder(job).editSpec().withSuspend(false).endSpec().build());
            return Optional.of(name + " was suspended");
        }
        List<Pod> pods = Templates.pods(simulation.snapshot(), name);
        return finished(job) && Templates.number(job.getStatus().getSucceeded()) == completions && Templates.number(job.getStatus().getActive()) == 0
                && pods.stream().allMatch(pod -> pod.getMetadata().getFinalizers().isEmpty() && PodState.ended(pod))
                        ? Optional.empty()
                        : Optional.of("%s wants %d successes and has %s; it says %s".formatted(name, completions, Simulation.names(pods), job.getStatus()));
    }

    private static boolean finished(Job job) {
        return job.getStatus() != null && job.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Complete") && condition.getStatus().equals("True"));
    }

    @Override
    public void delete() {
        simulation.people().delete(Types.JOBS, job(), simulation.random.nextBoolean() ? "Foreground" : "Background");
    }

    private List<Pod> active() {
        return Templates.active(simulation.snapshot(), name);
    }

    private Job job() {
        return simulation.snapshot().find(Types.JOBS, Simulation.NAMESPACE, name).orElseThrow();
    }
}

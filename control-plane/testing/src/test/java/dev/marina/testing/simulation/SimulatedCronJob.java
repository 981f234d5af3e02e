package dev.marina.testing.simulation;

import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/// Becomes due every minute, is suspended and goes on, its pods succeed or fail. Unless it allows that, never do two of its jobs run beside each
/// other, and what is finished is kept up to its limits.
final class SimulatedCronJob implements Workload {

    private final Simulation simulation;
    private final String name;
    private final String concurrency;
    private final int kept;

    SimulatedCronJob(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        this.concurrency = List.of("Allow", "Forbid", "Replace").get(simulation.random.nextInt(3));
        this.kept = simulation.random.nextInt(3);
    }

    @Override
    public void create() {
        simulation.people().create(Types.CRON_JOBS, new CronJobBuilder().withMetadata(Templates.named(name)).withNewSpec().withSchedule("* * * * *")
                .withConcurrencyPolicy(concurrency).withSuccessfulJobsHistoryLimit(kept).withFailedJobsHistoryLimit(kept).withNewJobTemplate().withNewSpec()
                .withBackoffLimit(2).withTemplate(Templates.template(name).edit().editSpec().withRestartPolicy("Never").endSpec().build()).endSpec()
                .endJobTemplate().endSpec().build());
    }

    @Override
    public void change() {
        if (simulation.random.nextInt(3) > 0) {
            suspend(!Boolean.TRUE.equals(cronJob().getSpec().getSuspend()));
        } else {
            simulation.any(jobs()).ifPresent(job -> {
                simulation.tell("somebody deletes " + job.getMetadata().getName());
                simulation.people().delete(Types.JOBS, job, "Background");
            });
        }
    }

    private void suspend(boolean suspended) {
        simulation.tell(name + (suspended ? " is suspended" : " goes on"));
        simulation.people().update(Types.CRON_JOBS, new CronJobBuilder(cronJob()).editSpec().withSuspend(suspended).endSpec().build());
    }

    @Override
    public void progress(Pod pod) {
        if (Templates.of(pod, name) && simulation.random.nextInt(3) > 0) {
            simulation.nodes.end(pod, simulation.random.nextInt(4) > 0 ? "Succeeded" : "Failed");
        }
    }

    @Override
    public Optional<String> broken() {
        if (concurrency.equals("Allow")) {
            return Optional.empty();
        }
        List<String> running = jobs().stream().filter(job -> !finished(job) && job.getMetadata().getDeletionTimestamp() == null)
                .map(job -> job.getMetadata().getName()).toList();
        return running.size() > 1 ? Optional.of("%s (%s) has two jobs at a time: %s".formatted(name, concurrency, running)) : Optional.empty();
    }

    @Override
    public Optional<String> unsettled() {
        CronJob cronJob = cronJob();
        if (!Boolean.TRUE.equals(cronJob.getSpec().getSuspend())) {
            suspend(true);
            return Optional.of(name + " went on");
        }
        List<Job> jobs = jobs();
        long succeeded = jobs.stream().filter(job -> ended(job, "Complete")).count();
        long failed = jobs.stream().filter(job -> ended(job, "Failed")).count();
        boolean noneActive = cronJob.getStatus() == null || cronJob.getStatus().getActive().isEmpty();
        return jobs.stream().allMatch(SimulatedCronJob::finished) && succeeded <= kept && failed <= kept && noneActive
                ? Optional.empty()
                : Optional.of("%s keeps %d of each and has %d that succeeded, %d that failed, %d in all; it says %s".formatted(name, kept, succeeded, failed,
                        jobs.size(), cronJob.getStatus()));
    }

    @Override
    public void delete() {
        simulation.people().delete(Types.CRON_JOBS, cronJob(), simulation.random.nextBoolean() ? "Foreground" : "Background");
    }

    private static boolean finished(Job job) {
        return ended(job, "Complete") || ended(job, "Failed");
    }

    private static boolean ended(Job job, String how) {
        return job.getStatus() != null && job.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals(how) && condition.getStatus().equals("True"));
    }

    private List<Job> jobs() {
        return simulation.snapshot().list(Types.JOBS, Simulation.NAMESPACE).stream()
                .filter(job -> job.getMetadata().getOwnerReferences().stream().map(OwnerReference::getName).anyMatch(name::equals)).toList();
    }

    private CronJob cronJob() {
        return simulation.snapshot().find(Types.CRON_JOBS, Simulation.NAMESPACE, name).orElseThrow();
    }
}

package dev.marina.controllers.job;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.PodWrites;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.job.JobPlan.Note;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs a job's pods and counts how they end.
public final class JobReconciler implements Reconciler {

    private static final String MANAGER = "kubernetes.io/job-controller";

    public static Controller controller() {
        return Controller.named("job").reconciles(Types.JOBS)
                .alsoWatches(Types.PODS, Mapper.owner(Types.JOBS))
                .alsoWatches(Types.PODS, JobReconciler::jobOfOrphan)
                .alsoWatches(Types.PODS, Mapper.adopting(Types.JOBS, JobReconciler::adopts))
                .leftOver(JobReconciler::leftOver).workers(5).with(new JobReconciler());
    }

    /// A pod that nobody controls names its job still: to be taken back if there is such a job, and otherwise to lose the finalizer that the job
    /// left. One that lost its labels as well, and has the finalizer, is looked for by a job without a name, which there is not.
    private static Stream<ClusterKey> jobOfOrphan(Pod pod, Snapshot snapshot) {
        if (Snapshot.controller(pod).isPresent()) {
            // another job may have its job's name by now, and it is none of that one's business
            return JobPod.tracked(pod) && orphaned(pod, snapshot)
                    ? Stream.of(new ClusterKey(snapshot.cluster(), pod.getMetadata().getNamespace(), ""))
                    : Stream.empty();
        }
        Stream<String> job = named(pod).or(() -> JobPod.tracked(pod) ? Optional.of("") : Optional.empty()).stream();
        return job.map(name -> new ClusterKey(snapshot.cluster(), pod.getMetadata().getNamespace(), name));
    }

    /// Pods that cannot go for the finalizer of a job that is gone: nothing happened to them since.
    private static Stream<ClusterKey> leftOver(Snapshot snapshot) {
        return snapshot.image().list(Types.PODS.groupResource(), "").filter(pod -> pod.fields().terminating())
                .flatMap(stored -> snapshot.decoder().decode(stored, Pod.class).stream()).flatMap(pod -> jobOfOrphan(pod, snapshot));
    }

    private static Optional<String> named(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).map(labels -> labels.get("batch.kubernetes.io/job-name"));
    }

    private static boolean adopts(Job job, Pod orphan) {
        return manual(job) && LabelSelection.takes(job.getSpec().getSelector(), orphan.getMetadata().getLabels());
    }

    /// A generated selector names the job's uid: only its own pods have that.
    private static boolean manual(Job job) {
        return Boolean.TRUE.equals(job.getSpec().getManualSelector());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        releaseOrphans(turn);
        Optional<Job> found = turn.find(Types.JOBS);
        if (found.isEmpty() || managedElsewhere(found.get())) {
            return Outcome.SETTLED;
        }
        Job job = found.get();
        if (JobConditions.ending(job).isPresent()) {
            pods(job, turn).stream().filter(JobPod::tracked).forEach(pod -> release(pod, turn));
            return Outcome.SETTLED;
        }
        return run(job, turn);
    }

    private static boolean managedElsewhere(Job job) {
        String manager = job.getSpec().getManagedBy();
        return manager != null && !manager.equals(MANAGER);
    }

    private static Outcome run(Job job, Turn turn) {
        claimPods(job, turn);
        JobPlan plan = JobPlanner.plan(job, pods(job, turn), turn.now());
        PodWrites writes = new PodWrites(turn, job);
        plan.dismiss().forEach(pod -> release(pod, turn));
        writes.deleteAll(plan.dismiss());
        writes.deleteAll(plan.delete());
        PodWrites.Made made = writes.createAll(plan.create().size(), number -> JobPod.of(job, plan.create().get(number)));
        report(job, plan, made.count(), turn);
        plan.release().forEach(pod -> release(pod, turn));
        if (made.refused().isPresent() && !PodWrites.namespaceEnds(made.refused().get())) {
            throw made.refused().get();
        }
        return plan.recheck().map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }

    private static void claimPods(Job job, Turn turn) {
        LabelSelector selector = job.getSpec().getSelector();
        Owners<Pod> owners = Owners.of(job, turn.snapshot().claimable(Types.PODS, job, selector),
                pod -> LabelSelection.takes(selector, pod.getMetadata().getLabels()));
        Owners.carryOut(owners, Types.PODS, Types.JOBS, job, turn.writes(), Optional.of(JobPod.FINALIZER));
    }

    private static List<Pod> pods(Job job, Turn turn) {
        return turn.snapshot().controlledBy(Types.PODS, job.getMetadata().getUid());
    }

    private static void report(Job job, JobPlan plan, int made, Turn turn) {
        Integer active = plan.status().getActive();
        JobStatus status = made == 0 ? plan.status() : new JobStatusBuilder(plan.status()).withActive((active == null ? 0 : active) + made).build();
        if (!status.equals(job.getStatus())) {
            turn.writes().updateStatus(Types.JOBS, new JobBuilder(job).withStatus(status).build());
        }
        for (Note note : plan.notes()) {
            turn.event(job, note.severity(), note.reason(), note.message());
        }
    }

    private static void release(Pod pod, Turn turn) {
        try {
            turn.writes().merge(Types.PODS, pod, "", patch -> {
                var metadata = patch.putObject("metadata").put("uid", pod.getMetadata().getUid()).put("resourceVersion",
                        pod.getMetadata().getResourceVersion());
                var finalizers = metadata.putArray("finalizers");
                pod.getMetadata().getFinalizers().stream().filter(finalizer -> !finalizer.equals(JobPod.FINALIZER)).forEach(finalizers::add);
            });
        } catch (StatusException e) {
            if (!e.is("NotFound")) {
                throw e;
            }
        }
    }

    /// Pods that no job counts any more: theirs is gone, or has let them go.
    private static void releaseOrphans(Turn turn) {
        Snapshot now = turn.snapshot();
        if (now.find(Types.JOBS, turn.key().namespace(), turn.key().name()).isPresent()) {
            return;
        }
        for (Pod pod : now.list(Types.PODS, turn.key().namespace())) {
            if (JobPod.tracked(pod) && orphaned(pod, now)) {
                release(pod, turn);
            }
        }
    }

    private static boolean orphaned(Pod pod, Snapshot now) {
        Optional<OwnerReference> owner = Snapshot.controller(pod);
        if (owner.isEmpty()) {
            // as long as there is a job of that name, it says whether it takes the pod back
            return named(pod).flatMap(job -> now.find(Types.JOBS, pod.getMetadata().getNamespace(), job)).isEmpty();
        }
        return owner.get().getKind().equals("Job") && now.find(Types.JOBS, pod.getMetadata().getNamespace(), owner.get().getName())
                .filter(job -> job.getMetadata().getUid().equals(owner.get().getUid())).isEmpty();
    }
}

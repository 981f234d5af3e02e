package dev.marina.controllers.job;

import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Deletes finished jobs, and their pods first, once `ttlSecondsAfterFinished` has passed.
public final class FinishedJobReconciler implements ObjectReconciler<Job> {

    public static Controller controller() {
        return Controller.named("ttl-after-finished").reconciles(Types.JOBS).workers(2).with(new FinishedJobReconciler());
    }

    @Override
    public ResourceType<Job> type() {
        return Types.JOBS;
    }

    @Override
    public Outcome reconcile(Turn turn, Job job) {
        Integer seconds = job.getSpec().getTtlSecondsAfterFinished();
        Optional<JobCondition> ending = JobConditions.ending(job);
        if (seconds == null || ending.isEmpty() || job.getMetadata().getDeletionTimestamp() != null) {
            return Outcome.SETTLED;
        }
        Duration left = Duration.between(turn.now(), Instant.parse(ending.get().getLastTransitionTime()).plusSeconds(seconds));
        if (left.isPositive()) {
            return Outcome.recheckAfter(left);
        }
        turn.writes().delete(Types.JOBS, job, "Foreground");
        return Outcome.SETTLED;
    }
}

package dev.marina.controllers.cronjob;

import dev.marina.api.StatusException;
import dev.marina.controllers.cronjob.CronJobPlan.Note;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.PodWrites;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Makes jobs when they are due.
public final class CronJobReconciler implements ObjectReconciler<CronJob> {

    public static Controller controller() {
        return Controller.named("cronjob").reconciles(Types.CRON_JOBS).alsoWatches(Types.JOBS, Mapper.owner(Types.CRON_JOBS))
                .workers(5).with(new CronJobReconciler());
    }

    @Override
    public ResourceType<CronJob> type() {
        return Types.CRON_JOBS;
    }

    @Override
    public Outcome reconcile(Turn turn, CronJob cron) {
        CronJobPlan plan = CronJobPlan.of(cron, turn.snapshot().controlledBy(Types.JOBS, cron.getMetadata().getUid()), turn.now());
        for (Note note : plan.notes()) {
            turn.event(cron, note.severity(), note.reason(), note.message());
        }
        plan.delete().forEach(job -> delete(job, cron, turn));
        CronJobStatus status = plan.create().isEmpty() ? plan.status() : started(plan, cron, turn);
        if (!status.equals(cron.getStatus() == null ? new CronJobStatus() : cron.getStatus())) {
            turn.writes().updateStatus(Types.CRON_JOBS, new CronJobBuilder(cron).withStatus(status).build());
        }
        return plan.recheck().map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }

    private static void delete(Job job, CronJob cron, Turn turn) {
        try {
            turn.writes().delete(Types.JOBS, job, "Background");
            turn.event(cron, Severity.Normal, "SuccessfulDelete", "Deleted job " + job.getMetadata().getName());
        } catch (StatusException e) {
            turn.event(cron, Severity.Warning, "FailedDelete", "Deleted job: " + e.getMessage());
            throw e;
        }
    }

    private static CronJobStatus started(CronJobPlan plan, CronJob cron, Turn turn) {
        Instant due = plan.create().orElseThrow();
        Optional<Job> job = create(job(cron, due, plan.zone()), cron, turn);
        return job.map(made -> new CronJobStatusBuilder(plan.status()).addToActive(CronJobPlan.reference(made)).withLastScheduleTime(due.toString()).build())
                .orElse(plan.status());
    }

    /// Empty when the namespace is being deleted, or the name is taken by a job of somebody else: no further try would change that. A job of its
    /// own that is there already was made before the status could be written.
    private static Optional<Job> create(Job wanted, CronJob cron, Turn turn) {
        try {
            Job job = turn.writes().create(Types.JOBS, wanted);
            turn.event(cron, Severity.Normal, "SuccessfulCreate", "Created job " + job.getMetadata().getName());
            return Optional.of(job);
        } catch (StatusException e) {
            Optional<Job> mine = turn.snapshot().find(Types.JOBS, wanted.getMetadata().getNamespace(), wanted.getMetadata().getName())
                    .filter(job -> Snapshot.controller(job).filter(owner -> owner.getUid().equals(cron.getMetadata().getUid())).isPresent());
            if (e.is("AlreadyExists") && mine.isPresent()) {
                return mine;
            }
            if (PodWrites.namespaceEnds(e)) {
                return Optional.empty();
            }
            turn.event(cron, Severity.Warning, "FailedCreate", "Error creating job: " + e.getMessage());
            if (e.is("AlreadyExists")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Job job(CronJob cron, Instant due, ZoneId zone) {
        var template = cron.getSpec().getJobTemplate();
        ObjectMeta from = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        return new JobBuilder().withNewMetadata().withName(CronJobPlan.name(cron, due)).withNamespace(cron.getMetadata().getNamespace())
                .withLabels(from.getLabels()).withAnnotations(from.getAnnotations())
                .addToAnnotations(CronJobPlan.SCHEDULED, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(due.atZone(zone).toOffsetDateTime()))
                .withOwnerReferences(Owners.controllerReference(Types.CRON_JOBS, cron)).endMetadata()
                .withSpec(template.getSpec()).build();
    }
}

package dev.marina.controllers.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A job's conditions and how they change.
final class JobConditions {

    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";
    static final String FAILURE_TARGET = "FailureTarget";
    static final String SUCCESS_CRITERIA_MET = "SuccessCriteriaMet";
    static final String SUSPENDED = "Suspended";

    private final List<JobCondition> conditions;
    private final String now;

    JobConditions(Job job, Instant now) {
        this.conditions = new ArrayList<>(job.getStatus() == null ? List.of() : job.getStatus().getConditions());
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// How a job ended; empty while it has not.
    static Optional<JobCondition> ending(Job job) {
        return find(job, COMPLETE).or(() -> find(job, FAILED));
    }

    /// The condition if it is True.
    static Optional<JobCondition> find(Job job, String type) {
        return job.getStatus() == null ? Optional.empty() : holding(job.getStatus().getConditions(), type);
    }

    Optional<JobCondition> holding(String type) {
        return holding(conditions, type);
    }

    private static Optional<JobCondition> holding(List<JobCondition> conditions, String type) {
        return conditions.stream().filter(condition -> condition.getType().equals(type) && condition.getStatus().equals("True")).findFirst();
    }

    void add(String type, String reason, String message) {
        conditions.add(condition(type, "True", reason, message));
    }

    /// False only where there was another status before. Whether anything changed.
    boolean set(String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        for (int i = 0; i < conditions.size(); i++) {
            JobCondition before = conditions.get(i);
            if (before.getType().equals(type)) {
                boolean changed = !before.getStatus().equals(status);
                if (changed) {
                    conditions.set(i, condition(type, status, reason, message));
                }
                return changed;
            }
        }
        if (holds) {
            add(type, reason, message);
        }
        return holds;
    }

    private JobCondition condition(String type, String status, String reason, String message) {
        return new JobConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message)
                .withLastProbeTime(now).withLastTransitionTime(now).build();
    }

    List<JobCondition> list() {
        return List.copyOf(conditions);
    }
}

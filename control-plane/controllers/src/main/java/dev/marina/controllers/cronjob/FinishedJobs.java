package dev.marina.controllers.cronjob;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Comparator;
import java.util.Optional;

/// What a cron job asks about its jobs.
final class FinishedJobs {

    /// One that ended without a start is the youngest.
    static final Comparator<Job> OLDEST_FIRST = Comparator.comparing(FinishedJobs::start, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(job -> job.getMetadata().getName());

    private FinishedJobs() {}

    /// Complete or Failed; empty while it has not ended.
    static Optional<String> end(Job job) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(condition -> condition.getStatus().equals("True")
                                && (condition.getType().equals("Complete") || condition.getType().equals("Failed")))
                        .map(condition -> condition.getType()).findFirst();
    }

    private static String start(Job job) {
        return job.getStatus() == null ? null : job.getStatus().getStartTime();
    }
}

package dev.marina.controllers.cronjob;

import dev.marina.api.schedule.CronSchedule;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a cron job needs now.
///
/// @param delete jobs that go: replaced ones, and old ones beyond the history
/// @param create the time for which a job is to be made
/// @param zone in which that time is shown
/// @param status as it is after the deletions and before the creation
/// @param recheck when the next job is due
record CronJobPlan(List<Job> delete, Optional<Instant> create, ZoneId zone, CronJobStatus status, List<Note> notes, Optional<Duration> recheck) {

    /// On each job that is made for a time, and on none that somebody makes by hand.
    static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    /// A little late is better than a little early: clocks are compared in whole seconds.
    private static final Duration LATE = Duration.ofMillis(100);

    /// An event about the cron job.
    record Note(Severity severity, String reason, String message) {}

    /// @param jobs those that it controls
    static CronJobPlan of(CronJob cron, List<Job> jobs, Instant now) {
        return new Decision(cron, jobs, now).plan();
    }

    /// Used once.
    private static final class Decision {

        private final CronJob cron;
        private final CronJobSpec spec;
        private final CronJobStatus before;
        private final List<Job> jobs;
        private final Instant now;
        private final List<ObjectReference> active;
        private final List<Job> delete = new ArrayList<>();
        private final List<Note> notes = new ArrayList<>();
        private String lastScheduled;
        private String lastSuccess;
        private ZoneId zone = ZoneOffset.UTC;
        private Optional<Instant> create = Optional.empty();
        private Optional<Duration> recheck = Optional.empty();

        Decision(CronJob cron, List<Job> jobs, Instant now) {
            this.cron = cron;
            this.spec = cron.getSpec();
            this.before = cron.getStatus() == null ? new CronJobStatus() : cron.getStatus();
            this.jobs = jobs;
            this.now = now;
            this.active = new ArrayList<>(before.getActive());
            this.lastScheduled = before.getLastScheduleTime();
            this.lastSuccess = before.getLastSuccessfulTime();
        }

        CronJobPlan plan() {
            noteWhatBecameOfJobs();
            trimHistory();
            if (cron.getMetadata().getDeletionTimestamp() == null && zoneIsKnown() && !Boolean.TRUE.equals(spec.getSuspend())) {
                schedule().ifPresent(this::start);
            }
            CronJobStatus status = new CronJobStatusBuilder().withActive(active).withLastScheduleTime(lastScheduled)
                    .withLastSuccessfulTime(lastSuccess).build();
            return new CronJobPlan(delete, create, zone, status, notes, recheck);
        }

        private void noteWhatBecameOfJobs() {
            Set<String> present = new HashSet<>();
            for (Job job : jobs) {
                String uid = job.getMetadata().getUid();
                present.add(uid);
                Optional<String> end = FinishedJobs.end(job);
                boolean listed = active.stream().anyMatch(reference -> uid.equals(reference.getUid()));
                if (!listed && end.isEmpty() && untold(job)) {
                    active.add(reference(job));
                } else if (!listed && end.isEmpty()) {
                    note(Severity.Warning, "UnexpectedJob", "Saw a job that the controller did not create or forgot: " + job.getMetadata().getName());
                } else if (listed && end.isPresent()) {
                    active.removeIf(reference -> uid.equals(reference.getUid()));
                    note(Severity.Normal, "SawCompletedJob", "Saw completed job: %s, condition: %s".formatted(job.getMetadata().getName(), end.get()));
                }
                if (end.filter("Complete"::equals).isPresent()) {
                    noteSuccess(job.getStatus().getCompletionTime());
                }
            }
            for (ObjectReference missing : active.stream().filter(reference -> !present.contains(reference.getUid())).toList()) {
                active.remove(missing);
                note(Severity.Normal, "MissingJob", "Active job went missing: " + missing.getName());
            }
        }

        /// Whether it was made for its time, and nobody could write that down before now: unlike upstream, which only takes it back while the next time
        /// has not come, so that two may run where none but one may.
        private boolean untold(Job job) {
            Optional<Instant> time = scheduled(job).filter(each -> lastScheduled == null || each.isAfter(Instant.parse(lastScheduled)));
            time.ifPresent(each -> lastScheduled = each.toString());
            return time.isPresent();
        }

        private void noteSuccess(String completion) {
            if (completion != null && (lastSuccess == null || Instant.parse(completion).isAfter(Instant.parse(lastSuccess)))) {
                lastSuccess = completion;
            }
        }

        private void trimHistory() {
            trim("Complete", spec.getSuccessfulJobsHistoryLimit());
            trim("Failed", spec.getFailedJobsHistoryLimit());
        }

        private void trim(String end, Integer limit) {
            if (limit == null) {
                return;
            }
            List<Job> ended = jobs.stream()
                    .filter(job -> FinishedJobs.end(job).filter(end::equals).isPresent() && job.getMetadata().getDeletionTimestamp() == null)
                    .sorted(FinishedJobs.OLDEST_FIRST).toList();
            delete.addAll(ended.subList(0, Math.max(0, ended.size() - limit)));
        }

        /// A suspended one is told too.
        private boolean zoneIsKnown() {
            if (spec.getTimeZone() == null) {
                return true;
            }
            try {
                zone = ZoneId.of(spec.getTimeZone());
                return true;
            } catch (DateTimeException _) {
                note(Severity.Warning, "UnknownTimeZone", "invalid timeZone: \"%1$s\": unknown time zone %1$s".formatted(spec.getTimeZone()));
                return false;
            }
        }

        private Optional<CronSchedule> schedule() {
            try {
                return Optional.of(CronSchedule.parse(spec.getSchedule()));
            } catch (CronSchedule.Unparseable e) {
                note(Severity.Warning, "UnparseableSchedule", "unparseable schedule: \"%s\" : %s".formatted(spec.getSchedule(), e.getMessage()));
                return Optional.empty();
            }
        }

        private void start(CronSchedule schedule) {
            Instant since = Instant.parse(lastScheduled != null ? lastScheduled : cron.getMetadata().getCreationTimestamp());
            DueTime due = DueTime.of(schedule, zone, since, now);
            recheck = due.next().map(next -> Duration.between(now, next).plus(LATE));
            if (due.last().isEmpty()) {
                if (due.next().isEmpty()) {
                    note(Severity.Warning, "InvalidSchedule", "invalid schedule: %s : it names no time".formatted(spec.getSchedule()));
                }
                return;
            }
            Instant time = due.last().get();
            Optional<Duration> deadline = Optional.ofNullable(spec.getStartingDeadlineSeconds()).map(Duration::ofSeconds);
            if (deadline.filter(most -> Duration.between(time, now).compareTo(most) > 0).isPresent()) {
                note(Severity.Warning, "MissSchedule", "Missed scheduled time to start a job: "
                        + DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT).format(time.atZone(ZoneOffset.UTC)));
                return;
            }
            // only what could still be started counts as missed
            Instant counted = deadline.filter(most -> most.compareTo(Duration.between(since, now)) < 0).map(now::minus).orElse(since);
            if (DueTime.manyMissed(schedule, zone, counted, now)) {
                note(Severity.Warning, "TooManyMissedTimes", "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
            }
            startAt(time);
        }

        private void startAt(Instant time) {
            String name = name(cron, time);
            if (active.stream().anyMatch(reference -> name.equals(reference.getName()))) {
                return;
            }
            if ("Forbid".equals(spec.getConcurrencyPolicy()) && !active.isEmpty()) {
                note(Severity.Normal, "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid");
                return;
            }
            if ("Replace".equals(spec.getConcurrencyPolicy())) {
                jobs.stream().filter(job -> active.stream().anyMatch(reference -> job.getMetadata().getUid().equals(reference.getUid())))
                        .forEach(delete::add);
                active.clear();
            }
            create = Optional.of(time);
        }

        private void note(Severity severity, String reason, String message) {
            notes.add(new Note(severity, reason, message));
        }
    }

    private static Optional<Instant> scheduled(Job job) {
        try {
            return Optional.ofNullable(job.getMetadata().getAnnotations()).map(annotations -> annotations.get(SCHEDULED))
                    .map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            // somebody has written something else there
            return Optional.empty();
        }
    }

    /// One name for each minute: a job cannot be made twice.
    static String name(CronJob cron, Instant due) {
        return cron.getMetadata().getName() + "-" + due.getEpochSecond() / 60;
    }

    static ObjectReference reference(Job job) {
        return new ObjectReference(Types.JOBS.resource().apiVersion(), null, Types.JOBS.kind(), job.getMetadata().getName(), job.getMetadata().getNamespace(),
                job.getMetadata().getResourceVersion(), job.getMetadata().getUid());
    }
}

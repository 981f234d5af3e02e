package dev.marina.controllers.job;

import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.job.FailurePolicy.Action;
import dev.marina.controllers.job.JobPlan.Note;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyRule;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPodsBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides the next step of one job that has not ended: syncJob of pkg/controller/job/job_controller.go as a pure function. Used once.
final class JobPlanner {

    private final Job job;
    private final JobStatus before;
    private final Instant now;
    private final JobPods pods;
    private final List<Pod> all;
    private final JobConditions conditions;
    private final Set<String> notedSucceeded;
    private final Set<String> notedFailed;
    private final List<Note> notes = new ArrayList<>();
    private final List<Pod> release = new ArrayList<>();
    private List<Pod> delete = List.of();
    private List<Pod> dismiss = List.of();
    private List<JobPod.Wanted> create = List.of();
    private Optional<Duration> recheck = Optional.empty();
    private String startTime;
    private int countedSucceeded;
    private int countedFailed;
    private Indexes succeededIndexes = Indexes.NONE;
    private Indexes failedIndexes = Indexes.NONE;
    private Map<Integer, Pod> waitingForSuccessors = Map.of();

    private JobPlanner(Job job, List<Pod> all, Instant now) {
        this.job = job;
        this.before = job.getStatus() == null ? new JobStatus() : job.getStatus();
        this.now = now;
        this.all = all;
        this.pods = JobPods.of(job, all);
        this.conditions = new JobConditions(job, now);
        this.startTime = before.getStartTime();
        this.countedSucceeded = number(before.getSucceeded());
        this.countedFailed = number(before.getFailed());
        this.notedSucceeded = new LinkedHashSet<>(before.getUncountedTerminatedPods() == null ? List.of() : before.getUncountedTerminatedPods().getSucceeded());
        this.notedFailed = new LinkedHashSet<>(before.getUncountedTerminatedPods() == null ? List.of() : before.getUncountedTerminatedPods().getFailed());
    }

    static JobPlan plan(Job job, List<Pod> pods, Instant now) {
        return new JobPlanner(job, pods, now).plan();
    }

    private JobPlan plan() {
        if (startTime == null && !suspended()) {
            startTime = second(now);
        }
        countWhatWasLetGo();
        int succeeded = succeeded();
        int failed = countedFailed + notedFailed.size() + (int) JobPods.uncounted(pods.failed(), notedFailed, job).stream().filter(this::counts).count();
        indexes();
        if (JobPods.indexed(job)) {
            succeeded = succeededIndexes.count();
        }
        decideEnd(succeeded, failed);
        boolean ending = ending().isPresent();
        if (ending) {
            delete = first(pods.active());
        } else if (job.getMetadata().getDeletionTimestamp() == null) {
            movePods(succeeded);
            ending = decideCompletion(succeeded);
            if (!ending) {
                suspendOrResume();
            }
        }
        letGo(ending);
        JobStatus status = status();
        return new JobPlan(dismiss, delete, create, status, release, notes, recheck);
    }

    /// A uid whose pod has no finalizer any more, or is gone, becomes part of the number.
    private void countWhatWasLetGo() {
        Set<String> tracked = new LinkedHashSet<>(all.stream().filter(JobPod::tracked).map(pod -> pod.getMetadata().getUid()).toList());
        int succeeded = notedSucceeded.size();
        int failed = notedFailed.size();
        notedSucceeded.retainAll(tracked);
        notedFailed.retainAll(tracked);
        countedSucceeded += succeeded - notedSucceeded.size();
        countedFailed += failed - notedFailed.size();
    }

    private int succeeded() {
        return countedSucceeded + notedSucceeded.size() + JobPods.uncounted(pods.succeeded(), notedSucceeded, job).size();
    }

    private void indexes() {
        if (!JobPods.indexed(job)) {
            return;
        }
        succeededIndexes = Indexes.parse(before.getCompletedIndexes(), JobPods.completions(job)).with(pods.succeededIndexes());
        if (JobPods.backoffPerIndex(job)) {
            failedIndexes = Indexes.parse(before.getFailedIndexes(), JobPods.completions(job))
                    .with(pods.failedIndexes().stream().filter(index -> !succeededIndexes.contains(index)).toList());
            waitingForSuccessors = pods.lastFailures(index -> succeededIndexes.contains(index) || failedIndexes.contains(index));
        }
    }

    // -- how it ends

    private Optional<JobCondition> ending() {
        return conditions.holding(JobConditions.SUCCESS_CRITERIA_MET).or(() -> conditions.holding(JobConditions.FAILURE_TARGET));
    }

    private void decideEnd(int succeeded, int failed) {
        if (ending().isPresent()) {
            return;
        }
        Optional<String> byPolicy = pods.failJob();
        if (byPolicy.isPresent()) {
            fail("PodFailurePolicy", byPolicy.get());
        } else if (failed > backoffLimit() || restartedTooOften()) {
            fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        } else if (untilDeadline().filter(left -> !left.isPositive()).isPresent()) {
            fail("DeadlineExceeded", "Job was active longer than specified deadline");
        } else if (JobPods.backoffPerIndex(job)) {
            decideByIndexes();
        }
        if (ending().isEmpty()) {
            untilDeadline().ifPresent(this::recheckAfter);
            successRule().ifPresent(index -> conditions.add(JobConditions.SUCCESS_CRITERIA_MET, "SuccessPolicy", "Matched rules at index " + index));
        }
    }

    private void fail(String reason, String message) {
        conditions.add(JobConditions.FAILURE_TARGET, reason, message);
    }

    private void decideByIndexes() {
        Integer most = job.getSpec().getMaxFailedIndexes();
        if (most != null && failedIndexes.count() > most) {
            fail("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
        } else if (failedIndexes.count() > 0 && failedIndexes.count() + succeededIndexes.count() >= JobPods.completions(job)) {
            fail("FailedIndexes", "Job has failed indexes");
        }
    }

    private Optional<Integer> successRule() {
        List<SuccessPolicyRule> rules = job.getSpec().getSuccessPolicy() == null || !JobPods.indexed(job)
                ? List.of()
                : job.getSpec().getSuccessPolicy().getRules();
        for (int i = 0; i < rules.size(); i++) {
            Integer count = rules.get(i).getSucceededCount();
            if (rules.get(i).getSucceededIndexes() == null) {
                if (count != null && succeededIndexes.count() >= count) {
                    return Optional.of(i);
                }
                continue;
            }
            Indexes wanted = Indexes.parse(rules.get(i).getSucceededIndexes(), JobPods.completions(job));
            if (succeededIndexes.countCommon(wanted) >= (count == null ? wanted.count() : count)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private int backoffLimit() {
        return job.getSpec().getBackoffLimit() == null ? 6 : job.getSpec().getBackoffLimit();
    }

    /// Containers that are restarted in their pods never make a failed pod: their restarts count.
    private boolean restartedTooOften() {
        if (!"OnFailure".equals(job.getSpec().getTemplate().getSpec().getRestartPolicy())) {
            return false;
        }
        int restarts = pods.active().stream().flatMap(JobPod::containers)
                .mapToInt(container -> container.getRestartCount() == null ? 0 : container.getRestartCount()).sum();
        return backoffLimit() == 0 ? restarts > 0 : restarts >= backoffLimit();
    }

    private Optional<Duration> untilDeadline() {
        Long seconds = job.getSpec().getActiveDeadlineSeconds();
        return seconds == null || startTime == null || suspended()
                ? Optional.empty()
                : Optional.of(Duration.between(now, Instant.parse(startTime).plusSeconds(seconds)));
    }

    private boolean decideCompletion(int succeeded) {
        int active = pods.active().size() + create.size() - dismiss.size();
        boolean complete = job.getSpec().getCompletions() == null ? succeeded > 0 && active == 0 : succeeded >= job.getSpec().getCompletions();
        if (complete) {
            if (job.getSpec().getCompletions() != null && succeeded > job.getSpec().getCompletions()) {
                notes.add(new Note(Severity.Warning, "TooManySucceededPods", "Too many succeeded pods running after completion count reached"));
            }
            conditions.add(JobConditions.SUCCESS_CRITERIA_MET, "CompletionsReached", "Reached expected number of succeeded pods");
            delete = first(pods.active());
            dismiss = List.of();
            create = List.of();
        }
        return complete;
    }

    private void suspendOrResume() {
        if (suspended()) {
            if (conditions.set(JobConditions.SUSPENDED, true, "JobSuspended", "Job suspended")) {
                notes.add(new Note(Severity.Normal, "Suspended", "Job suspended"));
            }
        } else if (conditions.set(JobConditions.SUSPENDED, false, "JobResumed", "Job resumed")) {
            notes.add(new Note(Severity.Normal, "Resumed", "Job resumed"));
            startTime = second(now);
            untilDeadline().ifPresent(this::recheckAfter);
        }
    }

    // -- pods

    private void movePods(int succeeded) {
        if (suspended()) {
            dismiss = first(pods.active());
            return;
        }
        int parallelism = job.getSpec().getParallelism() == null ? 1 : job.getSpec().getParallelism();
        int active = pods.active().size();
        int wanted = job.getSpec().getCompletions() == null
                ? succeeded > 0 ? Math.min(active, parallelism) : parallelism
                : Math.max(0, Math.min(parallelism, job.getSpec().getCompletions() - succeeded - failedIndexes.count()));
        List<Pod> surplus = pods.surplus(Math.max(0, active - wanted), succeededIndexes);
        if (!surplus.isEmpty()) {
            dismiss = first(surplus);
            return;
        }
        int missing = Math.min(JobPlan.BURST, wanted - active - (JobPods.waitsForEnds(job) ? pods.terminating().size() : 0));
        if (missing > 0) {
            create = JobPods.indexed(job) ? indexed(missing) : plain(missing);
        }
    }

    private List<JobPod.Wanted> plain(int missing) {
        return mayStart() ? Collections.nCopies(missing, JobPod.Wanted.PLAIN) : List.of();
    }

    private List<JobPod.Wanted> indexed(int missing) {
        boolean each = JobPods.backoffPerIndex(job);
        if (!each && !mayStart()) {
            return List.of();
        }
        List<Integer> taken = new ArrayList<>(pods.active().stream().map(JobPod::index).filter(index -> index >= 0).toList());
        if (JobPods.waitsForEnds(job)) {
            pods.terminating().stream().map(JobPod::index).filter(index -> index >= 0).forEach(taken::add);
        }
        Map<Integer, JobPod.Wanted> successors = new HashMap<>();
        for (Map.Entry<Integer, Pod> entry : waitingForSuccessors.entrySet()) {
            JobPod.Wanted next = pods.after(entry.getValue());
            Duration left = PodBackoff.after(next.failures() + next.ignored(), JobPod.ended(entry.getValue()), now);
            if (left.isPositive()) {
                recheckAfter(left);
                taken.add(entry.getKey());
            } else {
                successors.put(entry.getKey(), next);
            }
        }
        return Indexes.firstMissing(missing, JobPods.completions(job), taken, List.of(succeededIndexes, failedIndexes)).stream()
                .map(index -> successors.getOrDefault(index, new JobPod.Wanted(index, 0, 0))).toList();
    }

    private boolean mayStart() {
        Duration left = PodBackoff.remaining(pods.succeeded(), pods.failed().stream().filter(pod -> JobPod.tracked(pod) || !PodState.terminating(pod)).toList(),
                now);
        if (left.isPositive()) {
            recheckAfter(left);
        }
        return !left.isPositive();
    }

    // -- counting

    /// Whether a failed pod counts against the job.
    private boolean counts(Pod pod) {
        return job.getSpec().getPodFailurePolicy() == null || FailurePolicy.of(job, pod).action() != Action.IGNORE;
    }

    private void letGo(boolean ending) {
        for (Pod pod : all) {
            if (!JobPod.tracked(pod) || !mayGo(pod, ending)) {
                continue;
            }
            if (release.size() == JobPlan.BURST) {
                // the changes of these bring the next ones
                break;
            }
            note(pod, ending);
            release.add(pod);
        }
    }

    private boolean mayGo(Pod pod, boolean ending) {
        if (ending || job.getMetadata().getDeletionTimestamp() != null || PodState.phase(pod).equals("Succeeded")) {
            return true;
        }
        return JobPods.failed(job, pod) && (!JobPods.backoffPerIndex(job) || waitingForSuccessors.get(JobPod.index(pod)) != pod);
    }

    private void note(Pod pod, boolean ending) {
        String uid = pod.getMetadata().getUid();
        boolean inRange = !JobPods.indexed(job) || JobPod.index(pod) >= 0 && JobPod.index(pod) < JobPods.completions(job);
        if (PodState.phase(pod).equals("Succeeded")) {
            if (!JobPods.indexed(job) && !notedFailed.contains(uid)) {
                notedSucceeded.add(uid);
            }
        } else if (inRange && (JobPods.failed(job, pod) || ending && conditions.holding(JobConditions.FAILURE_TARGET).isPresent()) && counts(pod)) {
            notedFailed.add(uid);
        }
    }

    private JobStatus status() {
        Set<Pod> going = Collections.newSetFromMap(new IdentityHashMap<>());
        going.addAll(delete);
        going.addAll(dismiss);
        int active = pods.active().size() - going.size();
        boolean allEnded = active == 0 && going.isEmpty() && pods.terminating().isEmpty() && release.isEmpty() && notedSucceeded.isEmpty()
                && notedFailed.isEmpty();
        String completionTime = before.getCompletionTime();
        if (allEnded && ending().isPresent()) {
            JobCondition why = ending().get();
            boolean complete = why.getType().equals(JobConditions.SUCCESS_CRITERIA_MET);
            conditions.add(complete ? JobConditions.COMPLETE : JobConditions.FAILED, why.getReason(), why.getMessage());
            completionTime = complete ? second(now) : null;
            notes.add(complete ? new Note(Severity.Normal, "Completed", "Job completed") : new Note(Severity.Warning, why.getReason(), why.getMessage()));
        }
        return new JobStatusBuilder()
                .withActive(orNull(active)).withReady((int) pods.active().stream().filter(pod -> PodState.ready(pod) && !going.contains(pod)).count())
                .withTerminating(pods.terminating().size())
                .withSucceeded(orNull(JobPods.indexed(job) ? succeededIndexes.count() : countedSucceeded)).withFailed(orNull(countedFailed))
                .withCompletedIndexes(JobPods.indexed(job) && succeededIndexes.count() > 0 ? succeededIndexes.toString() : null)
                .withFailedIndexes(JobPods.backoffPerIndex(job) ? failedIndexes.toString() : null)
                .withStartTime(startTime).withCompletionTime(completionTime).withConditions(conditions.list())
                .withUncountedTerminatedPods(
                        new UncountedTerminatedPodsBuilder().withSucceeded(List.copyOf(notedSucceeded)).withFailed(List.copyOf(notedFailed)).build())
                .build();
    }

    private boolean suspended() {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    private void recheckAfter(Duration delay) {
        recheck = Optional.of(recheck.filter(other -> other.compareTo(delay) < 0).orElse(delay));
    }

    private static List<Pod> first(Collection<Pod> pods) {
        return pods.stream().limit(JobPlan.BURST).toList();
    }

    private static String second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static int number(Integer number) {
        return number == null ? 0 : number;
    }

    private static Integer orNull(int number) {
        return number == 0 ? null : number;
    }
}

package dev.marina.controllers.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.job.JobPlan.Note;
import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobPlannerTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void asManyPodsAreMadeAsMayRunAndAreStillMissing() {
        assertEquals(2, plan(Samples.job("pi", 2, 5)).create().size());
        assertEquals(1, plan(started(Samples.job("pi", 2, 5), status -> status.withSucceeded(4))).create().size());
        assertEquals(JobPlan.BURST, plan(Samples.job("pi", 1_000_000, 1_000_000)).create().size());
        assertEquals(NOON.toString(), plan(Samples.job("pi", 1, 1)).status().getStartTime());
    }

    @Test
    void aSuccessIsNotedThenLetGoThenCounted() {
        Job job = started(Samples.job("pi", 1, 2), status -> status);
        Pod done = pod("a", "Succeeded");

        JobPlan noted = plan(job, done);
        assertEquals(List.of("a"), noted.status().getUncountedTerminatedPods().getSucceeded());
        assertEquals(List.of(done), noted.release());
        assertNull(noted.status().getSucceeded());
        assertEquals(1, noted.create().size());

        JobPlan again = plan(with(job, noted.status()), done, pod("b", "Running"));
        assertEquals(noted.status().getUncountedTerminatedPods(), again.status().getUncountedTerminatedPods());

        JobPlan counted = plan(with(job, noted.status()), untracked(done), pod("b", "Running"));
        assertEquals(1, counted.status().getSucceeded());
        assertEquals(List.of(), counted.status().getUncountedTerminatedPods().getSucceeded());
    }

    @Test
    void aPodThatVanishedAfterItWasNotedCounts() {
        Job job = started(Samples.job("pi", 1, 1), status -> status.withNewUncountedTerminatedPods().withSucceeded("a").endUncountedTerminatedPods());
        assertEquals(1, plan(job).status().getSucceeded());
    }

    @Test
    void aJobIsCompleteWhenEverythingIsCounted() {
        Job job = started(Samples.job("pi", 1, 1), status -> status);
        JobPlan met = plan(job, pod("a", "Succeeded"));
        assertEquals(List.of("SuccessCriteriaMet CompletionsReached"), conditions(met));

        JobPlan complete = plan(with(job, met.status()), untracked(pod("a", "Succeeded")));
        assertEquals(List.of("SuccessCriteriaMet CompletionsReached", "Complete CompletionsReached"), conditions(complete));
        assertEquals(NOON.toString(), complete.status().getCompletionTime());
        assertEquals(List.of("Completed"), complete.notes().stream().map(Note::reason).toList());
    }

    @Test
    void aJobIsNotCompleteWhilePodsStillEnd() {
        Job job = started(Samples.job("pi", 1, 1), status -> status.withSucceeded(1)
                .addNewCondition().withType("SuccessCriteriaMet").withStatus("True").withReason("CompletionsReached").withMessage("").endCondition());
        Pod leaving = new PodBuilder(untracked(pod("b", "Running"))).editMetadata().withDeletionTimestamp(NOON.toString()).endMetadata().build();
        assertEquals(List.of("SuccessCriteriaMet CompletionsReached"), conditions(plan(job, leaving)));
        assertEquals(1, plan(job, leaving).status().getTerminating());
    }

    @Test
    void newPodsWaitLongerWithEachFailure() {
        Job job = started(Samples.job("pi", 1, 1), status -> status.withFailed(2));
        JobPlan plan = plan(job, failedAt("a", NOON.minusSeconds(60), 1), failedAt("b", NOON.minusSeconds(5), 1));
        assertEquals(0, plan.create().size());
        assertEquals(Optional.of(Duration.ofSeconds(15)), plan.recheck());
    }

    @Test
    void tooManyFailuresFailTheJobAndEndItsPods() {
        Job job = started(new JobBuilder(Samples.job("pi", 2, 2)).editSpec().withBackoffLimit(1).endSpec().build(), status -> status.withFailed(1));
        JobPlan target = plan(job, failedAt("a", NOON, 1), pod("b", "Running"));
        assertEquals(List.of("FailureTarget BackoffLimitExceeded"), conditions(target));
        assertEquals(List.of("b"), names(target.delete()));
        assertEquals(List.of("a", "b"), target.status().getUncountedTerminatedPods().getFailed());

        JobPlan failed = plan(with(job, target.status()));
        assertEquals(List.of("FailureTarget BackoffLimitExceeded", "Failed BackoffLimitExceeded"), conditions(failed));
        assertEquals(3, failed.status().getFailed());
        assertNull(failed.status().getCompletionTime());
        assertEquals("Job has reached the specified backoff limit", failed.notes().getFirst().message());
    }

    @Test
    void restartsInTheirPodsCountWhereContainersAreRestarted() {
        Job job = started(new JobBuilder(Samples.job("pi", 1, 1)).editSpec().withBackoffLimit(2)
                .editTemplate().editSpec().withRestartPolicy("OnFailure").endSpec().endTemplate().endSpec().build(), status -> status);
        Pod restarting = new PodBuilder(pod("a", "Running")).editStatus().addNewContainerStatus().withName("web").withRestartCount(2).endContainerStatus()
                .endStatus().build();
        assertEquals(List.of("FailureTarget BackoffLimitExceeded"), conditions(plan(job, restarting)));
    }

    @Test
    void theDeadlineCountsFromTheStart() {
        Job job = new JobBuilder(started(Samples.job("pi", 1, 1), status -> status)).editSpec().withActiveDeadlineSeconds(100L).endSpec().build();
        assertEquals(Optional.of(Duration.ofSeconds(40)), plan(job, pod("a", "Running")).recheck());
        assertEquals(List.of("FailureTarget DeadlineExceeded"), conditions(JobPlanner.plan(job, List.of(pod("a", "Running")), NOON.plusSeconds(40))));
    }

    @Test
    void aSuspendedJobHasNoPodsAndAResumedOneStartsAnew() {
        Job suspended = new JobBuilder(started(Samples.job("pi", 2, 2), status -> status)).editSpec().withSuspend(true).endSpec().build();
        JobPlan plan = plan(suspended, pod("a", "Running"));
        assertEquals(List.of("a"), names(plan.dismiss()));
        assertEquals(List.of(), plan.status().getUncountedTerminatedPods().getFailed());
        assertEquals(List.of("Suspended JobSuspended"), conditions(plan));

        Job resumed = new JobBuilder(with(suspended, plan.status())).editSpec().withSuspend(false).endSpec().build();
        JobPlan again = plan(resumed);
        assertEquals(2, again.create().size());
        assertEquals("False JobResumed", again.status().getConditions().getFirst().getStatus() + " " + again.status().getConditions().getFirst().getReason());
        assertEquals(NOON.toString(), again.status().getStartTime());
    }

    @Test
    void indexesAreFilledFromBelowAndDoubledOnesEnded() {
        Job job = started(indexed(3, 5), status -> status.withCompletedIndexes("0"));
        JobPlan plan = plan(job, indexPod("a", 1, "Running"));
        assertEquals(List.of(2, 3), plan.create().stream().map(JobPod.Wanted::index).toList());
        assertEquals(List.of("b"), names(plan(job, indexPod("a", 1, "Running"), indexPod("b", 1, "Running")).dismiss()));
    }

    @Test
    void succeededIndexesStandInTheStatus() {
        Job job = started(indexed(3, 3), status -> status.withCompletedIndexes("0"));
        JobPlan plan = plan(job, indexPod("b", 1, "Succeeded"), indexPod("c", 2, "Running"));
        assertEquals("0,1", plan.status().getCompletedIndexes());
        assertEquals(2, plan.status().getSucceeded());
        assertEquals(List.of(), plan.status().getUncountedTerminatedPods().getSucceeded());
    }

    @Test
    void anIndexFailsForGoodAfterItsOwnLimitAndTheOthersGoOn() {
        Job job = started(new JobBuilder(indexed(2, 2)).editSpec().withBackoffLimitPerIndex(1).withBackoffLimit(Integer.MAX_VALUE).endSpec().build(),
                status -> status);
        Pod first = new PodBuilder(indexPod("a", 0, "Failed")).editMetadata().addToAnnotations("batch.kubernetes.io/job-index-failure-count", "0").endMetadata()
                .build();
        JobPlan again = JobPlanner.plan(job, List.of(first, indexPod("b", 1, "Running")), NOON.plusSeconds(3600));
        assertEquals(List.of(new JobPod.Wanted(0, 1, 0)), again.create());
        assertEquals(List.of(), again.release());

        Pod second = new PodBuilder(indexPod("c", 0, "Failed")).editMetadata().addToAnnotations("batch.kubernetes.io/job-index-failure-count", "1")
                .endMetadata().build();
        JobPlan gone = plan(job, first, second, indexPod("b", 1, "Running"));
        assertEquals("0", gone.status().getFailedIndexes());
        assertEquals(List.of(), gone.create());

        JobPlan end = plan(with(job, gone.status()), indexPod("b", 1, "Succeeded"));
        assertEquals(List.of("FailureTarget FailedIndexes"), conditions(end));
    }

    @Test
    void aSuccessPolicyEndsTheJobEarly() {
        Job job = started(
                new JobBuilder(indexed(3, 3)).editSpec().withNewSuccessPolicy().addNewRule().withSucceededIndexes("0,2").withSucceededCount(1).endRule()
                        .endSuccessPolicy().endSpec().build(),
                status -> status);
        JobPlan plan = plan(job, indexPod("a", 0, "Running"), indexPod("c", 2, "Succeeded"));
        assertEquals(List.of("SuccessCriteriaMet SuccessPolicy"), conditions(plan));
        assertEquals("Matched rules at index 0", plan.status().getConditions().getFirst().getMessage());
        assertEquals(List.of("a"), names(plan.delete()));
        assertEquals(List.of(), plan.status().getUncountedTerminatedPods().getFailed());
    }

    @Test
    void aFailurePolicyIgnoresOrEndsByExitCode() {
        Job job = started(new JobBuilder(Samples.job("pi", 1, 1)).editSpec().withPodReplacementPolicy("Failed").withNewPodFailurePolicy()
                .addNewRule().withAction("Ignore").withNewOnExitCodes().withOperator("In").withValues(3).endOnExitCodes().endRule()
                .addNewRule().withAction("FailJob").withNewOnExitCodes().withContainerName("web").withOperator("NotIn").withValues(1, 2).endOnExitCodes()
                .endRule()
                .endPodFailurePolicy().endSpec().build(), status -> status);
        JobPlan ignored = plan(job, failedAt("a", NOON, 3));
        assertEquals(List.of(), ignored.status().getUncountedTerminatedPods().getFailed());
        assertEquals(List.of("a"), names(ignored.release()));

        JobPlan ended = plan(job, failedAt("b", NOON, 42));
        assertEquals(List.of("FailureTarget PodFailurePolicy"), conditions(ended));
        assertEquals("Container web for pod default/b failed with exit code 42 matching FailJob rule at index 1",
                ended.status().getConditions().getFirst().getMessage());
    }

    @Test
    void podsThatAreToldToGoAreReplacedAtOnceUnlessTheirEndIsWaitedFor() {
        Pod leaving = new PodBuilder(pod("a", "Running")).editMetadata().withDeletionTimestamp(NOON.minusSeconds(600).toString()).endMetadata().build();
        Job job = started(Samples.job("pi", 1, 1), status -> status);
        assertEquals(1, plan(job, leaving).create().size());
        assertEquals(List.of("a"), plan(job, leaving).status().getUncountedTerminatedPods().getFailed());
        JobPlan waiting = plan(new JobBuilder(job).editSpec().withPodReplacementPolicy("Failed").endSpec().build(), leaving);
        assertEquals(0, waiting.create().size());
        assertEquals(List.of(), waiting.release());
    }

    @Test
    void lessParallelismTakesPodsAwayAndCountsNone() {
        JobPlan plan = plan(started(Samples.job("pi", 1, 3), status -> status), pod("a", "Running"), pod("b", "Pending"));
        assertEquals(List.of("b"), names(plan.dismiss()));
        assertEquals(1, plan.status().getActive());
        assertTrue(plan.create().isEmpty());
    }

    private static JobPlan plan(Job job, Pod... pods) {
        return JobPlanner.plan(job, Arrays.asList(pods), NOON);
    }

    private static Job indexed(int parallelism, int completions) {
        return new JobBuilder(Samples.job("pi", parallelism, completions)).editSpec().withCompletionMode("Indexed").endSpec().build();
    }

    private static Job started(Job job, java.util.function.UnaryOperator<JobStatusBuilder> status) {
        return with(job, status.apply(new JobStatusBuilder().withStartTime(NOON.minusSeconds(60).toString())).build());
    }

    private static Job with(Job job, JobStatus status) {
        return new JobBuilder(job).withStatus(status).build();
    }

    private static Pod pod(String name, String phase) {
        return new PodBuilder(Samples.pod(name)).editMetadata().withUid(name).addToFinalizers(JobPod.FINALIZER).endMetadata()
                .editStatus().withPhase(phase).endStatus().build();
    }

    private static Pod failedAt(String name, Instant ended, int exitCode) {
        return new PodBuilder(pod(name, "Failed")).editStatus().addNewContainerStatus().withName("web")
                .withNewState().withNewTerminated().withExitCode(exitCode).withFinishedAt(ended.toString()).endTerminated().endState().endContainerStatus()
                .endStatus().build();
    }

    private static Pod indexPod(String name, int index, String phase) {
        return new PodBuilder(pod(name, phase)).editMetadata().addToAnnotations(JobPod.INDEX, Integer.toString(index)).endMetadata().build();
    }

    private static Pod untracked(Pod pod) {
        return new PodBuilder(pod).editMetadata().withFinalizers(List.of()).endMetadata().build();
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
    }

    private static List<String> conditions(JobPlan plan) {
        return plan.status().getConditions().stream().map((JobCondition condition) -> condition.getType() + " " + condition.getReason()).toList();
    }
}

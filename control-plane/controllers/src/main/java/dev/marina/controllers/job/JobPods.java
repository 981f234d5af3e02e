package dev.marina.controllers.job;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.job.FailurePolicy.Action;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/// A job's pods, sorted by what has become of them.
///
/// @param active neither ended nor told to go
/// @param terminating told to go and not ended
/// @param succeeded those that count as success
/// @param failed those that count as failure, counted already or not
record JobPods(Job job, List<Pod> active, List<Pod> terminating, List<Pod> succeeded, List<Pod> failed) {

    static JobPods of(Job job, List<Pod> pods) {
        return new JobPods(job, pods.stream().filter(PodState::active).toList(),
                pods.stream().filter(pod -> PodState.terminating(pod) && !PodState.ended(pod)).toList(),
                pods.stream().filter(pod -> PodState.phase(pod).equals("Succeeded")).toList(),
                pods.stream().filter(pod -> failed(job, pod)).toList());
    }

    /// A pod that was told to go counts as failed at once, unless the job waits for its real end.
    static boolean failed(Job job, Pod pod) {
        return PodState.phase(pod).equals("Failed")
                || !waitsForEnds(job) && PodState.terminating(pod) && !PodState.phase(pod).equals("Succeeded");
    }

    /// Whether pods that end are replaced only when they have ended.
    static boolean waitsForEnds(Job job) {
        return "Failed".equals(job.getSpec().getPodReplacementPolicy()) || job.getSpec().getPodFailurePolicy() != null;
    }

    static boolean indexed(Job job) {
        return "Indexed".equals(job.getSpec().getCompletionMode());
    }

    static boolean backoffPerIndex(Job job) {
        return indexed(job) && job.getSpec().getBackoffLimitPerIndex() != null;
    }

    static int completions(Job job) {
        return job.getSpec().getCompletions() == null ? Integer.MAX_VALUE : job.getSpec().getCompletions();
    }

    /// Tracked pods with a result that stands in no number yet.
    static List<Pod> uncounted(List<Pod> pods, Collection<String> noted, Job job) {
        return pods.stream().filter(pod -> JobPod.tracked(pod) && !noted.contains(pod.getMetadata().getUid()) && valid(job, pod)).toList();
    }

    private static boolean valid(Job job, Pod pod) {
        return !indexed(job) || JobPod.index(pod) >= 0 && JobPod.index(pod) < completions(job);
    }

    /// Why the job has to fail because of one of its pods.
    Optional<String> failJob() {
        return job.getSpec().getPodFailurePolicy() == null
                ? Optional.empty()
                : failed.stream().map(pod -> FailurePolicy.of(job, pod))
                        .filter(verdict -> verdict.action() == Action.FAIL_JOB).map(FailurePolicy.Verdict::why).findFirst();
    }

    /// Indexes of tracked pods that have succeeded.
    List<Integer> succeededIndexes() {
        return succeeded.stream().filter(pod -> JobPod.tracked(pod) && valid(job, pod)).map(JobPod::index).toList();
    }

    /// Indexes that have failed for good.
    List<Integer> failedIndexes() {
        return failed.stream().filter(pod -> JobPod.tracked(pod) && valid(job, pod) && failsIndex(pod)).map(JobPod::index).toList();
    }

    private boolean failsIndex(Pod pod) {
        Action action = FailurePolicy.of(job, pod).action();
        return action == Action.FAIL_INDEX || action != Action.IGNORE && JobPod.failures(pod) >= job.getSpec().getBackoffLimitPerIndex();
    }

    /// The last failed pod of each index that is to be tried again: it keeps its finalizer, since it alone knows how often the
    /// index has failed, until its successor is there.
    Map<Integer, Pod> lastFailures(IntPredicate done) {
        Map<Integer, Pod> last = new HashMap<>();
        Set<Integer> running = new HashSet<>(active.stream().map(JobPod::index).toList());
        for (Pod pod : failed) {
            int index = JobPod.index(pod);
            if (JobPod.tracked(pod) && valid(job, pod) && !running.contains(index) && !done.test(index)) {
                last.merge(index, pod, (one, other) -> tries(one) >= tries(other) ? one : other);
            }
        }
        return last;
    }

    private static int tries(Pod pod) {
        return JobPod.failures(pod) + JobPod.ignored(pod);
    }

    /// The successor of an index's last failed pod.
    JobPod.Wanted after(Pod last) {
        boolean ignored = FailurePolicy.of(job, last).action() == Action.IGNORE;
        return new JobPod.Wanted(JobPod.index(last), JobPod.failures(last) + (ignored ? 0 : 1), JobPod.ignored(last) + (ignored ? 1 : 0));
    }

    /// Active pods that go when there are `tooMany`: those of no use in any case (a second one of an index, or one out of range),
    /// then those that have done the least.
    List<Pod> surplus(int tooMany, Indexes done) {
        List<Pod> gone = new ArrayList<>();
        List<Pod> rest = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (Pod pod : active.stream().sorted(MOST_WORTH_FIRST).toList()) {
            boolean useless = indexed(job) && (!valid(job, pod) || done.contains(JobPod.index(pod)) || !seen.add(JobPod.index(pod)));
            (useless ? gone : rest).add(pod);
        }
        for (int i = rest.size() - 1; i >= 0 && gone.size() < tooMany; i--) {
            gone.add(rest.get(i));
        }
        return gone;
    }

    private static final Comparator<Pod> MOST_WORTH_FIRST = Comparator
            .comparing((Pod pod) -> !PodState.ready(pod))
            .thenComparing(pod -> PodState.nodeName(pod).isEmpty())
            .thenComparing(pod -> pod.getMetadata().getCreationTimestamp() == null ? "" : pod.getMetadata().getCreationTimestamp())
            .thenComparing(pod -> pod.getMetadata().getName());
}

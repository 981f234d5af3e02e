package dev.marina.controllers.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aJobRunsToItsEndAndIsDeletedAfterItsTime() throws Exception {
        create(acme, new JobBuilder(Samples.job("pi", 2, 3)).editSpec().withTtlSecondsAfterFinished(60).endSpec().build());
        reconcile();
        assertEquals(2, job().getStatus().getActive());
        end("Succeeded");
        settle();
        end("Succeeded");
        settle();

        assertEquals(3, job().getStatus().getSucceeded());
        assertEquals("Complete", job().getStatus().getConditions().getLast().getType());
        assertTrue(pods().stream().noneMatch(JobPod::tracked));

        world.reconcile(new FinishedJobReconciler(), acme, "default", "pi");
        assertTrue(world.snapshot(acme).find(Types.JOBS, "default", "pi").isPresent());
        world.time.advance(Duration.ofSeconds(61));
        world.reconcile(new FinishedJobReconciler(), acme, "default", "pi");
        assertTrue(job().getMetadata().getFinalizers().contains("foregroundDeletion"));
    }

    @Test
    void aPodThatSomebodyDeletesIsCountedBeforeItIsGone() throws Exception {
        create(acme, Samples.job("pi", 1, 1));
        reconcile();
        Pod pod = pods().getFirst();
        world.writes(acme).delete(Types.PODS, pod);
        assertEquals(1, pods().size());

        settle();

        assertTrue(pods().stream().noneMatch(other -> other.getMetadata().getUid().equals(pod.getMetadata().getUid())));
        assertEquals(1, job().getStatus().getFailed());
    }

    @Test
    void podsOfAJobThatIsGoneAreLetGo() throws Exception {
        create(acme, Samples.job("pi", 1, 1));
        reconcile();
        world.writes(acme).delete(Types.JOBS, job());

        reconcile();

        assertTrue(pods().stream().noneMatch(JobPod::tracked));
    }

    /// Its selector was generated, and the pod still carries the uid that it asks for.
    @Test
    void aPodThatLostItsOwnerIsTakenBack() throws Exception {
        create(acme, Samples.job("pi", 1, 2));
        reconcile();
        Pod pod = pods().getFirst();
        world.writes(acme).update(Types.PODS, new PodBuilder(pod).editMetadata().withOwnerReferences().endMetadata().build());
        Pod stranger = new PodBuilder(pod).withNewMetadata().withName("stranger").withNamespace("default").addToLabels("job-name", "pi").endMetadata().build();
        world.writes(acme).create(Types.PODS, stranger);

        reconcile();

        assertEquals(job().getMetadata().getUid(),
                Snapshot.controller(world.require(acme, Types.PODS, "default", pod.getMetadata().getName())).orElseThrow().getUid());
        assertTrue(Snapshot.controller(world.require(acme, Types.PODS, "default", "stranger")).isEmpty());
        settle();
        assertEquals(2, pods().size(), "no pod was made for the one that was missing for a moment");
    }

    /// Otherwise nobody would ever take the finalizer away, and its namespace could not be deleted.
    @Test
    void aPodThatIsNotSelectedAnyMoreIsLetGoWithoutTheFinalizer() throws Exception {
        create(acme, Samples.job("pi", 1, 1));
        reconcile();
        Pod pod = pods().getFirst();
        world.writes(acme).update(Types.PODS, new PodBuilder(pod).editMetadata().withLabels(null).endMetadata().build());

        reconcile();

        Pod released = world.require(acme, Types.PODS, "default", pod.getMetadata().getName());
        assertTrue(Snapshot.controller(released).isEmpty());
        assertTrue(!JobPod.tracked(released));
    }

    @Test
    void aPodOfNobodyLosesTheFinalizerThatAJobLeft() {
        world.start(List.of(JobReconciler.controller()));
        world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod("left")).editMetadata().addToFinalizers(JobPod.FINALIZER).endMetadata().build());

        world.await("it is let go", () -> !JobPod.tracked(world.require(acme, Types.PODS, "default", "left")), this::pods);
    }

    /// The process that was to do it was killed, and another job has the name by now.
    @Test
    void whatAJobHasLeftIsLetGoByWhoBeginsAnew() throws Exception {
        create(acme, Samples.job("pi", 1, 1));
        reconcile();
        Pod pod = pods().getFirst();
        world.writes(acme).delete(Types.PODS, pod);
        world.writes(acme).delete(Types.JOBS, job());
        create(acme, Samples.job("pi", 1, 1));

        world.start(List.of(JobReconciler.controller()));

        world.await("it is let go", () -> pods().stream().noneMatch(each -> each.getMetadata().getUid().equals(pod.getMetadata().getUid())), this::pods);
    }

    @Test
    void aSuspendedJobDismissesItsPods() throws Exception {
        create(acme, Samples.job("pi", 2, 2));
        reconcile();
        world.writes(acme).update(Types.JOBS, new JobBuilder(job()).editSpec().withSuspend(true).endSpec().build());

        settle();

        assertEquals(0, pods().size());
        assertEquals(null, job().getStatus().getFailed());
        assertEquals("Suspended", job().getStatus().getConditions().getFirst().getType());
    }

    /// A job of a million pods is worked at in pieces, and a neighbour's job is begun between two of them.
    @Test
    void aJobOfAMillionPodsHoldsNobodyUp() {
        ClusterId other = world.cluster("other");
        create(acme, Samples.job("bomb", 1_000_000, 1_000_000));
        world.start(List.of(JobReconciler.controller()));
        world.await("the bomb grows", () -> count(acme) > 10, () -> count(acme));
        create(other, Samples.job("small", 1, 1));
        world.await("the neighbour's pod is there", () -> count(other) == 1, () -> count(other));
        assertTrue(count(acme) < 2000, () -> "the neighbour waited for %d pods".formatted(count(acme)));
    }

    private int count(ClusterId cluster) {
        return world.snapshot(cluster).image().count(Types.PODS.groupResource());
    }

    private Job create(ClusterId cluster, Job job) {
        return world.writes(cluster).create(Types.JOBS, job);
    }

    private void reconcile() throws Exception {
        world.reconcile(new JobReconciler(), acme, "default", "pi");
    }

    /// As the changes would bring it about.
    private void settle() throws Exception {
        for (int i = 0; i < 4; i++) {
            reconcile();
        }
    }

    private void end(String phase) {
        for (Pod pod : pods()) {
            world.writes(acme).updateStatus(Types.PODS, new PodBuilder(pod).editOrNewStatus().withPhase(phase).endStatus().build());
        }
    }

    private Job job() {
        return world.require(acme, Types.JOBS, "default", "pi");
    }

    private List<Pod> pods() {
        return world.snapshot(acme).list(Types.PODS, "default");
    }
}

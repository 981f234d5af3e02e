package dev.marina.controllers.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatefulSetPlanTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void inOrderEachWaitsForTheOneBefore() {
        StatefulSet set = Samples.statefulSet("web", 3);
        assertEquals(List.of(0), plan(set).create());
        assertEquals(List.of(), plan(set, pending("web-0", "new")).create());
        assertEquals(List.of(1), plan(set, ready("web-0", "new")).create());
        assertEquals(List.of(0), plan(set, ready("web-2", "new")).create());
    }

    @Test
    void inParallelAllAreMadeAtOnceAndNoMoreThanABurst() {
        assertEquals(List.of(0, 2), plan(parallel(3), pending("web-1", "new")).create());
        assertEquals(StatefulSetPlan.BURST, plan(parallel(1_000_000_000)).create().size());
    }

    @Test
    void ordinalsMayBeginElsewhere() {
        StatefulSet set = new StatefulSetBuilder(Samples.statefulSet("web", 2)).editSpec().withNewOrdinals(5).endSpec().build();
        assertEquals(List.of(6), plan(set, ready("web-5", "new")).create());
        assertEquals(List.of("web-1"), names(plan(set, ready("web-5", "new"), ready("web-6", "new"), ready("web-0", "new"), ready("web-1", "new")).delete()));
    }

    @Test
    void scalingDownTakesTheHighestAndWaitsForTheRest() {
        StatefulSet set = Samples.statefulSet("web", 1);
        assertEquals(List.of("web-2"), names(plan(set, ready("web-0", "new"), ready("web-1", "new"), ready("web-2", "new")).delete()));
        assertEquals(List.of(), names(plan(set, pending("web-0", "new"), ready("web-1", "new"), ready("web-2", "new")).delete()));
        assertEquals(List.of("web-2", "web-1"), names(plan(parallel(1), ready("web-0", "new"), ready("web-1", "new"), ready("web-2", "new")).delete()));
    }

    @Test
    void anUpdateGoesFromTheHighestDownOneByOne() {
        StatefulSet set = Samples.statefulSet("web", 3);
        assertEquals(List.of("web-2"), names(plan(set, ready("web-0", "old"), ready("web-1", "old"), ready("web-2", "old")).delete()));
        assertEquals(List.of("web-1"), names(plan(set, ready("web-0", "old"), ready("web-1", "old"), ready("web-2", "new")).delete()));
        assertEquals(List.of(), names(plan(set, ready("web-0", "old"), ready("web-1", "old"), pending("web-2", "new")).delete()));
    }

    @Test
    void aPartitionKeepsLowerOrdinals() {
        StatefulSet set = rolling(2, null);
        assertEquals(List.of("web-2"), names(plan(set, ready("web-0", "old"), ready("web-1", "old"), ready("web-2", "old")).delete()));
        assertEquals(List.of(), names(plan(set, ready("web-0", "old"), ready("web-1", "old"), ready("web-2", "new")).delete()));
        assertTrue(StatefulSetPlan.keepsCurrent(set, 1));
        assertEquals(false, StatefulSetPlan.keepsCurrent(set, 2));
    }

    @Test
    void asManyMayBeMissingAsIsSaid() {
        assertEquals(List.of("web-2", "web-1"),
                names(plan(rolling(0, new IntOrString(2)), ready("web-0", "old"), ready("web-1", "old"), ready("web-2", "old")).delete()));
        assertEquals(List.of("web-2", "web-1"),
                names(plan(rolling(0, new IntOrString("50%")), ready("web-0", "old"), ready("web-1", "old"), ready("web-2", "old")).delete()));
    }

    @Test
    void onDeleteReplacesNothing() {
        StatefulSet set = new StatefulSetBuilder(Samples.statefulSet("web", 1)).editSpec().withNewUpdateStrategy().withType("OnDelete").endUpdateStrategy()
                .endSpec().build();
        assertEquals(List.of(), plan(set, ready("web-0", "old")).delete());
    }

    @Test
    void anEndedPodIsDeletedAndComesBack() {
        Pod failed = new PodBuilder(pending("web-0", "new")).editStatus().withPhase("Failed").endStatus().build();
        assertEquals(List.of("web-0"), names(plan(Samples.statefulSet("web", 2), failed).delete()));
        assertEquals(List.of(), plan(Samples.statefulSet("web", 2), failed).create());
    }

    @Test
    void aBadUpdateThatWasTakenBackDoesNotBlockTheSet() {
        StatefulSet set = Samples.statefulSet("web", 3);
        List<Pod> pods = List.of(ready("web-0", "old"), ready("web-1", "old"), pending("web-2", "bad"));
        assertEquals(List.of("web-2"), names(StatefulSetPlan.of(set, pods, "old", "old", NOON).delete()));
        assertEquals(List.of(), names(StatefulSetPlan.of(set, pods, "old", "bad", NOON).delete()));
    }

    @Test
    void aLostIdentityIsRestored() {
        Pod stray = new PodBuilder(ready("web-0", "new")).editMetadata().removeFromLabels("apps.kubernetes.io/pod-index").endMetadata().build();
        assertEquals(List.of("web-0"), names(plan(Samples.statefulSet("web", 1), stray).restore()));
    }

    @Test
    void theStatusMovesOnWhenEveryPodIsUpdated() {
        StatefulSet set = Samples.statefulSet("web", 2);
        StatefulSetStatus half = StatefulSetStatusPlan.of(set, List.of(ready("web-0", "old"), ready("web-1", "new")), "old", "new", 0, NOON);
        assertEquals("old 1 1 2",
                half.getCurrentRevision() + " " + half.getCurrentReplicas() + " " + half.getUpdatedReplicas() + " " + half.getAvailableReplicas());
        StatefulSetStatus done = StatefulSetStatusPlan.of(set, List.of(ready("web-0", "new"), ready("web-1", "new")), "old", "new", 0, NOON);
        assertEquals("new 2 2", done.getCurrentRevision() + " " + done.getCurrentReplicas() + " " + done.getUpdatedReplicas());
    }

    private static StatefulSetPlan plan(StatefulSet set, Pod... pods) {
        return StatefulSetPlan.of(set, Arrays.asList(pods), "old", "new", NOON);
    }

    private static StatefulSet parallel(int replicas) {
        return new StatefulSetBuilder(Samples.statefulSet("web", replicas)).editSpec().withPodManagementPolicy("Parallel").endSpec().build();
    }

    private static StatefulSet rolling(int partition, IntOrString unavailable) {
        return new StatefulSetBuilder(Samples.statefulSet("web", 3)).editSpec().editUpdateStrategy().withNewRollingUpdate().withPartition(partition)
                .withMaxUnavailable(unavailable).endRollingUpdate().endUpdateStrategy().endSpec().build();
    }

    private static Pod pending(String name, String revision) {
        return new PodBuilder(Samples.pod(name)).editMetadata().addToLabels(Identity.REVISION, revision)
                .addToLabels("statefulset.kubernetes.io/pod-name", name).addToLabels("apps.kubernetes.io/pod-index", name.substring(4)).endMetadata().build();
    }

    private static Pod ready(String name, String revision) {
        return Samples.running(pending(name, revision), "n1", NOON.minusSeconds(60));
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
    }
}

package dev.marina.controllers.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatefulSetReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void podsHaveNamesHostsAndClaimsOfTheirOwn() throws Exception {
        create(acme, withClaims(Samples.statefulSet("web", 2), "Retain"));
        rollOut();

        Pod second = pods().getLast();
        assertEquals(List.of("web-0", "web-1"), pods().stream().map(pod -> pod.getMetadata().getName()).toList());
        assertEquals("web-1 web", second.getSpec().getHostname() + " " + second.getSpec().getSubdomain());
        assertEquals("1", second.getMetadata().getLabels().get("apps.kubernetes.io/pod-index"));
        assertEquals("data-web-1", second.getSpec().getVolumes().getFirst().getPersistentVolumeClaim().getClaimName());
        assertEquals(List.of("data-web-0", "data-web-1"), claims().stream().map(claim -> claim.getMetadata().getName()).toList());
        assertTrue(claims().getFirst().getMetadata().getOwnerReferences().isEmpty());
        assertEquals(2, set().getStatus().getReadyReplicas());
    }

    /// Otherwise the garbage collector takes it away and it is made again, for ever.
    @Test
    void aSetThatIsBeingDeletedMakesNoRevision() throws Exception {
        create(acme, Samples.statefulSet("web", 1));
        reconcile();
        world.writes(acme).delete(Types.STATEFUL_SETS, set(), "Foreground");
        world.snapshot(acme).list(Types.CONTROLLER_REVISIONS, "default").forEach(each -> world.writes(acme).delete(Types.CONTROLLER_REVISIONS, each));

        reconcile();

        assertEquals(List.of(), world.snapshot(acme).list(Types.CONTROLLER_REVISIONS, "default"));
    }

    @Test
    void claimsOfCondemnedPodsGoWithThemWhenThePolicySaysSo() throws Exception {
        create(acme, withClaims(Samples.statefulSet("web", 2), "Delete"));
        rollOut();
        world.writes(acme).update(Types.STATEFUL_SETS, new StatefulSetBuilder(set()).editSpec().withReplicas(1).endSpec().build());
        Pod condemned = pods().getLast();

        reconcile();

        assertEquals(List.of(condemned.getMetadata().getUid()),
                claims().getLast().getMetadata().getOwnerReferences().stream().map(owner -> owner.getUid()).toList());
        assertTrue(claims().getFirst().getMetadata().getOwnerReferences().isEmpty());
    }

    @Test
    void anUpdateAndItsRollbackAreRevisions() throws Exception {
        create(acme, Samples.statefulSet("web", 1));
        rollOut();
        String first = set().getStatus().getCurrentRevision();
        image("web:2");
        rollOut();
        rollOut();
        assertEquals(List.of(1L, 2L), revisions().stream().map(ControllerRevision::getRevision).toList());
        assertEquals("web:2", pods().getFirst().getSpec().getContainers().getFirst().getImage());

        image("web:1");
        rollOut();
        rollOut();

        assertEquals(first, set().getStatus().getCurrentRevision());
        assertEquals(List.of(2L, 3L), revisions().stream().map(ControllerRevision::getRevision).toList());
        assertEquals(first, revisions().getLast().getMetadata().getName());
        assertEquals("web:1", pods().getFirst().getSpec().getContainers().getFirst().getImage());
    }

    @Test
    void historyIsKeptWithinItsLimit() throws Exception {
        create(acme, new StatefulSetBuilder(Samples.statefulSet("web", 0)).editSpec().withRevisionHistoryLimit(2).endSpec().build());
        for (int i = 1; i <= 6; i++) {
            image("web:" + i);
            reconcile();
            reconcile();
        }
        assertTrue(revisions().size() <= 4, () -> revisions().toString());
        assertEquals(6L, revisions().getLast().getRevision());
    }

    /// A set of a billion pods is worked at in pieces, and a neighbour's set is begun between two of them.
    @Test
    void aSetOfABillionHoldsNobodyUp() {
        ClusterId other = world.cluster("other");
        create(acme, new StatefulSetBuilder(Samples.statefulSet("bomb", 1_000_000_000)).editSpec().withPodManagementPolicy("Parallel").endSpec().build());
        world.start(List.of(StatefulSetReconciler.controller()));
        world.await("the bomb grows", () -> count(acme) > 10, () -> count(acme));
        create(other, Samples.statefulSet("small", 1));
        world.await("the neighbour's pod is there", () -> count(other) == 1, () -> count(other));
        assertTrue(count(acme) < 2000, () -> "the neighbour waited for %d pods".formatted(count(acme)));
    }

    private int count(ClusterId cluster) {
        return world.snapshot(cluster).image().count(Types.PODS.groupResource());
    }

    private static StatefulSet withClaims(StatefulSet set, String whenScaled) {
        return new StatefulSetBuilder(set).editSpec().withNewPersistentVolumeClaimRetentionPolicy("Retain", whenScaled)
                .withVolumeClaimTemplates(new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").endMetadata().withNewSpec().endSpec().build())
                .endSpec().build();
    }

    private void create(ClusterId cluster, StatefulSet set) {
        world.writes(cluster).create(Types.STATEFUL_SETS, set);
    }

    private void image(String image) {
        world.writes(acme).update(Types.STATEFUL_SETS,
                new StatefulSetBuilder(set()).editSpec().editTemplate().editSpec().editFirstContainer().withImage(image).endContainer()
                        .endSpec().endTemplate().endSpec().build());
    }

    /// Pods run as soon as they are made, and are gone as soon as they are told to.
    private void rollOut() throws Exception {
        for (int i = 0; i < 4; i++) {
            reconcile();
            for (Pod pod : pods()) {
                if (pod.getStatus() == null || !"Running".equals(pod.getStatus().getPhase())) {
                    Pod running = Samples.running(pod, "", world.time.instant());
                    world.writes(acme).updateStatus(Types.PODS, running);
                }
            }
        }
        reconcile();
    }

    private void reconcile() throws Exception {
        world.reconcile(new StatefulSetReconciler(), acme, "default", "web");
    }

    private StatefulSet set() {
        return world.require(acme, Types.STATEFUL_SETS, "default", "web");
    }

    private List<Pod> pods() {
        return world.snapshot(acme).list(Types.PODS, "default").stream().sorted(Comparator.comparing(pod -> pod.getMetadata().getName())).toList();
    }

    private List<PersistentVolumeClaim> claims() {
        return world.snapshot(acme).list(Types.CLAIMS, "default").stream().sorted(Comparator.comparing(claim -> claim.getMetadata().getName())).toList();
    }

    private List<ControllerRevision> revisions() {
        return world.snapshot(acme).list(Types.CONTROLLER_REVISIONS, "default").stream().sorted(Comparator.comparing(ControllerRevision::getRevision)).toList();
    }
}

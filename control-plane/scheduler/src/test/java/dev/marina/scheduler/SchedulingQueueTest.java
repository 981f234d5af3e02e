package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who is tried again after which event, and when. Time is moved by hand.
class SchedulingQueueTest {

    private static final ClusterId ACME = ClusterId.of(1);
    private static final ClusterId OTHER = ClusterId.of(2);

    private final SchedulingQueue queue = new SchedulingQueue(QueueingHints.of(Profile.standard()));
    private long now = 1;

    private static PodFacts pod(String name) {
        return PodFacts.of(named(name).build());
    }

    private static PodBuilder named(String name) {
        return new PodBuilder(Samples.pod(name)).editMetadata().withUid(name).endMetadata();
    }

    private static PodFacts beside(String name, String app) {
        Pod pod = named(name).editSpec().withNewAffinity().withNewPodAffinity().addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey("zone").withNewLabelSelector().addToMatchLabels("app", app).endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAffinity().endAffinity().endSpec().build();
        return PodFacts.of(pod);
    }

    private static PodFacts labelled(String name, String app) {
        return PodFacts.of(named(name).editMetadata().withLabels(Map.of("app", app)).endMetadata().build());
    }

    private void refused(ClusterId cluster, PodFacts pod, String... by) {
        queue.add(cluster, pod, Cause.clock("test"));
        queue.unschedulable(queue.next(now, _ -> true, _ -> {}).orElseThrow(), Set.of(by), now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private List<String> tried() {
        List<String> tried = new ArrayList<>();
        for (Optional<SchedulingQueue.Waiting> next = queue.next(now, _ -> true, _ -> {}); next.isPresent(); next = queue.next(now, _ -> true, _ -> {})) {
            tried.add(next.get().name());
        }
        return tried;
    }

    @Test
    void onlyWhomTheEventMayHelpIsTriedAgain() {
        refused(ACME, beside("web", "cache"), "InterPodAffinity");
        refused(ACME, beside("batch", "queue"), "InterPodAffinity");
        refused(ACME, pod("big"), "NodeResourcesFit");
        refused(OTHER, beside("theirs", "cache"), "InterPodAffinity");
        pass(Duration.ofSeconds(20));

        queue.happened(ACME, new ClusterEvent.PodBound(labelled("c", "cache")), now);

        assertEquals(List.of("web"), tried());
    }

    @Test
    void roomThatBecomesFreeHelpsWhoWantedRoom() {
        refused(ACME, pod("big"), "NodeResourcesFit");
        refused(ACME, pod("picky"), "NodeAffinity");
        pass(Duration.ofSeconds(20));

        queue.happened(ACME, new ClusterEvent.PodGone(pod("gone")), now);

        assertEquals(List.of("big"), tried());
    }

    @Test
    void aPodThatNobodyRefusedIsHelpedByAnything() {
        refused(ACME, pod("early"));
        pass(Duration.ofSeconds(20));
        queue.happened(ACME, new ClusterEvent.NodeGone("n1"), now);
        assertEquals(List.of("early"), tried());
    }

    @Test
    void anEventThatComesEarlyIsNotForgottenButWaitsForTheBackOffWhileThereAreOthers() {
        refused(ACME, pod("big"), "NodeResourcesFit");
        queue.happened(ACME, new ClusterEvent.PodGone(pod("gone")), now);
        queue.add(ACME, pod("new"), Cause.clock("test"));
        queue.add(OTHER, pod("theirs"), Cause.clock("test"));

        assertEquals(List.of("new", "theirs", "big"), tried(), "back-off ends early when nobody else is there, of any cluster");
        assertFalse(queue.holds(ACME));
    }

    @Test
    void whoMetWithAnErrorIsNotTriedBeforeItsBackOffHasPassed() {
        queue.add(ACME, pod("unlucky"), Cause.clock("test"));
        queue.again(queue.next(now, _ -> true, _ -> {}).orElseThrow(), now);
        refused(OTHER, pod("nowhere"));
        queue.happened(OTHER, new ClusterEvent.NodeGone("n1"), now);

        assertEquals(List.of(), tried(), "nor who found no node at all, which no plugin has refused");
        assertTrue(queue.holds(ACME));
        pass(Duration.ofSeconds(1));
        assertEquals(List.of("unlucky", "nowhere"), tried());
    }

    @Test
    void errorsAreCountedByThemselvesUntilThereIsNone() {
        refused(ACME, pod("web"), "NodeResourcesFit");
        pass(Duration.ofSeconds(20));
        for (long wait : new long[] {1, 2, 4}) {
            queue.wake(ACME);
            queue.happened(ACME, new ClusterEvent.PodGone(pod("gone")), now);
            SchedulingQueue.Waiting web = queue.next(now, _ -> true, _ -> {}).orElseThrow();
            queue.again(web, now);
            pass(Duration.ofSeconds(wait).minusNanos(1));
            assertEquals(List.of(), active(), "after " + wait);
            pass(Duration.ofNanos(1));
            assertEquals(List.of("web"), active(), "after " + wait);
        }
    }

    /// What would be tried now, all of which stays.
    private List<String> active() {
        queue.next(now, _ -> false, _ -> {});
        return queue.active(ACME).stream().map(SchedulingQueue.Waiting::name).toList();
    }

    @Test
    void backOffsThatEndInTheSameSecondGoByPriority() {
        for (String name : List.of("first", "second", "later")) {
            queue.add(ACME, prior(name, name.equals("first") ? 1 : 5), Cause.clock("test"));
        }
        for (SchedulingQueue.Waiting pod : List.of(next(), next(), next())) {
            pass(pod.name().equals("first") ? Duration.ofMillis(1500) : Duration.ofMillis(100));
            queue.unschedulable(pod, Set.of("NodeResourcesFit"), now);
        }
        queue.happened(ACME, new ClusterEvent.PodGone(pod("gone")), now);

        assertEquals(List.of("later", "second", "first"), tried());
    }

    private SchedulingQueue.Waiting next() {
        return queue.next(now, _ -> true, _ -> {}).orElseThrow();
    }

    private static PodFacts prior(String name, int priority) {
        return PodFacts.of(named(name).editSpec().withPriority(priority).endSpec().build());
    }

    @Test
    void clustersTakeTurnsInWhatIsEarlyToo() {
        for (String name : List.of("a", "b")) {
            refused(ACME, pod(name), "NodeResourcesFit");
            refused(OTHER, pod("their-" + name), "NodeResourcesFit");
        }
        queue.happened(ACME, new ClusterEvent.PodGone(pod("gone")), now);
        queue.happened(OTHER, new ClusterEvent.PodGone(pod("gone")), now);

        assertEquals(List.of("a", "their-a", "b", "their-b"), tried());
    }

    /// Events without end would have all of a tenant's pods tried without end.
    @Test
    void aClusterWhoseTriesTakeTimeIsEarlyForAFractionOfIt() {
        refused(ACME, pod("web"), "NodeResourcesFit");
        refused(OTHER, pod("theirs"), "NodeResourcesFit");
        queue.took(ACME, Duration.ofMillis(2).toNanos(), now);
        queue.happened(ACME, new ClusterEvent.PodGone(pod("gone")), now);
        queue.happened(OTHER, new ClusterEvent.PodGone(pod("gone")), now);

        assertEquals(List.of("theirs"), tried());
        assertEquals(Duration.ofMillis(8).toNanos(), queue.untilNext(now).orElseThrow());
        pass(Duration.ofMillis(8));
        assertEquals(List.of("web"), tried());
    }

    @Test
    void theGateHoldsWhatIsEarlyAsItHoldsWhatIsDue() {
        refused(ACME, pod("web"), "NodeResourcesFit");
        refused(OTHER, pod("theirs"), "NodeResourcesFit");
        queue.happened(ACME, new ClusterEvent.PodGone(pod("gone")), now);
        queue.happened(OTHER, new ClusterEvent.PodGone(pod("gone")), now);
        List<ClusterId> rests = new ArrayList<>();

        assertEquals("theirs", queue.next(now, pod -> !pod.cluster().equals(ACME), rests::add).orElseThrow().name());
        assertEquals(List.of(ACME), rests);
        assertEquals(List.of(), tried(), "nobody asks the gate again by himself");
        queue.wake(ACME);
        assertEquals(List.of("web"), tried());
    }

    @Test
    void afterFiveMinutesEverybodyIsTriedAgain() {
        refused(ACME, pod("forgotten"), "NodeAffinity");
        pass(Duration.ofMinutes(4));
        queue.flush(now);
        assertEquals(List.of(), tried());
        assertFalse(queue.holds(ACME));
        pass(Duration.ofMinutes(1));
        queue.flush(now);
        assertEquals(List.of("forgotten"), tried());
    }

    @Test
    void aPodThatIsRemovedIsHelpedByNothing() {
        refused(ACME, pod("gone"), "NodeResourcesFit");
        queue.remove(ACME, "gone");
        pass(Duration.ofMinutes(10));
        queue.happened(ACME, new ClusterEvent.PodGone(pod("other")), now);
        queue.flush(now);
        assertEquals(List.of(), tried());
        assertFalse(queue.knows(ACME, "gone"));
    }

    @Test
    void everyPluginThatRefusesSaysWhatItWaitsFor() {
        for (SchedulerPlugin plugin : Profile.standard().plugins()) {
            if (plugin instanceof SchedulerPlugin.Filter || plugin instanceof SchedulerPlugin.PreFilter) {
                assertFalse(plugin.hints().isEmpty(), plugin.name());
            }
        }
    }

    @Test
    void aClusterWhoseCyclesAreExpensiveLeavesTheOthersTheirTurns() {
        queue.add(ACME, pod("hard"), Cause.clock("test"));
        queue.add(ACME, pod("harder"), Cause.clock("test"));
        queue.add(OTHER, pod("theirs"), Cause.clock("test"));
        queue.spent(ACME, Duration.ofMillis(20).toNanos(), now);

        assertEquals(List.of("theirs"), tried(), "it waits four times as long as it has taken");
        assertEquals(Duration.ofMillis(80).toNanos(), queue.untilNext(now).orElseThrow());
        assertTrue(queue.holds(ACME));
        pass(Duration.ofMillis(80));
        assertEquals(List.of("hard", "harder"), tried());

        queue.add(ACME, pod("easy"), Cause.clock("test"));
        queue.spent(ACME, Duration.ofNanos(100_000).toNanos(), now);
        assertEquals(List.of("easy"), tried(), "what is usual has no consequences");
    }

    @Test
    void devicesThatAreGivenBackHelpWhoWantedSome() {
        refused(ACME, pod("wants"), "DynamicResources");
        refused(ACME, pod("big"), "NodeResourcesFit");
        pass(Duration.ofSeconds(20));
        queue.happened(ACME, new ClusterEvent.DeviceClaimChanged("default", "somebody's", false), now);
        assertEquals(List.of(), tried(), "another's claim says something else");
        queue.happened(ACME, new ClusterEvent.DeviceClaimChanged("default", "somebody's", true), now);
        assertEquals(List.of("wants"), tried());

        refused(ACME, pod("wants"), "DynamicResources");
        pass(Duration.ofSeconds(20));
        queue.happened(ACME, new ClusterEvent.DevicesChanged("slice"), now);
        assertEquals(List.of("wants"), tried());
    }
}

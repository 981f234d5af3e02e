package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Who has to go for a critical pod.
class PreemptionTest {

    private static final NodeAllocations.Holder CRITICAL = Pods.holder("critical", "{cpu: 500m}", 2_000_001_000);

    private static Set<String> preempted(List<NodeAllocations.Holder> others, Misfit.Lacking... lacking) {
        return Preemption.of(CRITICAL, others, List.of(lacking)).orElseThrow().stream().map(NodeAllocations.Holder::uid).collect(Collectors.toSet());
    }

    private static Misfit.Lacking cpu(long missing) {
        return new Misfit.Lacking("cpu", missing, 1000, 1000);
    }

    @Test
    void onePodThatIsEnoughGoesRatherThanTwo() {
        assertEquals(Set.of("large"), preempted(List.of(Pods.holder("a", "{cpu: 200m}", 0), Pods.holder("b", "{cpu: 200m}", 0),
                Pods.holder("large", "{cpu: 400m}", 0)), cpu(300)));
    }

    @Test
    void ofSeveralThatAreEnoughTheSmallestGoes() {
        assertEquals(Set.of("smaller"), preempted(List.of(Pods.holder("large", "{cpu: 800m}", 0), Pods.holder("smaller", "{cpu: 400m}", 0)), cpu(300)));
    }

    @Test
    void podsThatWereGuaranteedNothingGoFirstWhereOnlyTheirNumberMatters() {
        assertEquals(Set.of("best-effort"), preempted(List.of(Pods.holder("burstable", "{cpu: 100m}", 0), Pods.holder("best-effort", "{}", 0)),
                new Misfit.Lacking("pods", 1, 2, 2)));
    }

    @Test
    void eachResourceThatIsMissingIsFreed() {
        assertEquals(Set.of("cpu", "memory"), preempted(List.of(Pods.holder("cpu", "{cpu: 400m}", 0), Pods.holder("memory", "{memory: 400Mi}", 0)),
                cpu(300), new Misfit.Lacking("memory", 300L << 20, 1L << 30, 1L << 30)));
    }

    @Test
    void podsOfTheSamePriorityStay() {
        assertEquals(Set.of("ordinary"), preempted(List.of(Pods.holder("other", "{cpu: 400m}", 2_000_001_000), Pods.holder("ordinary", "{cpu: 400m}", 10)),
                cpu(300)));
    }
}

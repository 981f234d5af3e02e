package dev.marina.controllers.horizontalpodautoscaling;

import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.horizontalpodautoscaling.Metrics.Sample;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodGroupsTest {

    private static final PodGroups COUNTS = new PodGroups(Map.of("web", 7L), Set.of(), Set.of());
    private static final PodGroups UNREADY = new PodGroups(Map.of(), Set.of("web"), Set.of());
    private static final PodGroups MISSING = new PodGroups(Map.of(), Set.of(), Set.of("web"));
    private static final PodGroups IGNORED = new PodGroups(Map.of(), Set.of(), Set.of());

    @Test
    void whatEndsIsLeftOut() {
        assertEquals(IGNORED, cpu(phase("Failed")));
        assertEquals(IGNORED, cpu(new PodBuilder(phase("Running")).editMetadata().withDeletionTimestamp(NOON.toString()).endMetadata().build()));
        assertEquals(MISSING, PodGroups.of(List.of(phase("Succeeded")), Map.of(), true, NOON));
    }

    @Test
    void whatHasNotBegunIsUnreadyWhateverWasMeasured() {
        assertEquals(UNREADY, cpu(phase("Pending")));
        assertEquals(UNREADY, PodGroups.of(List.of(phase("Pending")), Map.of(), false, NOON));
    }

    @Test
    void aProcessorSaysNothingInAPodsFirstMinutes() {
        assertEquals(UNREADY, cpu(pod(NOON.minusSeconds(299), "False", NOON.minusSeconds(299))));
        // measured in part before it was ready
        assertEquals(UNREADY, cpu(pod(NOON.minusSeconds(299), "True", NOON.minusSeconds(29))));
        assertEquals(COUNTS, cpu(pod(NOON.minusSeconds(299), "True", NOON.minusSeconds(30))));
        assertEquals(UNREADY, cpu(new PodBuilder(Autoscalers.pod("web")).editStatus().withStartTime(null).endStatus().build()));
    }

    @Test
    void laterOnlyAPodThatWasNeverReadyIsLeftOut() {
        assertEquals(UNREADY, cpu(pod(NOON.minusSeconds(600), "False", NOON.minusSeconds(571))));
        assertEquals(COUNTS, cpu(pod(NOON.minusSeconds(600), "False", NOON.minusSeconds(570))));
        assertEquals(COUNTS, cpu(pod(NOON.minusSeconds(600), "True", NOON.minusSeconds(1))));
    }

    @Test
    void otherMetricsCountFromTheFirstMoment() {
        assertEquals(COUNTS, PodGroups.of(List.of(pod(NOON, "False", NOON)), sample(), false, NOON));
    }

    private static PodGroups cpu(Pod pod) {
        return PodGroups.of(List.of(pod), sample(), true, NOON);
    }

    private static Map<String, Sample> sample() {
        return Map.of("web", new Sample(7, NOON, Duration.ofSeconds(30)));
    }

    private static Pod phase(String phase) {
        return new PodBuilder(Autoscalers.pod("web")).editStatus().withPhase(phase).endStatus().build();
    }

    private static Pod pod(Instant start, String ready, Instant since) {
        return new PodBuilder(Autoscalers.pod("web")).editStatus().withStartTime(start.toString()).editFirstCondition().withStatus(ready)
                .withLastTransitionTime(since.toString()).endCondition().endStatus().build();
    }
}

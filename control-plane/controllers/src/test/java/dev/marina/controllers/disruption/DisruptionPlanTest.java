package dev.marina.controllers.disruption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisruptionPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static PodDisruptionBudget budget(String least, String most) {
        return new PodDisruptionBudgetBuilder().withNewMetadata().withName("b").withNamespace("default").withGeneration(1L).endMetadata()
                .withNewSpec().withMinAvailable(value(least)).withMaxUnavailable(value(most)).endSpec().build();
    }

    private static IntOrString value(String text) {
        return text == null ? null : text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
    }

    private static List<Pod> pods(int ready, int notReady) {
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < ready + notReady; i++) {
            pods.add(new PodBuilder(Samples.pod("p" + i)).withNewStatus().withPhase("Running").addNewCondition().withType("Ready")
                    .withStatus(i < ready ? "True" : "False")
                    .endCondition().endStatus().build());
        }
        return pods;
    }

    /// minAvailable, maxUnavailable, ready and other pods, the scale of their controllers; how many have to be healthy and may go.
    @ParameterizedTest
    @CsvSource({"2, , 3, 0, , 2, 1", "2, , 2, 1, , 2, 0", "5, , 3, 0, , 5, 0", "50%, , 3, 0, 3, 2, 1", ", 1, 3, 0, 3, 2, 1", ", 25%, 10, 0, 10, 7, 3",
            ", 1, 3, 0, 5, 4, 0", ", 100%, 2, 0, 2, 0, 2", "0, , 0, 0, , 0, 0", " , , 2, 0, , 0, 2"})
    void whatMayGoFollowsFromWhatIsHealthy(String least, String most, int ready, int notReady, Integer scale, int desired, int allowed) {
        DisruptionPlan plan = DisruptionPlan.of(budget(least, most), pods(ready, notReady), scale == null ? OptionalInt.empty() : OptionalInt.of(scale), NOW);
        assertEquals(List.of(desired, allowed, ready),
                List.of(plan.status().getDesiredHealthy(), plan.status().getDisruptionsAllowed(), plan.status().getCurrentHealthy()));
        assertEquals(allowed > 0 ? "SufficientPods" : "InsufficientPods", plan.status().getConditions().getFirst().getReason());
    }

    @Test
    void aPodThatIsAboutToGoCountsNoLongerAndAgainAfterTwoMinutes() {
        PodDisruptionBudget budget = new PodDisruptionBudgetBuilder(budget("1", null)).withNewStatus()
                .withDisruptedPods(Map.of("p0", "2026-01-01T00:09:30Z", "p1", "2026-01-01T00:07:00Z", "gone", "2026-01-01T00:09:30Z")).endStatus().build();

        DisruptionPlan plan = DisruptionPlan.of(budget, pods(3, 0), OptionalInt.empty(), NOW);

        assertEquals(Map.of("p0", "2026-01-01T00:09:30Z"), plan.status().getDisruptedPods());
        assertEquals(2, plan.status().getCurrentHealthy());
        assertEquals(List.of("p1"), plan.late().stream().map(pod -> pod.getMetadata().getName()).toList());
        assertEquals(Optional.of(Duration.ofSeconds(90)), plan.recheck());
    }
}

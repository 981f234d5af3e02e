package dev.marina.controllers.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

class RolloutSizesTest {

    /// wanted, surge, unavailable, new/available, old/available -> new size or "-", old size or "-"
    @ParameterizedTest
    @CsvSource({
            "10, 0, 5, 0/0, 10/10, -, 5",
            "10, 2, 0, 0/0, 10/10, 2, -",
            "10, 0, 2, 10/0, 2/0, -, -",
            "10, 2, 2, 5/5, 7/7, -, 3",
            "10, 2, 2, 4/0, 8/8, -, -",
            "10, 2, 2, 4/4, 8/8, -, 4",
            "10, 2, 2, 10/10, 0/0, -, -",
            "10, 2, 2, 12/12, 0/0, 10, -",
            "1, 25%, 25%, 1/0, 1/1, -, -",
            "1, 25%, 25%, 1/1, 1/1, -, 0",
            "4, 25%, 25%, 0/0, 4/4, 1, -",
            "4, 25%, 25%, 1/0, 4/4, -, 3",
    })
    void oneStepKeepsWithinSurgeAndUnavailability(int wanted, String surge, String unavailable, String young, String old, String newSize, String oldSize) {
        Map<String, Integer> sizes = RolloutSizes.rolling(rollout(deployment(wanted, surge, unavailable), set("new", young), set("old", old)));

        assertEquals(newSize, sizes.containsKey("new") ? sizes.get("new").toString() : "-");
        assertEquals(oldSize, sizes.containsKey("old") ? sizes.get("old").toString() : "-");
    }

    /// Its status tells of five, two of which it no longer is to have: they are no spare ones.
    @Test
    void aSetThatHasJustBeenMadeSmallerHasNothingToSpareYet() {
        Rollout begun = new Rollout(deployment(5, "2", "2"), Optional.of(set("new", "2/1")), List.of(behind(set("old", "3/3"), 5)), 2);

        assertEquals(Map.of("old", 2), RolloutSizes.rolling(begun));
        assertEquals(3, Rollout.available(begun.old().getFirst()));
    }

    @Test
    void theNewSetWaitsForPodsThatAreStillToGo() {
        Rollout begun = rollout(deployment(5, "2", "0"), set("new", "3/3"), set("old", "3/3"));
        assertEquals(4, RolloutSizes.newestSize(begun, 3));
        assertEquals(3, RolloutSizes.newestSize(new Rollout(begun.deployment(), begun.newest(), begun.old(), 1), 3));
    }

    @Test
    void scalingInTheMiddleOfARolloutKeepsTheShares() {
        Rollout rollout = rollout(deployment(20, "0", "50%"), marked(set("new", "5/5"), 10), marked(set("old", "5/5"), 10));
        assertEquals(Map.of("new", 10, "old", 10), RolloutSizes.scaled(rollout));
    }

    @Test
    void theOnlyActiveSetTakesTheWholeScale() {
        assertEquals(Map.of("new", 7), RolloutSizes.scaled(rollout(deployment(7, "1", "0"), set("new", "3/3"), set("old", "0/0"))));
    }

    private static Rollout rollout(Deployment deployment, ReplicaSet young, ReplicaSet old) {
        return new Rollout(deployment, Optional.of(young), List.of(old), 0);
    }

    private static Deployment deployment(int wanted, String surge, String unavailable) {
        return new DeploymentBuilder(Samples.deployment("web", wanted)).editSpec().editStrategy().editRollingUpdate()
                .withMaxSurge(value(surge)).withMaxUnavailable(value(unavailable)).endRollingUpdate().endStrategy().endSpec().build();
    }

    private static ReplicaSet set(String name, String sizeAndAvailable) {
        String[] parts = sizeAndAvailable.split("/");
        return new ReplicaSetBuilder(Samples.replicaSet(name, Integer.parseInt(parts[0])))
                .withNewStatus().withReplicas(Integer.parseInt(parts[0])).withAvailableReplicas(Integer.parseInt(parts[1])).endStatus().build();
    }

    /// With a status from before it was made smaller.
    private static ReplicaSet behind(ReplicaSet set, int available) {
        return new ReplicaSetBuilder(set).editStatus().withReplicas(available).withAvailableReplicas(available).endStatus().build();
    }

    private static IntOrString value(String text) {
        return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text));
    }

    private static ReplicaSet marked(ReplicaSet set, int max) {
        return new ReplicaSetBuilder(set).editMetadata().withAnnotations(Map.of(Rollout.MAX, Integer.toString(max))).endMetadata().build();
    }

    @Test
    void anAbsurdSurgeIsStillANumber() {
        Deployment absurd = new DeploymentBuilder(Samples.deployment("web", 3)).editSpec().editStrategy().editRollingUpdate()
                .withNewMaxSurge("99999999999%").endRollingUpdate().endStrategy().endSpec().build();
        assertEquals(Integer.MAX_VALUE - 3, Rollout.of(absurd, List.of(), 0).maxSurge());
    }
}

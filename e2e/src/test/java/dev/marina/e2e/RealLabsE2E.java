package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.marina.labs.content.Lab;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.trial.LabTrials;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each lab that needs real nodes is gone through by a learner with kubectl, in the cluster of a tenant of its own, several at once: untouched it meets no
/// goal, its solution meets all, each mutant misses what it is meant to miss, and the commands in its text run. The trials of one lab follow each other in
/// one cluster: a lab can be done again. `-Dmarina.lab=ID,…` takes these labs, whatever nodes they need.
@Order(8)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(MarinaExtension.class)
class RealLabsE2E {

    private static final Path LABS = Marina.CHECKOUT.resolve("labs");
    private static final LabCatalogue CATALOGUE = LabCatalogue.load(LABS);
    /// Pretended nodes will do for them; what they ask of nodes (figures, and what is answered outside) is asked of real ones here.
    private static final Set<String> OF_BOTH = Set.of("busy-pod", "from-outside");

    static Stream<String> labs() {
        Set<String> some = Stream.of(System.getProperty("marina.lab", "").split(",")).filter(id -> !id.isBlank()).collect(Collectors.toSet());
        return CATALOGUE.labs().stream().filter(lab -> some.isEmpty() ? lab.nodes() == Lab.Nodes.REAL || OF_BOTH.contains(lab.id()) : some.contains(lab.id()))
                .map(Lab::id);
    }

    @Test
    void everyLabThatIsNamedIsThere() {
        assertEquals(List.of(), CATALOGUE.problems());
        Stream.of(System.getProperty("marina.lab", "").split(",")).filter(id -> !id.isBlank())
                .forEach(id -> assertFalse(CATALOGUE.find(id).isEmpty(), "there is no lab " + id));
    }

    @ParameterizedTest
    @MethodSource("labs")
    void isMetAndMissedAsItIsMeant(String id, Marina marina) {
        Lab lab = CATALOGUE.find(id).orElseThrow();
        LabTrials trials = new LabTrials(LABS.resolve(id));
        if (trials.solution().text().contains("kind: Build\n")) {
            makeImagesOfBuilds(marina);
        }
        try (LabLearner learner = new LabLearner(marina, lab)) {
            learner.tries("solution", run -> {
                run.awaitUntouched();
                run.solve(trials.solution());
            });
            trials.mutants().forEach(mutant -> learner.tries(mutant, run -> run.miss(trials.mutant(mutant))));
            learner.tries("text", LabAttempt::followText);
            assertEquals(List.of(), learner.failures());
        }
    }

    /// The operator makes them, and no node has them before.
    private static synchronized void makeImagesOfBuilds(Marina marina) {
        marina.command("images", "debian", "build", "build-run").succeeded();
    }
}

package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marina.labs.content.Lab;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.trial.LabTrials;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each lab that needs real nodes is gone through by a learner with kubectl, in the cluster of a tenant of its own, several at once: untouched it meets no
/// goal, its solution meets all, each mutant misses what it is meant to miss, and the commands in its text run. The trials of one lab follow each other in
/// one cluster: a lab can be done again. `-Dmarina.lab=ID,…` takes these labs, whatever nodes they need; `-Dmarina.lab.mutants=none`
/// leaves the mutants out.
@Order(8)
@ExtendWith(MarinaExtension.class)
class RealLabsE2E {

    private static final Path LABS = Marina.CHECKOUT.resolve("labs");
    private static final LabCatalogue CATALOGUE = LabCatalogue.load(LABS);
    /// Pretended nodes will do for it; what it asks of nodes (what is answered outside) is asked of real ones here.
    private static final String OF_BOTH = "from-outside";
    /// With all other end-to-end tests there is no time for them.
    private static final boolean MUTANTS = !"none".equals(System.getProperty("marina.lab.mutants"));
    /// Their nodes' disks are set aside, and a small machine does not get on with more.
    private static final int AT_ONCE = 4;
    private static final ExecutorService LEARNERS = Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().daemon().name("learner-", 1).factory());
    /// What fails of each lab that nobody has asked for yet. One that is asked for again is gone through again.
    private static final Map<String, Future<List<String>>> BEGUN = new LinkedHashMap<>();

    private static boolean first = true;

    @BeforeAll
    static void begin(Marina marina) {
        if (first) {
            first = false;
            labs().forEach(id -> BEGUN.put(id, LEARNERS.submit(() -> failures(id, marina))));
        }
    }

    static Stream<String> labs() {
        Set<String> some = named().collect(Collectors.toSet());
        return CATALOGUE.labs().stream().filter(lab -> some.isEmpty() ? lab.nodes() == Lab.Nodes.REAL || OF_BOTH.equals(lab.id()) : some.contains(lab.id()))
                .map(Lab::id);
    }

    private static Stream<String> named() {
        return Stream.of(System.getProperty("marina.lab", "").split(",")).filter(id -> !id.isBlank());
    }

    private static List<String> failures(String id, Marina marina) {
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
            (MUTANTS ? trials.mutants() : List.<String>of()).forEach(mutant -> learner.tries(mutant, run -> run.miss(trials.mutant(mutant))));
            learner.tries("text", LabAttempt::followText);
            return learner.failures();
        }
    }

    /// The operator makes them, and no node has them before.
    private static synchronized void makeImagesOfBuilds(Marina marina) {
        marina.command("images", "debian", "build", "build-run").succeeded();
    }

    @Test
    void everyLabThatIsNamedIsThere() {
        assertEquals(List.of(), CATALOGUE.problems());
        named().forEach(id -> assertFalse(CATALOGUE.find(id).isEmpty(), "there is no lab " + id));
    }

    @ParameterizedTest
    @MethodSource("labs")
    void isMetAndMissedAsItIsMeant(String id, Marina marina) throws Exception {
        Future<List<String>> trials = Optional.ofNullable(BEGUN.remove(id)).orElseGet(() -> LEARNERS.submit(() -> failures(id, marina)));
        assertEquals(List.of(), trials.get());
    }

    /// What a pod uses. Its mutants would have to burn more than a busy machine has left, so only the solution is tried, once the pod has got too much.
    @Test
    void whoBurnsAProcessorIsSeenAndHeldBack(Marina marina) {
        assumeTrue(named().findAny().isEmpty(), "other labs are asked for");
        Lab lab = CATALOGUE.find("busy-pod").orElseThrow();
        try (LabLearner learner = new LabLearner(marina, lab)) {
            learner.tries("burning", run -> {
                run.awaitSeen("calm", sees -> sees.startsWith("unmet, cpu is used"));
                run.solve(new LabTrials(LABS.resolve(lab.id())).solution());
            });
            assertEquals(List.of(), learner.failures());
        }
    }
}

package dev.marina.tenancy.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.KillingSteps;
import dev.marina.tenancy.procedure.StepRunner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The creation of a tenant whose process ends before or after any of its steps is completed, or undone where it was being
/// undone, by the next process, as a whole.
class TenantCreationKilledTest {

    private static final String ANN = "subject-of-ann@acme.test";
    private static final Duration LEASE_OVER = Duration.ofMinutes(10);

    static IntStream everyMomentOfACreation() {
        World world = new World();
        KillingSteps.Counted steps = new KillingSteps.Counted();
        world.process(steps).creation().begin(UUID.randomUUID(), "acme", ANN, Optional.empty());
        return IntStream.range(0, steps.moments());
    }

    static IntStream everyMomentOfARefusedCreation() {
        World world = refusing();
        KillingSteps.Counted steps = new KillingSteps.Counted();
        assertThrows(ProblemException.class, () -> world.process(steps).creation().begin(UUID.randomUUID(), "acme", ANN, Optional.empty()));
        return IntStream.range(0, steps.moments());
    }

    private static World refusing() {
        World world = new World();
        world.management.noRoomForNodes = true;
        return world;
    }

    private static void kill(World world, int moment) {
        assertThrows(KillingSteps.Killed.class,
                () -> world.process(new KillingSteps(moment)).creation().begin(UUID.randomUUID(), "acme", ANN, Optional.empty()));
        world.time.pass(LEASE_OVER);
    }

    private static void assertComplete(World world) {
        assertEquals(World.complete(ANN, ANN), world.traces("acme"));
        assertEquals(List.of(), world.journal.open());
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfACreation")
    void aKilledCreationIsCompletedByTheNextProcess(int moment) {
        World world = new World();
        kill(world, moment);

        world.process(StepRunner.PLAIN).procedures().resume();

        assertComplete(world);
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfACreation")
    void theNextProcessMayBeKilledToo(int moment) {
        World world = new World();
        kill(world, moment);
        for (int again = 0; again < 60 && !world.journal.open().isEmpty(); again++) {
            try {
                world.process(new KillingSteps(again)).procedures().resume();
            } catch (KillingSteps.Killed _) {
                world.time.pass(LEASE_OVER);
            }
        }

        assertComplete(world);
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfARefusedCreation")
    void aKilledUndoingIsUndoneByTheNextProcess(int moment) {
        World world = refusing();
        kill(world, moment);

        world.process(StepRunner.PLAIN).procedures().resume();

        assertEquals(World.NOTHING, world.traces("acme"));
        assertEquals(List.of(), world.journal.open());
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfARefusedCreation")
    void othersAreLeftAlone(int moment) {
        World world = new World();
        world.process(StepRunner.PLAIN).creation().begin(UUID.randomUUID(), "globex", "bob", Optional.empty());
        world.management.noRoomForNodes = true;
        kill(world, moment);

        world.process(StepRunner.PLAIN).procedures().resume();

        assertEquals(World.complete("bob", "bob"), world.traces("globex"));
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfACreation")
    void aNameThatSomebodyHasIsRefusedAndStaysTheirs(int moment) {
        World world = new World();
        kill(world, moment);
        world.process(StepRunner.PLAIN).procedures().resume();

        Problem problem = assertThrows(ProblemException.class,
                () -> world.process(StepRunner.PLAIN).creation().begin(UUID.randomUUID(), "acme", "eve", Optional.empty())).problem();

        assertEquals(Problem.Conflict.class, problem.getClass());
        assertComplete(world);
    }
}

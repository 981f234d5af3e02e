package dev.marina.tenancy.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.lifecycle.TenantDeletion;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.Journal;
import dev.marina.tenancy.procedure.KillingSteps;
import dev.marina.tenancy.procedure.StepRunner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The deletion of a tenant whose process ends before or after any of its steps is completed by the next process, and another tenant
/// keeps what it has.
class TenantDeletionKilledTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final Duration LATER = Duration.ofMinutes(10);

    private static World twoTenants() {
        World world = new World();
        world.process(StepRunner.PLAIN).creation().begin(ACME, "acme", "ann", Optional.empty());
        world.process(StepRunner.PLAIN).creation().begin(new UUID(0, 2), "globex", "bob", Optional.empty());
        return world;
    }

    private static void delete(World world, StepRunner steps) {
        World.Process process = world.process(steps);
        process.procedures().begin(process.ending(), UUID.randomUUID(), "acme", new TenantDeletion.Input(ACME, "acme"));
    }

    private static void assertGone(World world) {
        assertEquals(World.NOTHING, world.traces("acme"));
        assertEquals(World.complete("bob", "bob"), world.traces("globex"));
        assertEquals(List.of(), world.journal.open());
    }

    static IntStream everyMoment() {
        World world = twoTenants();
        KillingSteps.Counted steps = new KillingSteps.Counted();
        delete(world, steps);
        assertGone(world);
        return IntStream.range(0, steps.moments());
    }

    @ParameterizedTest
    @MethodSource("everyMoment")
    void aKilledDeletionIsCompletedByTheNextProcess(int moment) {
        World world = twoTenants();
        assertThrows(KillingSteps.Killed.class, () -> delete(world, new KillingSteps(moment)));
        world.time.pass(LATER);

        world.process(StepRunner.PLAIN).procedures().resume();

        assertGone(world);
    }

    @Test
    void whileItsNodesAreGoingItsNameIsItsAndNobodyPublishesItAnew() {
        World world = twoTenants();
        world.management.nodesStillGoing = true;

        delete(world, StepRunner.PLAIN);

        assertThrows(ProblemException.class, () -> world.process(StepRunner.PLAIN).publishing().carryOut(ACME));
        assertThrows(ProblemException.class, () -> world.process(StepRunner.PLAIN).creation().begin(UUID.randomUUID(), "acme", "eve", Optional.empty()));
        world.management.nodesStillGoing = false;
        world.time.pass(LATER);
        world.process(StepRunner.PLAIN).procedures().resume();
        assertGone(world);
    }

    @Test
    void itWaitsForWorkThatWouldGoOnInALaterTenantOfTheName() {
        World world = twoTenants();
        UUID cluster = UUID.randomUUID();
        Journal.Lease lease = new Journal.Lease(UUID.randomUUID(), world.time.instant().plus(LATER).plus(LATER));
        world.journal.begin(cluster, "cluster-creation", "acme/more", "{}", lease);
        world.journal.begin(UUID.randomUUID(), "cluster-creation", "acme-two/more", "{}", lease);

        delete(world, StepRunner.PLAIN);

        assertTrue(world.rows.tenant("acme").isPresent());
        world.journal.become(cluster, dev.marina.tenancy.procedure.Run.State.Undone, null, lease);
        world.time.pass(LATER);
        world.process(StepRunner.PLAIN).procedures().resume();
        assertTrue(world.rows.tenant("acme").isEmpty());
    }

    @Test
    void aNewTenantOfTheNameHasNothingOfTheOldOne() {
        World world = twoTenants();
        delete(world, StepRunner.PLAIN);

        world.process(StepRunner.PLAIN).creation().begin(UUID.randomUUID(), "acme", "eve", Optional.empty());

        assertEquals(World.complete("eve", "eve"), world.traces("acme"));
    }
}

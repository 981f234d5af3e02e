package dev.marina.tenancy.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.procedure.KillingSteps;
import dev.marina.tenancy.procedure.StepRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The end of a tenant of a class; another tenant, which has none, stays as it is throughout.
class ExpiryTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final Duration LIFE = Duration.ofDays(30);

    private final World world = new World();
    private final Instant end = world.time.instant().plus(LIFE);

    ExpiryTest() {
        world.process(StepRunner.PLAIN).creation().begin(ACME, "acme", "ann", Optional.of(end));
        world.process(StepRunner.PLAIN).creation().begin(new UUID(0, 2), "globex", "bob", Optional.empty());
    }

    private void sweep() {
        world.process(StepRunner.PLAIN).expiry().sweep();
    }

    private List<String> told() {
        return world.mails.stream().map(mail -> mail.to() + " " + mail.subject()).toList();
    }

    @Test
    void ownersAreToldOnceInGoodTimeAndOfAnotherEndAnew() {
        sweep();
        assertEquals(List.of(), told());

        world.time.pass(LIFE.minusDays(6));
        sweep();
        sweep();

        assertEquals(List.of("ann Your tenant acme at Marina ends soon"), told());
        assertTrue(world.mails.getFirst().text().contains("2026-01-31 00:00 UTC") && world.mails.getFirst().text().contains("2026-02-14"),
                world.mails.getFirst().text());
        world.rows.ends.put(ACME, end.plus(Duration.ofDays(1)));
        sweep();
        assertEquals(2, told().size());
        assertEquals(List.of(), world.journal.open());
    }

    @Test
    void whileMailIsAwayItIsTriedAgainAndHoldsNothingUp() {
        world.mailIsAway = true;
        world.time.pass(LIFE.minusDays(1));
        sweep();
        world.time.pass(Duration.ofDays(1));
        sweep();

        assertTrue(suspended("acme"));

        world.mailIsAway = false;
        world.time.pass(Duration.ofMinutes(6));
        world.process(StepRunner.PLAIN).procedures().resume();
        assertEquals(1, told().size());
    }

    @Test
    void mailThatNeverGoesOutDoesNotKeepATenantFromItsEnd() {
        world.mailIsAway = true;
        world.time.pass(LIFE.minusDays(1));
        sweep();
        world.time.pass(Duration.ofDays(1));
        sweep();
        world.time.pass(World.EXPIRY.grace());
        sweep();
        for (int i = 0; i < 3; i++) {
            world.time.pass(Duration.ofMinutes(6));
            world.process(StepRunner.PLAIN).procedures().resume();
        }

        assertGone();
    }

    @Test
    void atItsEndATenantIsSuspendedAndAfterItsGraceDeleted() {
        world.time.pass(LIFE.minusSeconds(1));
        sweep();
        assertFalse(suspended("acme"));

        world.time.pass(Duration.ofSeconds(1));
        sweep();
        assertTrue(suspended("acme"));
        assertFalse(suspended("globex"));

        world.time.pass(World.EXPIRY.grace().minusSeconds(1));
        sweep();
        assertTrue(world.rows.tenant("acme").isPresent());

        world.time.pass(Duration.ofSeconds(1));
        sweep();
        assertGone();
    }

    @Test
    void aPlatformThatWasDownAtTheEndLeavesAllOfTheGrace() {
        world.time.pass(LIFE.plus(World.EXPIRY.grace()).plusDays(30));

        sweep();

        assertTrue(world.rows.tenant("acme").isPresent());
        assertTrue(suspended("acme"));
        world.time.pass(World.EXPIRY.grace());
        sweep();
        assertGone();
    }

    static IntStream everyMoment() {
        ExpiryTest test = new ExpiryTest();
        KillingSteps.Counted steps = new KillingSteps.Counted();
        test.end(steps);
        test.assertGone();
        return IntStream.range(0, steps.moments());
    }

    /// All of it in one process.
    private void end(StepRunner steps) {
        World.Process process = world.process(steps);
        for (Duration wait : List.of(LIFE.minusDays(1), Duration.ofDays(1), World.EXPIRY.grace())) {
            world.time.pass(wait);
            process.expiry().sweep();
        }
    }

    @ParameterizedTest
    @MethodSource("everyMoment")
    void anEndWhoseProcessIsKilledIsGoneOnWith(int moment) {
        assertThrows(KillingSteps.Killed.class, () -> end(new KillingSteps(moment)));

        for (int i = 0; i < 3; i++) {
            world.time.pass(World.EXPIRY.grace());
            world.process(StepRunner.PLAIN).procedures().resume();
            sweep();
        }

        assertGone();
        assertEquals(1, told().size());
    }

    private boolean suspended(String tenant) {
        return world.management.suspended(tenant);
    }

    private void assertGone() {
        assertEquals(World.NOTHING, world.traces("acme"));
        assertEquals(World.complete("bob", "bob"), world.traces("globex"));
        assertEquals(List.of(), world.journal.open());
    }
}

package dev.marina.tenancy.signup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A sign-up whose process ends before or after any of its steps is completed or undone by the next process, as a whole.
class SignupKilledTest {

    private static final String EMAIL = "ann@acme.test";

    /// The process is gone: nothing that it would have done afterwards happens.
    private static final class Killed extends Error {}

    /// Ends the process at the n-th moment; each step has two, before and after its effect.
    private static StepRunner killingAt(int moment) {
        int[] now = {0};
        return (_, effect) -> {
            if (now[0]++ == moment) {
                throw new Killed();
            }
            effect.run();
            if (now[0]++ == moment) {
                throw new Killed();
            }
        };
    }

    static Stream<Integer> everyMomentOfASignUp() {
        World world = new World();
        List<String> names = new ArrayList<>();
        world.process((step, effect) -> {
            names.add(step);
            effect.run();
        }).signUp("acme", EMAIL, World.PASSWORD);
        return Stream.iterate(0, moment -> moment < 2 * names.size(), moment -> moment + 1);
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfASignUp")
    void aKilledSignUpIsCompletedOrUndoneByTheNextProcess(int moment) {
        World world = new World();
        assertThrows(Killed.class, () -> world.process(killingAt(moment)).signUp("acme", EMAIL, World.PASSWORD));

        world.process(StepRunner.PLAIN).recover();

        assertWhole(world);
        assertEquals(List.of(), world.journal.open());
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfASignUp")
    void recoveryMayBeKilledToo(int moment) {
        World world = new World();
        assertThrows(Killed.class, () -> world.process(killingAt(moment)).signUp("acme", EMAIL, World.PASSWORD));
        for (int again = 0; again < 40 && !world.journal.open().isEmpty(); again++) {
            try {
                world.process(killingAt(again)).recover();
            } catch (Killed _) {
                // The next process goes on.
            }
        }

        assertWhole(world);
        assertEquals(List.of(), world.journal.open());
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfASignUp")
    void afterAKilledSignUpThePersonEitherIsInOrCanSignUpAgain(int moment) {
        World world = new World();
        assertThrows(Killed.class, () -> world.process(killingAt(moment)).signUp("acme", EMAIL, World.PASSWORD));
        Signup next = world.process(StepRunner.PLAIN);
        next.recover();

        if (world.traces("acme", EMAIL).equals(World.NOTHING)) {
            next.signUp("acme", EMAIL, World.PASSWORD);
        } else {
            assertThrows(ProblemException.class, () -> next.signUp("acme", EMAIL, World.PASSWORD));
        }

        assertEquals(World.complete(EMAIL), world.traces("acme", EMAIL));
    }

    @ParameterizedTest
    @MethodSource("everyMomentOfASignUp")
    void recoveryLeavesOtherTenantsAlone(int moment) {
        World world = new World();
        world.process(StepRunner.PLAIN).signUp("globex", "bob@globex.test", World.PASSWORD);
        assertThrows(Killed.class, () -> world.process(killingAt(moment)).signUp("acme", EMAIL, World.PASSWORD));

        world.process(StepRunner.PLAIN).recover();

        assertEquals(World.complete("bob@globex.test"), world.traces("globex", "bob@globex.test"));
    }

    private static void assertWhole(World world) {
        List<Object> traces = world.traces("acme", EMAIL);
        assertTrue(traces.equals(World.complete(EMAIL)) || traces.equals(World.NOTHING), traces.toString());
    }
}

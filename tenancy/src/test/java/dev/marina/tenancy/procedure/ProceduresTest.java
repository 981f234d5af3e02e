package dev.marina.tenancy.procedure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.Procedure.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProceduresTest {

    record Input(String name) {}

    private final FakeJournal journal = new FakeJournal();
    private final TestTime time = new TestTime();
    private final List<String> done = new ArrayList<>();
    private final Map<String, RuntimeException> failures = new HashMap<>();
    private final Procedure<Input> procedure = new Procedure<>("test", Input.class, List.of(step("ONE"), step("TWO"), step("THREE")));
    private final Procedures procedures = process();

    private Procedures process() {
        return new Procedures(journal, List.of(procedure), StepRunner.PLAIN, time);
    }

    private Step<Input> step(String name) {
        return new Step<>(name, input -> {
            done.add(name + " " + input.name());
            if (failures.containsKey(name + " " + input.name())) {
                throw failures.get(name + " " + input.name());
            }
        }, input -> done.add("undo " + name + " " + input.name()));
    }

    private Run begin(String about) {
        return procedures.begin(procedure, UUID.randomUUID(), about, new Input(about));
    }

    private static ProblemException away() {
        return new ProblemException(new Problem.Unavailable("away", Duration.ofSeconds(1)));
    }

    @Test
    void stepsAreCarriedOutInTheirOrder() {
        assertEquals(Run.State.Complete, begin("a").state());
        assertEquals(List.of("ONE a", "TWO a", "THREE a"), done);
    }

    @Test
    void aRefusalUndoesBackwardsFromTheStepThatWasRefusedAndIsThrown() {
        ProblemException refusal = new ProblemException(new Problem.Conflict("taken", List.of()));
        failures.put("TWO a", refusal);

        assertSame(refusal, assertThrows(ProblemException.class, () -> begin("a")));

        assertEquals(List.of("ONE a", "TWO a", "undo TWO a", "undo ONE a"), done);
        assertEquals(List.of(), journal.open());
    }

    @Test
    void whatIsAwayIsWaitedForAndTheStepsBeforeAreNotRepeated() {
        failures.put("TWO a", away());
        Run run = begin("a");
        assertEquals(Run.State.Running, run.state());
        assertEquals(Optional.of("ONE"), run.done());
        failures.clear();
        done.clear();

        procedures.resume();
        assertEquals(List.of(), done, "too early");
        time.pass(Duration.ofSeconds(3));
        procedures.resume();

        assertEquals(List.of("TWO a", "THREE a"), done);
        assertEquals(List.of(), journal.open());
    }

    @Test
    void oneThatAlwaysFailsHoldsNoOtherUpAndIsTriedLessAndLessOften() {
        failures.put("TWO bad", new IllegalStateException("broken"));
        failures.put("TWO good", away());
        begin("bad");
        begin("good");
        failures.remove("TWO good");
        time.pass(Duration.ofSeconds(3));

        procedures.resume();

        assertEquals(List.of("bad"), journal.open().stream().map(Run::about).toList());
        assertEquals(Optional.of("broken"), journal.open().getFirst().failure());
        int attempts = 0;
        for (int second = 0; second < 3600; second++) {
            time.pass(Duration.ofSeconds(1));
            int before = done.size();
            procedures.resume();
            attempts += done.size() > before ? 1 : 0;
        }
        assertEquals(true, attempts >= 10 && attempts <= 25, attempts + " attempts in an hour");
    }

    @Test
    void twoOfOneKindAboutOneThingAreNotOpenAtOnce() {
        failures.put("ONE a", away());
        begin("a");

        assertEquals(Problem.Unavailable.class, assertThrows(ProblemException.class, () -> begin("a")).problem().getClass());
        assertEquals(Run.State.Complete, begin("b").state());
    }

    @Test
    void aSecondProcessLeavesWhatTheFirstWorksOnAlone() {
        List<String> second = new ArrayList<>();
        Procedure<Input> slow = new Procedure<>("test", Input.class, List.of(Step.of("ONLY", _ -> {
            // Here another process looks what there is to do.
            new Procedures(journal, List.of(new Procedure<>("test", Input.class, List.of(Step.<Input>of("ONLY", input -> second.add(input.name()))))),
                    StepRunner.PLAIN, time).resume();
        })));

        new Procedures(journal, List.of(slow), StepRunner.PLAIN, time).begin(slow, UUID.randomUUID(), "a", new Input("a"));

        assertEquals(List.of(), second);
        assertEquals(List.of(), journal.open());
    }

    @Test
    void whoWasTooSlowNotesNothingAnyMore() {
        Procedure<Input> slow = new Procedure<>("test", Input.class, List.of(Step.of("ONE", _ -> {
            time.pass(Duration.ofMinutes(3));
            process().resume();
        }), Step.of("TWO", _ -> done.add("slow one goes on"))));

        Run seen = new Procedures(journal, List.of(slow), StepRunner.PLAIN, time).begin(slow, UUID.randomUUID(), "a", new Input("a"));

        assertEquals(Run.State.Complete, seen.state());
        assertEquals(List.of("ONE a", "TWO a", "THREE a"), done);
    }

    @Test
    void anUndoThatFailsIsGoneOnWith() {
        failures.put("TWO a", new ProblemException(new Problem.Conflict("taken", List.of())));
        boolean[] away = {true};
        Procedure<Input> stubborn = new Procedure<>("test", Input.class, List.of(new Step<>("ONE", _ -> {}, _ -> {
            if (away[0]) {
                throw away();
            }
        }), step("TWO")));
        Procedures running = new Procedures(journal, List.of(stubborn), StepRunner.PLAIN, time);
        assertThrows(ProblemException.class, () -> running.begin(stubborn, UUID.randomUUID(), "a", new Input("a")));
        assertEquals(List.of(Run.State.Undoing), journal.open().stream().map(Run::state).toList());

        away[0] = false;
        time.pass(Duration.ofSeconds(3));
        running.resume();

        assertEquals(List.of(), journal.open());
    }

    @Test
    void waitingGrowsFromSecondsToMinutes() {
        assertEquals(List.of(2L, 4L, 8L, 300L, 300L), List.of(1, 2, 3, 20, 1_000_000).stream().map(failed -> Backoff.after(failed).toSeconds()).toList());
    }
}

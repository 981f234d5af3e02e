package dev.marina.tenancy.procedure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.Procedure.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries procedures out. Any number of threads and processes may do so over one journal.
public final class Procedures {

    private static final Logger LOG = LoggerFactory.getLogger(Procedures.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /// Longer than any step takes.
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final int MOST_AT_ONCE = 100;

    private final Journal journal;
    private final Map<String, Procedure<?>> kinds;
    private final StepRunner steps;
    private final Clock clock;

    public Procedures(Journal journal, List<Procedure<?>> kinds, StepRunner steps, Clock clock) {
        this.journal = journal;
        this.kinds = kinds.stream().collect(Collectors.toMap(Procedure::kind, Function.identity()));
        this.steps = steps;
        this.clock = clock;
    }

    /// Begins the work and gets as far as it gets now. What comes back is complete, or open and goes on by itself; where work with
    /// this id was begun before, it is how far that got. A refusal undoes what was done and is thrown.
    ///
    /// @throws ProblemException Unavailable where other work about the same is under way
    public <S> Run begin(Procedure<S> procedure, UUID id, String about, S input) {
        Journal.Lease lease = lease(UUID.randomUUID());
        Optional<Run> begun = journal.begin(id, procedure.kind(), about, json(input), lease);
        begun.flatMap(run -> carryOn(procedure, run, lease.owner())).ifPresent(refusal -> {
            throw refusal;
        });
        return journal.find(id).orElseThrow(() -> new ProblemException(new Problem.Unavailable("The same is under way already", Duration.ofSeconds(2))));
    }

    /// Work of this kind about this that is under way.
    public Optional<Run> open(Procedure<?> procedure, String about) {
        return journal.open(procedure.kind(), about);
    }

    /// Goes on with what is due. May be called at any time, any number of times; a row that fails holds no other up.
    public void resume() {
        UUID owner = UUID.randomUUID();
        Optional<Run> next = claim(owner);
        // One at a time, so that each has its lease to itself. What was looked at is not due again at once.
        for (int looked = 0; next.isPresent() && looked < MOST_AT_ONCE; looked++) {
            resume(next.get(), owner);
            next = claim(owner);
        }
    }

    private Optional<Run> claim(UUID owner) {
        return journal.claim(lease(owner), clock.instant());
    }

    private void resume(Run run, UUID owner) {
        try {
            carryOn(kind(run), run, owner).ifPresent(refusal -> LOG.atWarn().addKeyValue("kind", run.kind()).addKeyValue("about", run.about())
                    .addKeyValue("why", refusal.getMessage()).log("procedure refused"));
        } catch (RuntimeException e) {
            // Even its row could not be written: its lease will run out.
            LOG.atWarn().addKeyValue("kind", run.kind()).addKeyValue("about", run.about()).addKeyValue("why", String.valueOf(e)).log("procedure left");
        }
    }

    private Procedure<?> kind(Run run) {
        return Optional.ofNullable(kinds.get(run.kind())).orElseThrow(() -> new IllegalStateException("there is no procedure " + run.kind()));
    }

    /// Gives the refusal that undid the work, where one did.
    private <S> Optional<ProblemException> carryOn(Procedure<S> procedure, Run run, UUID owner) {
        try {
            S input = JSON.readValue(run.input(), procedure.input());
            return run.state() == Run.State.Running ? forward(procedure, run, input, owner) : backward(procedure, run, input, owner);
        } catch (LeaseLost _) {
            LOG.atInfo().addKeyValue("kind", run.kind()).addKeyValue("about", run.about()).log("another process goes on with the procedure");
        } catch (JsonProcessingException | RuntimeException e) {
            later(run, owner, e);
        }
        return Optional.empty();
    }

    private <S> Optional<ProblemException> forward(Procedure<S> procedure, Run run, S input, UUID owner) {
        try {
            for (Step<S> step : procedure.after(run.done())) {
                steps.run("do " + step.name(), () -> step.effect().accept(input));
                steps.run("note " + step.name(), () -> hold(journal.reached(run.id(), step.name(), lease(owner))));
            }
        } catch (ProblemException refusal) {
            if (refusal.problem() instanceof Problem.Unavailable) {
                throw refusal;
            }
            hold(journal.become(run.id(), Run.State.Undoing, refusal.getMessage(), lease(owner)));
            carryOn(procedure, journal.find(run.id()).orElseThrow(), owner);
            return Optional.of(refusal);
        }
        steps.run("note Complete", () -> hold(journal.become(run.id(), Run.State.Complete, null, lease(owner))));
        LOG.atInfo().addKeyValue("kind", run.kind()).addKeyValue("about", run.about()).log("procedure complete");
        return Optional.empty();
    }

    /// Beginning with the step after the last one noted: the process may have ended between doing and noting.
    private <S> Optional<ProblemException> backward(Procedure<S> procedure, Run run, S input, UUID owner) {
        for (Step<S> step : procedure.backwardsFrom(run.done())) {
            steps.run("undo " + step.name(), () -> step.undo().accept(input));
        }
        steps.run("note Undone", () -> hold(journal.become(run.id(), Run.State.Undone, run.failure().orElse(null), lease(owner))));
        LOG.atWarn().addKeyValue("kind", run.kind()).addKeyValue("about", run.about()).log("procedure undone");
        return Optional.empty();
    }

    private void later(Run run, UUID owner, Exception why) {
        String reason = why.getMessage() == null ? why.toString() : why.getMessage();
        journal.later(run.id(), clock.instant().plus(Backoff.after(run.attempts() + 1)), reason, lease(owner));
        if (!(why instanceof NotYet)) {
            LOG.atWarn().addKeyValue("kind", run.kind()).addKeyValue("about", run.about()).addKeyValue("why", reason)
                    .log("procedure waits for the next attempt");
        }
    }

    private Journal.Lease lease(UUID owner) {
        return new Journal.Lease(owner, clock.instant().plus(LEASE));
    }

    private static void hold(boolean still) {
        if (!still) {
            throw new LeaseLost();
        }
    }

    private static String json(Object input) {
        try {
            return JSON.writeValueAsString(input);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the input of a procedure must be JSON", e);
        }
    }

    /// Somebody else took the row over, since its lease had run out.
    private static final class LeaseLost extends RuntimeException {}
}

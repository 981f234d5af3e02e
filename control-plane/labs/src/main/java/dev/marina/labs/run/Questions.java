package dev.marina.labs.run;

import dev.marina.controllers.engine.Turn;
import dev.marina.labs.content.Condition;
import dev.marina.labs.content.Goal;
import dev.marina.labs.grading.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks what no object says, as seldom as will do: when something has changed, and now and then while a goal is open and somebody is at work.
final class Questions {

    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration OPEN = Duration.ofSeconds(2);
    /// After so long without any change of a goal nobody is taken to be there.
    private static final Duration GIVEN_UP = Duration.ofMinutes(30);

    private final Asking asking;

    Questions(Asking asking) {
        this.asking = asking;
    }

    /// @param again when to ask again
    record Asked(Map<Condition, Sight> answers, Optional<Duration> again) {
        private static final Asked NOTHING = new Asked(Map.of(), Optional.empty());
    }

    Asked ask(Turn turn, LabRun run, Journal journal, Journal.Part part, boolean changed) {
        List<Goal> asked = run.lab().goals().stream().filter(goal -> goal.when().asked()).toList();
        if (asked.isEmpty()) {
            return Asked.NOTHING;
        }
        boolean open = asked.stream().anyMatch(goal -> !met(run, goal));
        Instant now = turn.realNow();
        Duration since = Duration.between(part.answers().time(), now);
        boolean stale = changed || part.answers().stale();
        if (since.compareTo(BETWEEN) < 0) {
            journal.answered(new Journal.Answers(part.answers().time(), part.answers().byCondition(), stale));
            return new Asked(part.answers().byCondition(), Optional.of(BETWEEN.minus(since)));
        }
        boolean there = Duration.between(Grader.lastChange(run, turn), turn.now()).compareTo(GIVEN_UP) < 0;
        Optional<Duration> again = open && there ? Optional.of(OPEN) : Optional.empty();
        if (!stale && !open) {
            return new Asked(part.answers().byCondition(), again);
        }
        Map<Condition, Sight> answers = new HashMap<>();
        asked.forEach(goal -> answers.put(goal.when(), asking.answer(turn.writes().call(), goal.when().what(), run.filling())));
        journal.answered(new Journal.Answers(now, Map.copyOf(answers), false));
        return new Asked(answers, again);
    }

    private static boolean met(LabRun run, Goal goal) {
        return run.document().at("status", "goals").valueStream()
                .anyMatch(each -> each.path("id").asText().equals(goal.id()) && each.path("state").asText().equals("met"));
    }
}

package dev.marina.console.learn;

import dev.marina.console.learn.Run.Goal;
import dev.marina.console.learn.Run.State;
import java.util.List;

/// What has changed between two looks at a run that is worth saying aloud: goals met and lost, and that all are met.
record News(List<Goal> met, List<Goal> lost, boolean passed) {

    /// @param before null at the first look, which is no news
    static News between(Run before, Run now) {
        if (before == null) {
            return new News(List.of(), List.of(), false);
        }
        return new News(now.goals().stream().filter(goal -> goal.state() == State.MET && was(before, goal) != State.MET).toList(),
                now.goals().stream().filter(goal -> goal.state() != State.MET && was(before, goal) == State.MET).toList(),
                now.phase().equals("Passed") && !before.phase().equals("Passed"));
    }

    private static State was(Run before, Goal goal) {
        return before.goals().stream().filter(each -> each.id().equals(goal.id())).map(Goal::state).findFirst().orElse(State.UNMET);
    }

    boolean none() {
        return met.isEmpty() && lost.isEmpty() && !passed;
    }
}

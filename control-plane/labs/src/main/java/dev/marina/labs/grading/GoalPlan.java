package dev.marina.labs.grading;

import dev.marina.apiserver.cel.StateExpression;
import dev.marina.labs.content.Condition.History;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Goal;
import dev.marina.labs.content.Texts;
import dev.marina.labs.grading.GoalRecord.State;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What becomes of a goal by what was seen at each change. Level-triggered: what is not there any more is not met any more.
///
/// @param met by moment, whether it has ever been met until then
/// @param again when to look again although nothing changes
/// @param earned points
record GoalPlan(GoalRecord record, boolean[] met, Optional<Instant> again, int earned, Texts sees) {

    /// So many changes of being met within [#FLAPPING_TIME] are flapping.
    static final int FLAPPING = 4;
    static final Duration FLAPPING_TIME = Duration.ofMinutes(1);

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    /// What was seen of it at each moment, the oldest first, the last one now; and which goals that it names had been met by then.
    ///
    /// @param over whether the goal with which it ends had been met before the first moment
    record Seen(List<Moment> moments, List<Sight> sights, boolean[] since, boolean[] until, boolean over, ConditionCheck check) {}

    static GoalPlan of(Goal goal, GoalRecord before, Seen seen) {
        Fold fold = new Fold(goal, before);
        boolean[] met = new boolean[seen.moments.size()];
        for (int i = 0; i < met.length; i++) {
            met[i] = fold.at(i, seen);
        }
        return fold.plan(met, seen.sights.getLast(), seen.moments.getLast().time());
    }

    private static final class Fold {
        private final Goal goal;
        private final GoalRecord before;
        private final List<Instant> flips;
        private Optional<Instant> trueSince;
        private boolean everMet;
        private boolean met;
        private boolean there;
        private int progress;
        private Optional<Instant> brokenAt;
        private Texts brokenSees;

        Fold(Goal goal, GoalRecord before) {
            this.goal = goal;
            this.before = before;
            this.flips = new ArrayList<>(before.flips());
            this.trueSince = before.trueSince();
            this.everMet = before.everMet();
            this.met = before.met() || before.state() == State.FLAPPING && before.trueSince().isPresent();
            this.progress = before.progress();
            this.brokenAt = before.brokenAt();
            this.brokenSees = before.brokenSees();
        }

        boolean at(int i, Seen seen) {
            // To the second, as it is kept: whoever reads it back comes to the same.
            Instant time = seen.moments.get(i).time().truncatedTo(ChronoUnit.SECONDS);
            there = there(i, seen);
            trueSince = there ? Optional.of(trueSince.orElse(time)) : Optional.empty();
            boolean now = there && !time.isBefore(trueSince.get().plus(goal.hold()));
            if (now != met) {
                flips.add(seen.moments.get(i).time().truncatedTo(ChronoUnit.MILLIS));
            }
            met = now;
            everMet |= met;
            return everMet;
        }

        private boolean there(int i, Seen seen) {
            Sight sight = seen.sights.get(i);
            return switch (goal.when().history()) {
                case History.Now _ when goal.when().what() instanceof What.Told -> {
                    // what was told once stays told, though events are forgotten after a while
                    progress = sight.holds() ? 1 : progress;
                    yield progress > 0;
                }
                case History.Now _ -> sight.holds();
                case History.InOrder(List<StateExpression> expressions) -> {
                    if (progress < expressions.size() && seen.check.holds(expressions.get(progress), sight.object())) {
                        progress++;
                    }
                    yield progress == expressions.size();
                }
                case History.Always _ -> {
                    boolean over = i > 0 ? seen.until[i - 1] : seen.over;
                    if (seen.since[i] && !over && !sight.holds() && brokenAt.isEmpty()) {
                        brokenAt = Optional.of(seen.moments.get(i).time().truncatedTo(ChronoUnit.SECONDS));
                        brokenSees = sight.sees();
                    }
                    yield seen.since[i] && seen.until[i] && brokenAt.isEmpty();
                }
            };
        }

        GoalPlan plan(boolean[] ever, Sight last, Instant now) {
            flips.removeIf(flip -> !flip.plus(FLAPPING_TIME).isAfter(now));
            List<Instant> kept = flips.size() > 2 * FLAPPING ? flips.subList(flips.size() - 2 * FLAPPING, flips.size()) : flips;
            State state = kept.size() >= FLAPPING ? State.FLAPPING : met ? State.MET : there ? State.HOLDING : everMet ? State.REGRESSED : State.UNMET;
            Instant since = state == before.state() ? before.since() : now;
            GoalRecord record = new GoalRecord(state, since, trueSince, everMet, progress, brokenAt, brokenSees, List.copyOf(kept));
            int share = switch (goal.when().history()) {
                case History.InOrder(List<StateExpression> expressions) -> goal.points() * progress / expressions.size();
                case History.Now _ -> (int) (goal.points() * last.share());
                case History.Always _ -> 0;
            };
            int earned = state == State.MET ? goal.points() : goal.partial() ? Math.min(share, goal.points() - 1) : 0;
            return new GoalPlan(record, ever, again(state, kept), earned, sees(last));
        }

        private Optional<Instant> again(State state, List<Instant> kept) {
            return switch (state) {
                case HOLDING -> trueSince.map(since -> since.plus(goal.hold()));
                case FLAPPING -> Optional.of(kept.get(kept.size() - FLAPPING).plus(FLAPPING_TIME));
                case UNMET, MET, REGRESSED -> Optional.empty();
            };
        }

        private Texts sees(Sight last) {
            if (brokenAt.isPresent()) {
                return Words.broken(CLOCK.format(brokenAt.get()), brokenSees);
            }
            return goal.when().history() instanceof History.InOrder(List<StateExpression> expressions)
                    ? Words.progress(progress, expressions.size(), last.sees())
                    : last.sees();
        }
    }
}

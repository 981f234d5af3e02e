package dev.marina.labs.grading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.cel.Expression;
import dev.marina.apiserver.cel.StateExpression;
import dev.marina.api.Document;
import dev.marina.labs.content.Condition;
import dev.marina.labs.content.Condition.History;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Goal;
import dev.marina.labs.content.Texts;
import dev.marina.labs.grading.GoalRecord.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A goal by what was seen at each moment.
class GoalPlanTest {

    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
    private static final What SOMETHING = new What.Told("x", "", "", "");
    private static final Texts WORDS = new Texts("seen", "看到");

    private static Goal goal(Duration hold, boolean partial, History history) {
        What what = history instanceof History.Now ? new What.Answers("s", "", "80", "/", "") : SOMETHING;
        return new Goal("g", "s", WORDS, 6, hold, partial, new Condition(what, history, Optional.empty()));
    }

    /// One moment a second from `from` on; t: it is there.
    private static GoalPlan after(Goal goal, GoalRecord before, int from, String seen) {
        return after(goal, before, from, seen.chars().mapToObj(c -> sight(c == 't', 0, 1)).toList(), seen, seen, false);
    }

    private static Sight sight(boolean holds, int there, int wanted) {
        return new Sight(holds, MissingNode.getInstance(), there, wanted, WORDS);
    }

    private static GoalPlan after(Goal goal, GoalRecord before, int from, List<Sight> sights, String since, String until, boolean over) {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < sights.size(); i++) {
            moments.add(new Moment(START.plusSeconds(from + i), null));
        }
        ConditionCheck check = new ConditionCheck(_ -> Optional.empty(), (_, _, _, _, _) -> false, new Filling(Map.of()), ResourceVersion.NONE, Map.of());
        return GoalPlan.of(goal, before, new GoalPlan.Seen(moments, sights, flags(since), flags(until), over, check));
    }

    private static boolean[] flags(String text) {
        boolean[] flags = new boolean[text.length()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = text.charAt(i) == 't';
        }
        return flags;
    }

    private static GoalRecord readBack(GoalRecord record) {
        var node = Document.mapper().createObjectNode();
        record.write(node);
        return GoalRecord.read(Document.parse(node.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)).root(), START);
    }

    private static final GoalRecord FRESH = GoalRecord.fresh(START);

    @Test
    void whatIsThereIsMetAndWhatIsGoneIsNotMetAnyMore() {
        Goal goal = goal(Duration.ZERO, false, new History.Now());
        GoalPlan met = after(goal, FRESH, 0, "ft");
        assertEquals(State.MET, met.record().state());
        assertEquals(6, met.earned());
        assertArrayEquals(new boolean[] {false, true}, met.met());
        GoalPlan lost = after(goal, readBack(met.record()), 70, "f");
        assertEquals(State.REGRESSED, lost.record().state());
        assertEquals(0, lost.earned());
        assertEquals(START.plusSeconds(70), lost.record().since());
        assertEquals(State.UNMET, after(goal, FRESH, 0, "f").record().state());
    }

    @Test
    void whatHasToHoldBeginsAnewWithEveryBreakHoweverShort() {
        Goal goal = goal(Duration.ofSeconds(10), false, new History.Now());
        GoalPlan holding = after(goal, FRESH, 0, "t");
        assertEquals(State.HOLDING, holding.record().state());
        assertEquals(Optional.of(START.plusSeconds(10)), holding.again());
        assertEquals(State.HOLDING, after(goal, readBack(holding.record()), 9, "t").record().state());
        assertEquals(State.MET, after(goal, readBack(holding.record()), 10, "t").record().state());
        GoalPlan broken = after(goal, readBack(holding.record()), 8, "ft");
        assertEquals(Optional.of(START.plusSeconds(19)), broken.again());
        assertEquals(State.HOLDING, after(goal, readBack(broken.record()), 10, "t").record().state());
    }

    @Test
    void fourTimesInAMinuteIsFlappingAndItEndsWhenItRests() {
        Goal goal = goal(Duration.ZERO, false, new History.Now());
        GoalPlan twice = after(goal, FRESH, 0, "tft");
        assertEquals(State.MET, twice.record().state());
        GoalPlan flapping = after(goal, readBack(twice.record()), 3, "ft");
        assertEquals(State.FLAPPING, flapping.record().state());
        assertEquals(0, flapping.earned());
        GoalPlan rested = after(goal, readBack(flapping.record()), 62, "t");
        assertEquals(State.MET, rested.record().state());
        assertEquals(State.FLAPPING,
                after(goal, readBack(flapping.record()), (int) Duration.between(START, flapping.again().orElseThrow()).toSeconds() - 1, "t")
                        .record().state());
    }

    @Test
    void whatMustAlwaysBeSoIsJudgedBetweenTheTwoGoals() {
        Goal goal = goal(Duration.ZERO, false, new History.Always("a", "b"));
        List<Sight> sights = Stream.of(false, true, true, false).map(holds -> sight(holds, 0, 1)).toList();
        assertEquals(State.MET, after(goal, FRESH, 0, sights, "fttt", "fftt", false).record().state());
        GoalPlan broken = after(goal, FRESH, 0, sights, "tttt", "fftt", false);
        assertEquals(State.UNMET, broken.record().state());
        assertEquals(Optional.of(START), broken.record().brokenAt());
        assertEquals("It was otherwise at 10:00:00. seen", broken.sees().en());
        assertEquals(State.UNMET, after(goal, FRESH, 0, sights, "ffff", "fftt", false).record().state());
        GoalPlan met = after(goal, FRESH, 0, sights.subList(1, 3), "tt", "ft", false);
        assertEquals(State.MET, after(goal, readBack(met.record()), 9, sights.subList(3, 4), "t", "t", true).record().state());
    }

    @Test
    void whatMustHappenInOrderTakesOneStepAtAMoment() throws Expression.Unusable {
        Goal goal = goal(Duration.ZERO, true, new History.InOrder(List.of(StateExpression.compile("object.n == 1"), StateExpression.compile("object == null"),
                StateExpression.compile("object.n == 1"))));
        GoalPlan some = after(goal, FRESH, 0, objects("1", "2"), "tt", "tt", false);
        assertEquals(1, some.record().progress());
        assertEquals(2, some.earned());
        assertEquals("seen (1 of 3 have happened)", some.sees().en());
        GoalPlan all = after(goal, readBack(some.record()), 2, objects("", "2", "1", "3"), "tttt", "tttt", false);
        assertEquals(State.MET, all.record().state());
        assertEquals(6, all.earned());
        assertEquals(State.MET, after(goal, readBack(all.record()), 9, objects("9"), "t", "t", false).record().state());
    }

    private static List<Sight> objects(String... numbers) {
        return Arrays.stream(numbers).map(number -> new Sight(false, number.isEmpty()
                ? MissingNode.getInstance()
                : Document.mapper().createObjectNode().put("n", Integer.parseInt(number)), 0, 1, WORDS)).toList();
    }

    @Test
    void aPartOfWhatIsCountedBringsAPartAndNeverAll() {
        Goal goal = goal(Duration.ofSeconds(5), true, new History.Now());
        assertEquals(4, after(goal, FRESH, 0, List.of(sight(false, 2, 3)), "t", "t", false).earned());
        assertEquals(5, after(goal, FRESH, 0, List.of(sight(true, 3, 3)), "t", "t", false).earned());
        assertEquals(0, after(goal(Duration.ZERO, false, new History.Now()), FRESH, 0, List.of(sight(false, 2, 3)), "t", "t", false).earned());
    }

    @Test
    void whatWasToldOnceStaysTold() {
        Goal goal = new Goal("g", "s", WORDS, 6, Duration.ZERO, false, new Condition(SOMETHING, new History.Now(), Optional.empty()));
        GoalPlan told = after(goal, FRESH, 0, "tf");
        assertEquals(State.MET, told.record().state());
        assertEquals(State.MET, after(goal, readBack(told.record()), 4000, "f").record().state());
    }
}

package dev.marina.console.why;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaterfallTest {

    private static ChainStep step(String version, double second, String because) {
        return new ChainStep(version, Instant.EPOCH.plusMillis((long) (second * 1000)), because, Actor.of("ann"), "", "update", Optional.empty(), List.of(),
                true);
    }

    @Test
    void aBarReachesFromItsCauseToItself() {
        Waterfall.Bar bar = Waterfall.of(List.of(step("1", 0, ""), step("2", 1, "1"), step("3", 4, "2"))).bars().get(2);
        assertEquals(25, bar.start());
        assertEquals(75, bar.width());
        assertEquals(Duration.ofSeconds(3), bar.took());
        assertEquals(Duration.ofSeconds(4), bar.since());
    }

    @Test
    void theyStandInTheOrderOfTime() {
        assertEquals(List.of("a", "b"), Waterfall.of(List.of(step("b", 2, "a"), step("a", 1, ""))).bars().stream().map(bar -> bar.step().version()).toList());
    }

    @Test
    void aCauseThatIsNotInTheChainOrLaterByTheClockTakesNoTime() {
        List<Waterfall.Bar> bars = Waterfall.of(List.of(step("1", 0, "x"), step("2", 5, "3"), step("3", 9, ""))).bars();
        assertEquals(Duration.ZERO, bars.get(0).took());
        assertEquals(Duration.ZERO, bars.get(1).took());
    }

    @Test
    void oneStepAndNoneAreAWaterfallToo() {
        assertEquals(0, Waterfall.of(List.of()).bars().size());
        assertEquals(0, Waterfall.of(List.of(step("1", 7, ""))).bars().getFirst().width());
    }
}

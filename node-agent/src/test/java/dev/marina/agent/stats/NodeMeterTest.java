package dev.marina.agent.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// When a node is read, and between which readings rates are.
class NodeMeterTest {

    private Duration time = Duration.ZERO;
    private final List<Duration> taken = new ArrayList<>();
    private final NodeMeter meter = new NodeMeter(this::take, () -> time.toNanos(), pause -> time = time.plus(pause));

    private Sample take() {
        taken.add(time);
        return Samples.after(time, Map.of("main", time.toMillis()));
    }

    private Duration window() throws InterruptedException {
        return meter.measure().window();
    }

    @Test
    void whoAsksFirstWaitsForASecondReading() throws InterruptedException {
        assertEquals(Duration.ofSeconds(1), window());
        assertEquals(List.of(Duration.ZERO, Duration.ofSeconds(1)), taken);
    }

    @Test
    void whoAsksSoonAfterReadsNothing() throws InterruptedException {
        Measurement first = meter.measure();
        time = time.plusSeconds(9);
        assertSame(first, meter.measure());
        assertEquals(2, taken.size());
    }

    @Test
    void whoAsksRegularlyGetsTheTimeBetween() throws InterruptedException {
        meter.measure();
        time = time.plusSeconds(15);
        assertEquals(Duration.ofSeconds(15), window());
        time = time.plusSeconds(15);
        assertEquals(Duration.ofSeconds(15), window());
        assertEquals(4, taken.size());
    }

    @Test
    void whatWasReadLongAgoIsNoBeginning() throws InterruptedException {
        meter.measure();
        time = time.plusSeconds(3600);
        assertEquals(Duration.ofSeconds(1), window());
    }
}

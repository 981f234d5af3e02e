package dev.marina.apiserver.flowcontrol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.flowcontrol.SeatAllocation.Claim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BorrowingTest {

    private static final PriorityLevel.Response QUEUES = new PriorityLevel.Response.Queue(64, 4, 500);
    private final FlowCounts counts = new FlowCounts();
    private long now;

    private Level level(String name, int shares, int lendable, OptionalInt borrowing) {
        PriorityLevel declared = new PriorityLevel(name, "uid", shares, lendable, borrowing, QUEUES);
        return new Level(declared, Level.Share.of(declared, 100, 100), () -> now);
    }

    private List<Ticket> ask(Level level, int requests) {
        return IntStream.range(0, requests).mapToObj(_ -> level.seats.enter(counts, WorkEstimate.ONE_SEAT, _ -> new int[] {0})).toList();
    }

    @Test
    void aLevelThatIsAskedForMuchBorrowsFromOneThatIsNot() {
        Level busy = level("busy", 50, 0, OptionalInt.empty());
        Level idle = level("idle", 50, 60, OptionalInt.empty());
        ask(busy, 300);

        now += 10_000_000_000L;
        Borrowing.adjust(List.of(busy, idle));

        assertEquals(80, busy.limit());
        assertEquals(20, idle.limit());
        assertEquals(80, busy.seats.state().served());
    }

    @Test
    void noMoreIsBorrowedThanTheLevelMay() {
        Level busy = level("busy", 50, 0, OptionalInt.of(20));
        Level idle = level("idle", 50, 60, OptionalInt.empty());
        ask(busy, 300);

        now += 10_000_000_000L;
        Borrowing.adjust(List.of(busy, idle));

        assertEquals(60, busy.limit());
    }

    @Test
    void whatIsLentComesBackWhenItIsAskedFor() {
        Level busy = level("busy", 50, 0, OptionalInt.empty());
        Level lender = level("lender", 50, 60, OptionalInt.empty());
        ask(busy, 300);
        now += 10_000_000_000L;
        Borrowing.adjust(List.of(busy, lender));

        ask(lender, 300);
        now += 10_000_000_000L;
        Borrowing.adjust(List.of(busy, lender));

        assertEquals(50, busy.limit());
        assertEquals(50, lender.limit());
        assertEquals(50, lender.seats.state().served());
    }

    @Test
    void withoutAnyDemandEverySeatBelongsToSomebody() {
        Level one = level("one", 70, 50, OptionalInt.empty());
        Level two = level("two", 30, 0, OptionalInt.empty());
        now += 10_000_000_000L;

        Borrowing.adjust(List.of(one, two));

        assertEquals(100, one.limit() + two.limit(), 1);
        assertTrue(one.limit() >= 35 && two.limit() >= 30, () -> one.limit() + " " + two.limit());
    }

    @Test
    void demandFallsSlowly() {
        Level level = level("one", 50, 0, OptionalInt.empty());
        List<Ticket> all = ask(level, 40);
        now += 10_000_000_000L;
        level.observe();
        assertEquals(40, level.demand().smoothed(), 0.01);

        all.forEach(level.seats::leave);
        now += 10_000_000_000L;
        level.observe();
        now += 10_000_000_000L;
        level.observe();

        assertEquals(0, level.demand().observed().most());
        assertEquals(40 * 0.977 * 0.977, level.demand().smoothed(), 0.01);
    }

    @Test
    void boundsHoldAndTheRestIsInProportion() {
        assertArrayEquals(new double[] {20, 40, 40}, SeatAllocation.of(100, List.of(new Claim(100, 10, 20), new Claim(50, 0, 90), new Claim(50, 0, 90)))
                .seats(), 0.001);
        assertArrayEquals(new double[] {60, 20, 20}, SeatAllocation.of(100, List.of(new Claim(60, 60, 90), new Claim(50, 0, 90), new Claim(50, 0, 90)))
                .seats(), 0.001);
    }

    @Test
    void allocationsAddUpWithinTheirBounds() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            List<Claim> claims = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(6); i++) {
                double lower = random.nextInt(50);
                claims.add(new Claim(lower + random.nextInt(200), lower, lower + random.nextInt(300)));
            }
            double least = claims.stream().mapToDouble(Claim::lower).sum();
            double most = claims.stream().mapToDouble(Claim::upper).sum();
            double sum = least + random.nextDouble() * (most - least);

            double[] seats = SeatAllocation.of(sum, claims).seats();

            assertEquals(sum, Arrays.stream(seats).sum(), 0.01, () -> "of " + claims);
            for (int i = 0; i < seats.length; i++) {
                assertTrue(seats[i] >= claims.get(i).lower() - 1e-6 && seats[i] <= claims.get(i).upper() + 1e-6);
            }
        }
    }
}

package dev.marina.apiserver.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final ClusterId ACME = ClusterId.of(1);
    private static final ClusterId GLOBEX = ClusterId.of(2);
    private static final ClusterId INITECH = ClusterId.of(3);
    private static final long MILLISECOND = 1_000_000;

    private long now;
    private final Turns turns = new Turns(4, () -> now);

    private List<Turns.Turn> enter(ClusterId cluster, int count) {
        return new ArrayList<>(IntStream.range(0, count).mapToObj(_ -> turns.enter(cluster)).toList());
    }

    private long held(List<Turns.Turn> all) {
        return all.stream().filter(turns::holds).count();
    }

    @Test
    void whoeverIsAloneHasAllProcessors() {
        assertEquals(4, held(enter(ACME, 50)));
    }

    @Test
    void whileOthersAskNobodyHasAll() {
        Turns.Turn other = turns.enter(GLOBEX);

        assertEquals(3, held(enter(ACME, 50)));
        assertTrue(turns.holds(other));
    }

    @Test
    void whoComesToAFloodIsNext() {
        List<Turns.Turn> flood = enter(ACME, 500);
        now += 20 * MILLISECOND;

        Turns.Turn other = turns.enter(GLOBEX);
        assertFalse(turns.holds(other));
        flood.getFirst().close();

        assertTrue(turns.holds(other));
    }

    @Test
    void timeIsSharedEquallyWhateverOneRequestTakes() {
        List<Turns.Turn> lists = enter(ACME, 10);
        List<Turns.Turn> writes = enter(GLOBEX, 10);
        List<Turns.Turn> others = enter(INITECH, 10);
        List<List<Turns.Turn>> all = List.of(lists, writes, others);
        List<ClusterId> clusters = List.of(ACME, GLOBEX, INITECH);
        long[] takes = {40 * MILLISECOND, MILLISECOND, MILLISECOND};
        long[] had = new long[3];
        Map<Turns.Turn, Long> since = new HashMap<>();
        for (int step = 0; step < 4000; step++) {
            for (int i = 0; i < 3; i++) {
                for (Turns.Turn turn : List.copyOf(all.get(i))) {
                    if (turns.holds(turn)) {
                        since.putIfAbsent(turn, now);
                        if (now - since.get(turn) >= takes[i]) {
                            had[i] += now - since.remove(turn);
                            all.get(i).remove(turn);
                            turn.close();
                            all.get(i).add(turns.enter(clusters.get(i)));
                        }
                    }
                }
            }
            now += MILLISECOND;
        }
        long most = Math.max(had[0], Math.max(had[1], had[2]));
        long least = Math.min(had[0], Math.min(had[1], had[2]));
        assertTrue(least > most * 0.6, () -> "milliseconds " + had[0] / MILLISECOND + ", " + had[1] / MILLISECOND + ", " + had[2] / MILLISECOND);
    }

    @Test
    void aTurnThatIsHeldByOneWhoWaitsGoesToAnother() {
        List<Turns.Turn> stuck = enter(ACME, 4);
        Turns.Turn next = turns.enter(GLOBEX);
        now += 499 * MILLISECOND;
        turns.passOn();
        assertFalse(turns.holds(next));

        now += MILLISECOND;
        turns.passOn();
        assertTrue(turns.holds(next));
        stuck.forEach(Turns.Turn::close);
        next.close();
        assertEquals(0, turns.clusters());
    }

    @Test
    void whatAClusterDoesBesideIsBoundedAndPaidFor() {
        List<Turns.Turn> flood = enter(ACME, 50);
        for (int i = 0; i < 10; i++) {
            now += 500 * MILLISECOND;
            turns.passOn();
        }
        assertEquals(0, held(flood), "four of them are at it still");

        List<Turns.Turn> others = enter(GLOBEX, 8);
        assertEquals(3, held(others), "who comes meets no turn that is taken");
        flood.getFirst().close();
        assertEquals(1, held(flood), "one has ended beside, and so one may begin");
        others.forEach(Turns.Turn::close);
        flood.forEach(Turns.Turn::close);
        assertEquals(0, turns.clusters());
    }

    @Test
    void whoWaitsForSomethingElseSetsItsTurnDown() {
        try (Turns.Turn turn = turns.take(ACME)) {
            assertTrue(turns.holds(turn));
            Turns.setDown();
            assertFalse(turns.holds(turn));
        }
        Turns.setDown();
        assertEquals(0, turns.clusters());
    }

    @Test
    void whoIsInterruptedLeavesTheLine() throws InterruptedException {
        List<Turns.Turn> all = enter(ACME, 4);
        AtomicInteger answered = new AtomicInteger();
        Thread waits = Thread.ofVirtual().start(() -> {
            try (Turns.Turn _ = turns.take(ACME)) {
                answered.set(200);
            } catch (StatusException e) {
                answered.set(e.code());
            }
        });
        waits.interrupt();
        waits.join();

        assertEquals(503, answered.get());
        all.forEach(Turns.Turn::close);
        assertEquals(0, turns.clusters());
    }
}

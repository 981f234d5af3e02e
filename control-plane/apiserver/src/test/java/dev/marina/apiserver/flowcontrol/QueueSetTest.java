package dev.marina.apiserver.flowcontrol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueueSetTest {

    private static final long MILLISECOND = 1_000_000;
    private static final PriorityLevel.Response QUEUES = new PriorityLevel.Response.Queue(64, 4, 50);

    private final FlowCounts counts = new FlowCounts();
    private long now;

    private QueueSet set(PriorityLevel.Response response, int limit) {
        return new QueueSet(() -> now, response, limit);
    }

    private Ticket enter(QueueSet set, int seats, int... hand) {
        return set.enter(counts, WorkEstimate.seats(seats), _ -> hand);
    }

    private static List<Ticket> seated(List<Ticket> tickets) {
        return tickets.stream().filter(ticket -> ticket.state == Ticket.State.SEATED).toList();
    }

    @Test
    void whoFindsASeatLeavesNoTraceInTheQueues() {
        QueueSet set = set(QUEUES, 2);

        Ticket one = set.enter(counts, WorkEstimate.ONE_SEAT, _ -> {
            throw new AssertionError("nobody has to wait: no hand is dealt");
        });

        assertEquals(Ticket.State.SEATED, one.state);
        assertEquals(0, set.queues());
        assertFalse(set.leave(one));
        assertTrue(set.state().idle());
    }

    @Test
    void aLevelThatRejectsDoesSoWhenAllSeatsAreTaken() {
        QueueSet set = set(new PriorityLevel.Response.Reject(), 2);
        Ticket first = enter(set, 1);
        enter(set, 1);

        assertEquals(Ticket.State.REFUSED, enter(set, 1).state);
        set.leave(first);
        assertEquals(Ticket.State.SEATED, enter(set, 1).state);
        assertEquals(1, counts.refused.get("concurrency-limit").sum());
    }

    @Test
    void aFullQueueRefuses() {
        QueueSet set = set(new PriorityLevel.Response.Queue(2, 1, 3), 1);
        enter(set, 1, 0);
        IntStream.range(0, 3).forEach(_ -> assertEquals(Ticket.State.WAITING, enter(set, 1, 0).state));

        assertEquals(Ticket.State.REFUSED, enter(set, 1, 0).state);
        assertEquals(Ticket.State.WAITING, enter(set, 1, 1).state);
        assertEquals(1, counts.refused.get("queue-full").sum());
    }

    @Test
    void exemptRequestsNeverWait() {
        QueueSet set = set(new PriorityLevel.Response.Exempt(), 0);

        assertEquals(100, seated(IntStream.range(0, 100).mapToObj(_ -> enter(set, 1)).toList()).size());
    }

    @Test
    void aLevelWithoutSeatsServesNobody() {
        assertEquals(Ticket.State.REFUSED, enter(set(new PriorityLevel.Response.Reject(), 0), 1).state);
        assertEquals(Ticket.State.WAITING, enter(set(QUEUES, 0), 1, 0).state);
    }

    /// Serves whoever is called for so long, one step a millisecond, and refills the flood.
    private Map<Integer, Integer> servedOf(QueueSet set, int steps, Map<Integer, Integer> widths, Map<Integer, Integer> milliseconds) {
        Map<Integer, Integer> served = new HashMap<>();
        List<Ticket> open = new ArrayList<>();
        Map<Ticket, Integer> flows = new HashMap<>();
        for (int step = 0; step < steps; step++) {
            widths.forEach((flow, width) -> {
                while (open.stream().filter(ticket -> flows.get(ticket).equals(flow) && ticket.state == Ticket.State.WAITING).count() < 20) {
                    Ticket ticket = enter(set, width, flow);
                    open.add(ticket);
                    flows.put(ticket, flow);
                }
            });
            now += MILLISECOND;
            for (Ticket ticket : List.copyOf(seated(open))) {
                int flow = flows.get(ticket);
                if (ticket.state == Ticket.State.SEATED && now - ticket.seatedNanos >= milliseconds.get(flow) * MILLISECOND) {
                    open.remove(ticket);
                    served.merge(flow, 1, Integer::sum);
                    set.leave(ticket);
                }
            }
        }
        return served;
    }

    @Test
    void flowsThatAllSendMoreThanTheyMayGetEqualParts() {
        Map<Integer, Integer> served = servedOf(set(QUEUES, 4), 3000, Map.of(1, 1, 2, 1, 3, 1), Map.of(1, 4, 2, 4, 3, 4));

        int most = served.values().stream().mapToInt(count -> count).max().orElseThrow();
        int least = served.values().stream().mapToInt(count -> count).min().orElseThrow();
        assertTrue(most - least <= most * 0.02, () -> "served " + served);
    }

    @Test
    void whatTakesLongerIsServedLessOften() {
        Map<Integer, Integer> served = servedOf(set(QUEUES, 4), 6000, Map.of(1, 1, 2, 1), Map.of(1, 2, 2, 8));

        assertEquals(4.0, (double) served.get(1) / served.get(2), 0.4, () -> "served " + served);
    }

    @Test
    void whatIsWiderIsServedLessOften() {
        Map<Integer, Integer> served = servedOf(set(QUEUES, 8), 6000, Map.of(1, 1, 2, 4), Map.of(1, 4, 2, 4));

        assertEquals(4.0, (double) served.get(1) / served.get(2), 0.8, () -> "served " + served);
    }

    @Test
    void whoComesToAFloodedLevelIsCalledBeforeThoseWhoWaitLonger() {
        QueueSet set = set(QUEUES, 2);
        List<Ticket> flood = new ArrayList<>(IntStream.range(0, 42).mapToObj(_ -> enter(set, 1, 7)).toList());
        for (int i = 0; i < 20; i++) {
            now += 10 * MILLISECOND;
            set.leave(flood.removeFirst());
        }

        Ticket other = enter(set, 1, 8);
        assertEquals(Ticket.State.WAITING, other.state);
        // What is under way is charged when it ends, so a few of the flood may still go before.
        for (int i = 0; i < 4; i++) {
            now += 10 * MILLISECOND;
            set.leave(flood.removeFirst());
        }

        assertEquals(Ticket.State.SEATED, other.state);
    }

    @Test
    void aFlowWaitsInTheShortestQueueOfItsHand() {
        QueueSet set = set(QUEUES, 1);
        enter(set, 1, 0);
        IntStream.range(0, 10).forEach(_ -> enter(set, 1, 3));

        Ticket shares = enter(set, 1, 3, 5);

        assertEquals(5, shares.queue.index);
    }

    @Test
    void aWideOneIsNotPassedByNarrowOnesForEver() {
        QueueSet set = set(QUEUES, 4);
        List<Ticket> narrow = IntStream.range(0, 4).mapToObj(_ -> enter(set, 1, 1)).toList();
        Ticket wide = enter(set, 4, 2);
        List<Ticket> later = IntStream.range(0, 4).mapToObj(_ -> enter(set, 1, 2)).toList();

        narrow.subList(0, 3).forEach(set::leave);
        assertEquals(List.of(), seated(later));
        set.leave(narrow.getLast());

        assertEquals(Ticket.State.SEATED, wide.state);
    }

    @Test
    void oneThatIsWiderThanTheLevelGoesAlone() {
        QueueSet set = set(QUEUES, 2);
        Ticket narrow = enter(set, 1, 1);
        Ticket wide = enter(set, 5, 2);
        assertEquals(Ticket.State.WAITING, wide.state);

        set.leave(narrow);

        assertEquals(Ticket.State.SEATED, wide.state);
        assertEquals(Ticket.State.WAITING, enter(set, 1, 1).state);
    }

    @Test
    void whoGivesUpIsNotCalledAndLeavesRoom() {
        QueueSet set = set(new PriorityLevel.Response.Queue(1, 1, 1), 1);
        Ticket first = enter(set, 1, 0);
        Ticket impatient = enter(set, 1, 0);

        assertTrue(set.abandon(impatient));
        Ticket next = enter(set, 1, 0);
        set.leave(first);

        assertEquals(Ticket.State.SEATED, next.state);
        assertFalse(set.abandon(next), "who has a seat cannot give up waiting");
        assertEquals(1, counts.refused.get("time-out").sum());
    }

    @Test
    void moreSeatsCallThoseWhoWait() {
        QueueSet set = set(QUEUES, 1);
        List<Ticket> all = IntStream.range(0, 5).mapToObj(_ -> enter(set, 1, 0)).toList();

        set.configure(QUEUES, 4);
        assertEquals(4, seated(all).size());

        set.configure(QUEUES, 1);
        set.leave(all.get(0));
        assertEquals(3, seated(all.subList(1, 5)).size());
        assertEquals(Ticket.State.WAITING, all.get(4).state);
    }

    @Test
    void seatsAreHeldWhileWatchersAreTold() {
        QueueSet set = set(QUEUES, 3);
        Ticket write = set.enter(counts, new WorkEstimate(1, 3, Duration.ofMillis(5)), _ -> new int[] {0});
        Ticket next = enter(set, 1, 1);

        assertTrue(set.leave(write), "something is still held");
        assertEquals(Ticket.State.WAITING, next.state);
        set.release(write);

        assertEquals(Ticket.State.SEATED, next.state);
    }

    @Test
    void nothingIsLeftOfAFlood() {
        QueueSet set = set(QUEUES, 3);
        List<Ticket> all = new ArrayList<>(IntStream.range(0, 200).mapToObj(i -> enter(set, 1 + i % 3, i % 64)).toList());
        while (!all.isEmpty()) {
            now += MILLISECOND;
            List<Ticket> called = seated(all);
            called.forEach(set::leave);
            all.removeAll(called);
        }

        QueueSet.State state = set.state();
        assertTrue(state.idle());
        assertEquals(0, state.seatsWaiting());
        assertEquals(List.of(), state.queues());
        assertEquals(0, state.progress());
        assertEquals(0, counts.executing.sum() + counts.executingSeats.sum() + counts.waiting.sum() + counts.waitingSeats.sum());
        assertEquals(200, counts.dispatched.sum());
    }
}

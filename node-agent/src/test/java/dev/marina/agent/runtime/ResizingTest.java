package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResizingTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<Integer> told = new CopyOnWriteArrayList<>();

    /// Each call to an engine that is slow holds a thread of the agent, which all tenants share.
    @Test
    void whoeverDragsAWindowHasOneCallUnderWayAndTheLastSizeInTheEnd() {
        Semaphore engine = new Semaphore(0);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Resizing resizing = new Resizing((width, _) -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            engine.acquireUninterruptibly();
            told.add(width);
            atOnce.decrementAndGet();
        });

        resizing.to(1, 24);
        Await.until("the first call", SOON, atOnce::get, calls -> calls == 1);
        for (int width = 2; width <= 10_000; width++) {
            resizing.to(width, 24);
        }
        engine.release(10_000);

        Await.until("the last size", SOON, () -> List.copyOf(told), List.of(1, 10_000)::equals);
        assertEquals(1, most.get());
    }

    @Test
    void aSizeThatIsRefusedAtFirstIsToldAgain() {
        AtomicInteger refusals = new AtomicInteger(3);
        Resizing resizing = new Resizing((width, _) -> {
            if (refusals.getAndDecrement() > 0) {
                throw new RuntimeFailure("no such exec");
            }
            told.add(width);
        });

        resizing.to(80, 24);

        Await.until("the size", SOON, () -> List.copyOf(told), List.of(80)::equals);
    }
}

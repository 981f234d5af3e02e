package dev.marina.agent.node;

import dev.marina.agent.pace.Doubling;
import dev.marina.agent.pod.Signal;
import dev.marina.agent.runtime.NodeRef;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what changed to a node's network on a thread of its own: changes that come close together are brought together, what could not
/// be brought is brought again.
///
/// @param <T> names something that changed
final class DeliveryLoop<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final Duration GATHER = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Doubling RETRY = new Doubling(Duration.ofSeconds(1), Duration.ofSeconds(30));
    /// Rests so many times as long as it has worked, so that who changes much takes little from others.
    private static final int REST = 4;

    private final String what;
    private final NodeRef node;
    private final BooleanSupplier known;
    private final Consumer<Changes<T>> bring;
    private final DeliveryPace pace;
    private final Duration longestRest;
    private final Signal signal = new Signal();
    private final CountDownLatch closed = new CountDownLatch(1);
    /// Changed since it was brought. Guarded by itself, `all` too.
    private final Set<T> changed = new LinkedHashSet<>();
    private boolean all;

    /// @param named what changed, if not everything is to be brought
    record Changes<T>(List<T> named, boolean everything) {
        private boolean none() {
            return named.isEmpty() && !everything;
        }
    }

    /// @param what is brought, for people
    /// @param known false while nothing can be brought; [#everything] is called once it can
    /// @param pace of the tenant that the node is of
    /// @param longestRest of this loop after work; none where the work is as small as the change
    DeliveryLoop(String what, NodeRef node, BooleanSupplier known, Consumer<Changes<T>> bring, DeliveryPace pace, Duration longestRest) {
        this.what = what;
        this.node = node;
        this.known = known;
        this.bring = bring;
        this.pace = pace;
        this.longestRest = longestRest;
    }

    void start() {
        Thread.ofVirtual().name(what + " " + node).start(this::run);
    }

    /// Does not block.
    void changed(T name) {
        synchronized (changed) {
            changed.add(name);
        }
        signal.raise();
    }

    /// All that there is has to be brought. Does not block.
    void everything() {
        synchronized (changed) {
            all = true;
        }
        signal.raise();
    }

    private void run() {
        int failures = 0;
        Duration rest = GATHER;
        try {
            while (true) {
                signal.await(LONG);
                if (closed.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                Optional<DeliveryPace.Turn> turn = pace.take(closed);
                if (turn.isEmpty()) {
                    return;
                }
                long start = System.nanoTime();
                try (DeliveryPace.Turn _ = turn.get()) {
                    failures = deliver() ? 0 : failures + 1;
                }
                rest = failures == 0 ? restAfter(Duration.ofNanos(System.nanoTime() - start)) : RETRY.after(failures);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean deliver() {
        if (!known.getAsBoolean()) {
            return true;
        }
        Changes<T> changes = take();
        if (changes.none()) {
            return true;
        }
        try {
            bring.accept(changes);
            return true;
        } catch (RuntimeException | Error failure) {
            LOG.atWarn().addKeyValue("node", node).addKeyValue("what", what).addKeyValue("error", failure.toString()).log("not brought to the node");
            putBack(changes);
            return false;
        }
    }

    private Changes<T> take() {
        synchronized (changed) {
            Changes<T> changes = new Changes<>(List.copyOf(changed), all);
            changed.clear();
            all = false;
            return changes;
        }
    }

    private void putBack(Changes<T> changes) {
        synchronized (changed) {
            changed.addAll(changes.named);
            all |= changes.everything;
        }
        signal.raise();
    }

    private Duration restAfter(Duration work) {
        Duration fair = work.multipliedBy(REST);
        Duration rest = fair.compareTo(longestRest) > 0 ? longestRest : fair;
        return rest.compareTo(GATHER) > 0 ? rest : GATHER;
    }

    @Override
    public void close() {
        closed.countDown();
        signal.raise();
    }
}

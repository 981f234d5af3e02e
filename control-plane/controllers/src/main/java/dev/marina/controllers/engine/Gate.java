package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// Stands between the queues and the reconcilers of a tenant's cluster, so that a learner can pause, step, slow and resume each
/// controller and the scheduler. Open unless the cluster's [GateSetting] says otherwise. While it is closed work waits in the
/// queue and nothing is lost. May be called from any thread.
public final class Gate {

    private static final int MOST_STEPS = 10_000;

    /// Only those that are not open.
    private final Map<Place, Held> held = new ConcurrentHashMap<>();
    private final Map<String, QueueView.Source> queues = new ConcurrentHashMap<>();
    private final List<BiConsumer<ClusterId, String>> openers = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<ClusterId, String>> followers = new CopyOnWriteArrayList<>();

    private final LongSupplier nanos;
    private final InstantSource time;
    private final BiConsumer<Duration, Runnable> later;

    public Gate() {
        this(System::nanoTime, InstantSource.system(), (delay, task) -> CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(task));
    }

    /// @param time real time, by which what faults do has an end
    /// @param later runs the task after so long by `nanos`
    Gate(LongSupplier nanos, InstantSource time, BiConsumer<Duration, Runnable> later) {
        this.nanos = nanos;
        this.time = time;
        this.later = later;
    }

    private record Place(ClusterId cluster, String controller) {}

    /// @param steps how many items may still pass that would be held
    /// @param next when the next item may pass of a controller that is slow
    /// @param awaited whether the gate will be tried again then
    private record Held(GateSetting setting, int steps, long next, boolean awaited) {
        Held stepped(int more) {
            return new Held(setting, Math.min(MOST_STEPS, steps + more), next, awaited);
        }

        Held tryingAgain(boolean again) {
            return new Held(setting, steps, next, again);
        }

        Held passed(long nextAt) {
            return new Held(setting, steps, nextAt, awaited);
        }
    }

    public GateSetting setting(ClusterId cluster, String controller) {
        Held now = held.get(new Place(cluster, controller));
        return now == null ? GateSetting.OPEN : now.setting.at(time.instant());
    }

    /// Whether nothing of this controller can be held.
    public boolean open(ClusterId cluster, String controller) {
        return held.isEmpty() || !held.containsKey(new Place(cluster, controller));
    }

    /// May be called twice: what is set already is no change. Steps that were given are kept as long as there is something that they
    /// would pass.
    public void set(ClusterId cluster, String controller, GateSetting setting) {
        Place place = new Place(cluster, controller);
        Held present = held.get(place);
        if (setting.equals(present == null ? GateSetting.OPEN : present.setting)) {
            return;
        }
        if (setting.open()) {
            held.remove(place);
        } else {
            long now = nanos.getAsLong();
            held.compute(place, (_, before) -> new Held(setting, before == null ? 0 : before.steps, now, false));
        }
        openers.forEach(opener -> opener.accept(cluster, controller));
        changed(cluster, controller);
    }

    /// Lets so many items pass that would be held. An open gate holds none, and needs no steps.
    public void step(ClusterId cluster, String controller, int items) {
        held.computeIfPresent(new Place(cluster, controller), (_, now) -> now.stepped(items));
        openers.forEach(opener -> opener.accept(cluster, controller));
        changed(cluster, controller);
    }

    /// Whether work on this object may begin now; uses up a step where it would be held, and the time of a slow controller's next item.
    public boolean admits(ClusterId cluster, String controller, Subject subject) {
        if (held.isEmpty()) {
            return true;
        }
        Place place = new Place(cluster, controller);
        long now = nanos.getAsLong();
        Instant at = time.instant();
        boolean[] admitted = {true};
        Duration[] again = {Duration.ZERO};
        held.computeIfPresent(place, (_, before) -> {
            GateSetting setting = before.setting.at(at);
            boolean early = setting.slow() && before.next - now > 0;
            if (!early && !setting.holds(subject)) {
                return setting.slow() ? before.passed(now + setting.delay().toNanos()) : before;
            }
            if (before.steps > 0) {
                return before.stepped(-1);
            }
            admitted[0] = false;
            if (!early || before.awaited || setting.holds(subject)) {
                return before;
            }
            again[0] = Duration.ofNanos(before.next - now);
            return before.tryingAgain(true);
        });
        if (again[0].isPositive()) {
            later.accept(again[0], () -> due(place));
        }
        return admitted[0];
    }

    private void due(Place place) {
        if (held.computeIfPresent(place, (_, now) -> now.tryingAgain(false)) != null) {
            openers.forEach(opener -> opener.accept(place.cluster, place.controller));
        }
    }

    /// Called when a gate may have opened, from the thread that opened it.
    public void onOpen(BiConsumer<ClusterId, String> opener) {
        openers.add(opener);
    }

    /// Who has a queue behind a gate says here how to look at it.
    public void register(String controller, QueueView.Source queue) {
        queues.put(controller, queue);
    }

    /// What waits behind the gate; empty for a controller that has none.
    public Optional<QueueView> queue(ClusterId cluster, String controller, int most) {
        return Optional.ofNullable(queues.get(controller)).map(queue -> queue.look(cluster, most));
    }

    /// Called when the queue behind a gate that is not open has changed.
    void onChange(BiConsumer<ClusterId, String> follower) {
        followers.add(follower);
    }

    /// The queue behind the gate has changed; of interest to nobody while the gate is open.
    public void queueChanged(ClusterId cluster, String controller) {
        if (!open(cluster, controller)) {
            changed(cluster, controller);
        }
    }

    private void changed(ClusterId cluster, String controller) {
        followers.forEach(follower -> follower.accept(cluster, controller));
    }

    /// The cluster has left this process: its objects say how its gates are when it comes back.
    ///
    /// Each forgets its own: of those who are told of a cluster that left and came back, one may be further than another.
    public void forget(ClusterId cluster, String controller) {
        held.remove(new Place(cluster, controller));
    }
}

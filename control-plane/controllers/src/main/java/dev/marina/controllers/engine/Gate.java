package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/// Stands between the queues and the reconcilers of a tenant's cluster, so that a learner can pause, step and resume each
/// controller and the scheduler. Open unless the cluster's [GateSetting] says otherwise. While it is closed work waits in the
/// queue and nothing is lost. May be called from any thread.
public final class Gate {

    private static final int MOST_STEPS = 10_000;

    /// Only those that are not open.
    private final Map<Place, Held> held = new ConcurrentHashMap<>();
    private final Map<String, QueueView.Source> queues = new ConcurrentHashMap<>();
    private final List<BiConsumer<ClusterId, String>> openers = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<ClusterId, String>> followers = new CopyOnWriteArrayList<>();

    private record Place(ClusterId cluster, String controller) {}

    /// @param steps how many items may still pass that would be held
    private record Held(GateSetting setting, int steps) {}

    public GateSetting setting(ClusterId cluster, String controller) {
        Held now = held.get(new Place(cluster, controller));
        return now == null ? GateSetting.OPEN : now.setting;
    }

    /// Whether nothing of this controller can be held.
    public boolean open(ClusterId cluster, String controller) {
        return held.isEmpty() || !held.containsKey(new Place(cluster, controller));
    }

    /// May be called twice: what is set already is no change. Steps that were given are kept as long as there is something that they
    /// would pass.
    public void set(ClusterId cluster, String controller, GateSetting setting) {
        if (setting.equals(setting(cluster, controller))) {
            return;
        }
        Place place = new Place(cluster, controller);
        if (setting.open()) {
            held.remove(place);
        } else {
            held.compute(place, (_, before) -> new Held(setting, before == null ? 0 : before.steps));
        }
        openers.forEach(opener -> opener.accept(cluster, controller));
        changed(cluster, controller);
    }

    /// Lets so many items pass that would be held. An open gate holds none, and needs no steps.
    public void step(ClusterId cluster, String controller, int items) {
        held.computeIfPresent(new Place(cluster, controller), (_, now) -> new Held(now.setting, Math.min(MOST_STEPS, now.steps + items)));
        openers.forEach(opener -> opener.accept(cluster, controller));
        changed(cluster, controller);
    }

    /// Whether work on this object may begin now; uses up a step where it would be held.
    public boolean admits(ClusterId cluster, String controller, Subject subject) {
        if (held.isEmpty()) {
            return true;
        }
        boolean[] admitted = {true};
        held.computeIfPresent(new Place(cluster, controller), (_, now) -> {
            if (!now.setting.holds(subject)) {
                return now;
            }
            admitted[0] = now.steps > 0;
            return admitted[0] ? new Held(now.setting, now.steps - 1) : now;
        });
        return admitted[0];
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

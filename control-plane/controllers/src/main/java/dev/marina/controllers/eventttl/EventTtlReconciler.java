package dev.marina.controllers.eventttl;

import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Duration;
import java.util.Optional;

/// Keeps each event for an hour after its last change, by real time and behind no gate: what a cluster's parts say about it does not fill
/// the store because somebody paused them.
public final class EventTtlReconciler implements Reconciler {

    static final Duration TTL = Duration.ofHours(1);

    public static Controller controller() {
        return Controller.named("event-ttl").reconciles(Types.EVENTS).platform().workers(1).with(new EventTtlReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Stored> stored = turn.snapshot().stored(Types.EVENTS.key(turn.cluster(), turn.key().namespace(), turn.key().name()));
        if (stored.isEmpty()) {
            return Outcome.SETTLED;
        }
        Duration left = TTL.minus(Duration.between(stored.get().changed(), turn.realNow()));
        if (left.isPositive()) {
            return Outcome.recheckAfter(left);
        }
        Optional<Event> event = turn.find(Types.EVENTS);
        event.ifPresent(each -> turn.writes().delete(Types.EVENTS, each));
        return Outcome.SETTLED;
    }
}

package dev.marina.controllers.eventttl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventTtlReconcilerTest {

    @Test
    void anEventGoesAnHourAfterItWasWritten() throws Exception {
        try (TestWorld world = new TestWorld()) {
            ClusterId acme = world.cluster("acme");
            world.writes(acme).create(Types.EVENTS,
                    new EventBuilder().withNewMetadata().withName("e").withNamespace("default").endMetadata().withReason("Tested").build());
            Stored stored = world.snapshot(acme).stored(Types.EVENTS.key(acme, "default", "e")).orElseThrow();
            world.time.advance(Duration.between(world.time.instant(), stored.changed().plus(Duration.ofMinutes(59))));

            assertEquals(Outcome.recheckAfter(Duration.ofMinutes(1)), world.reconcile(new EventTtlReconciler(), acme, "default", "e"));
            world.time.advance(Duration.ofMinutes(1));
            world.reconcile(new EventTtlReconciler(), acme, "default", "e");

            assertTrue(world.snapshot(acme).list(Types.EVENTS, "default").isEmpty());
        }
    }
}

package dev.marina.controllers.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What waits for a follower that is slow.
class ArrivalsTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");
    private final List<String> followed = new ArrayList<>();
    private final Arrivals arrivals = new Arrivals(new Arrivals.Follower() {
        @Override
        public void loaded(Snapshot snapshot) {
            followed.add("all of %s at %s".formatted(snapshot.cluster(), snapshot.image().version()));
        }

        @Override
        public void changed(List<StoreEvent> events, Snapshot snapshot) {
            events.forEach(event -> followed.add("%s in %s".formatted(event.version(), snapshot.cluster())));
        }

        @Override
        public void dropped(ClusterId cluster) {
            followed.add("without " + cluster);
        }
    }, world.services.store(), world.services.decoder());

    @AfterEach
    void close() {
        world.close();
    }

    private void change(ClusterId cluster, int number) {
        world.writes(cluster).create(Types.CONFIG_MAPS,
                new ConfigMapBuilder().withNewMetadata().withName("c" + number).withNamespace("default").endMetadata().build());
    }

    private int follow() throws InterruptedException {
        int steps = 0;
        for (Runnable step = arrivals.poll(0); step != null; step = arrivals.poll(0)) {
            step.run();
            steps++;
        }
        return steps;
    }

    @Test
    void aClusterThatChangesFasterThanItIsFollowedIsLookedAtAnewAndNoOtherIs() throws Exception {
        try (AutoCloseable _ = world.services.store().feed(arrivals)) {
            follow();
            followed.clear();
            for (int i = 0; i < Arrivals.MOST_WAITING + 500; i++) {
                change(acme, i);
            }
            change(other, 1);
            long versionOfOther = world.snapshot(other).image().version().value();
            int steps = follow();
            assertTrue(steps <= Arrivals.MOST_WAITING + 2, steps + " steps waited");
            assertTrue(followed.contains("all of %s at %s".formatted(acme, world.snapshot(acme).image().version())), followed.getLast());
            assertTrue(followed.contains("%d in %s".formatted(versionOfOther, other)));
            followed.clear();
            change(acme, -1);
            follow();
            assertEquals(List.of("%s in %s".formatted(world.snapshot(acme).image().version(), acme)), followed);
        }
    }
}

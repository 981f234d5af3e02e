package dev.marina.controllers.application;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.controllers.testing.TestWorld;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthorTest {

    private static final String CONTROLLER = "system:serviceaccount:kube-system:application-controller";

    private static Optional<String> author(String cause, Map<Long, Origin> log) {
        try (TestWorld world = new TestWorld()) {
            ClusterId cluster = world.cluster("acme");
            return Author.of(cluster, new Cause(cause), (_, version) -> Optional.ofNullable(log.get(Long.parseLong(version.toString()))));
        }
    }

    @Test
    void behindComponentsStandsThePersonWhoAsked() {
        Map<Long, Origin> log = Map.of(5L, new Origin("ann@acme.example", Cause.request("r")),
                6L, new Origin(CONTROLLER, Cause.change(new ResourceVersion(5))), 7L, new Origin("system:node:n1", Cause.change(new ResourceVersion(6))));

        assertEquals(Optional.of("ann@acme.example"), author("change/7", log));
    }

    @Test
    void whatTheLogDoesNotTellIsNotKnown() {
        assertEquals(Optional.empty(), author("change/7", Map.of()));
        assertEquals(Optional.empty(), author("clock/cron", Map.of()));
        assertEquals(Optional.empty(), author("change/7", Map.of(7L, new Origin(CONTROLLER, Cause.change(new ResourceVersion(7))))), "no endless walk");
    }
}

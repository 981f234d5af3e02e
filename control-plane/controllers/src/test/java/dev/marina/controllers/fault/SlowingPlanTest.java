package dev.marina.controllers.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.marina.model.Fault;
import dev.marina.model.SteeredController;
import dev.marina.model.SteeredController.SlowedBy;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlowingPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SlowedBy OURS = by("u1", NOW.plusSeconds(300).toString());

    private static SlowedBy by(String uid, String until) {
        return new SlowedBy("slow", uid, 2_000, until);
    }

    private static Fault fault(String prediction, Boolean undone, Fault.Status status) {
        Fault fault = new Fault();
        fault.setMetadata(new ObjectMetaBuilder().withName("slow").withUid("u1").build());
        fault.setSpec(new Fault.Spec("ControllerSlowed", null, 300, undone, prediction, 2_000, null, List.of("deployment")));
        fault.setStatus(status);
        return fault;
    }

    private static Map<String, SteeredController> controller(String phase, int queued, SlowedBy... by) {
        SteeredController controller = new SteeredController();
        controller.setMetadata(new ObjectMetaBuilder().withName("deployment").build());
        controller.setStatus(new SteeredController.Status(phase, queued, List.of(by)));
        return Map.of("deployment", controller);
    }

    @Test
    void aControllerIsToldAndItsGateSaysWhenItIsSlow() {
        SlowingPlan begin = SlowingPlan.of(fault(null, null, null), controller(null, 0), NOW);
        assertEquals(Map.of("deployment", List.of(OURS)), begin.slowed());
        assertEquals(Fault.STARTING, begin.status().phase());
        assertEquals(Optional.of(Duration.ofSeconds(300)), begin.next());

        assertEquals(Fault.STARTING, SlowingPlan.of(fault(null, null, begin.status()), controller("Running", 0, OURS), NOW).status().phase());
        SlowingPlan active = SlowingPlan.of(fault(null, null, begin.status()), controller("Slowed", 0, OURS), NOW.plusSeconds(1));
        assertEquals(Map.of(), active.slowed());
        assertEquals(Fault.ACTIVE, active.status().phase());
    }

    @Test
    void itEndsByItselfWhenItIsUndoneAndWhenItIsDeleted() {
        Fault.Status active = new Fault.Status(Fault.ACTIVE, NOW.toString(), null, null, null, null, Map.of());
        Fault deleted = fault(null, null, active);
        deleted.getMetadata().setDeletionTimestamp(NOW.toString());
        for (SlowingPlan over : List.of(SlowingPlan.of(fault(null, null, active), controller("Slowed", 0, OURS), NOW.plusSeconds(300)),
                SlowingPlan.of(fault(null, true, active), controller("Slowed", 0, OURS), NOW.plusSeconds(1)),
                SlowingPlan.of(deleted, controller("Slowed", 0, OURS), NOW.plusSeconds(1)))) {
            assertEquals(Map.of("deployment", List.of()), over.slowed());
            assertEquals(Fault.ENDING, over.status().phase());
            assertEquals(Optional.empty(), over.next());
            assertEquals(Fault.ENDED, SlowingPlan.of(fault(null, null, over.status()), controller("Running", 0), NOW.plusSeconds(2)).status().phase());
        }
    }

    @Test
    void anotherFaultIsWaitedForAsLongAsItLasts() {
        SlowedBy other = by("u0", NOW.plusSeconds(60).toString());
        SlowingPlan waits = SlowingPlan.of(fault(null, null, null), controller("Slowed", 0, other), NOW);
        assertEquals(Map.of(), waits.slowed());
        assertEquals(Fault.STARTING, waits.status().phase());
        assertEquals(Optional.of(Duration.ofSeconds(5)), waits.next());
        for (SlowedBy over : List.of(other, by("u0", "tomorrow"), by("u0", null))) {
            assertEquals(Map.of("deployment", List.of(OURS)),
                    SlowingPlan.of(fault(null, null, waits.status()), controller("Slowed", 0, over), NOW.plusSeconds(60)).slowed());
        }
    }

    @Test
    void whatWaitsForItIsTheSignAndWhatWaitedForItBeforeIsNone() {
        Fault.Status active = new Fault.Status(Fault.ACTIVE, NOW.toString(), null, null, null, null, Map.of());
        assertNull(SlowingPlan.of(fault("WorkWaits", null, active), controller("Paused", 7), NOW.plusSeconds(3)).status().prediction());
        Fault.Predicted seen = SlowingPlan.of(fault("WorkWaits", null, active), controller("Slowed", 1, OURS), NOW.plusSeconds(3)).status().prediction();
        assertEquals(new Fault.Predicted("WorkWaits", "WorkWaits", null, "deployment", 3L, true), seen);
        Fault.Predicted none = SlowingPlan.of(fault("WorkWaits", null, active), controller("Slowed", 0, OURS), NOW.plusSeconds(300)).status().prediction();
        assertEquals(new Fault.Predicted("WorkWaits", "NoSign", null, null, null, false), none);
    }
}

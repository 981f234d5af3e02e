package dev.marina.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.apiserver.types.marina.ControllerType;
import dev.marina.controllers.BuiltinControllers;
import dev.marina.scheduler.Scheduler;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SteeredControllersTest {

    /// A controller that passes tenants' gates can be held up, and no other.
    @Test
    void everyClusterHasAnObjectForEachControllerThatCanBeHeldUp() {
        assertEquals(Stream.concat(BuiltinControllers.gated().stream(), Stream.of(Scheduler.CONTROLLER)).sorted().toList(), ControllerType.NAMES);
    }
}

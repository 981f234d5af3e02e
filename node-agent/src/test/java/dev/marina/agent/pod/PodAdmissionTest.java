package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods that a node does not take, on a simulated one.
class PodAdmissionTest {

    @TempDir
    Path directory;

    private PodWorld world;

    @BeforeEach
    void open() {
        world = new PodWorld(directory);
    }

    @Test
    void podPlacedPastTheSchedulerOntoATakenPortIsRejectedAndGivesNothingUp() {
        world.allocations.ports().take("other", List.of(new HostPort(8080, 80, "tcp", "")), true);

        world.accept(Pods.pod("containers: [{name: main, image: \"marina/busybox:1\", ports: [{containerPort: 80, hostPort: 8080}]}]"));
        world.settle();

        assertEquals("Failed NodePorts Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
                "%s %s %s".formatted(world.status().getPhase(), world.status().getReason(), world.status().getMessage()));
        assertEquals(List.of(), world.network);
        assertEquals(Optional.empty(), world.allocations.resize("third", new NodeAllocations.Requested(1000, 1L << 30), () -> {}), "nothing is held for it");
    }

    @Test
    void unsafeSysctlIsRefusedByName() {
        world.accept(Pods.pod("""
                securityContext: {sysctls: [{name: kernel.msgmax, value: "65536"}]}
                containers: [{name: main, image: "marina/busybox:1"}]
                """));
        world.settle();

        assertEquals("Failed SysctlForbidden Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted",
                world.status().getPhase() + " " + world.status().getReason() + " " + world.status().getMessage());
        assertTrue(world.status().getContainerStatuses().isEmpty());
        assertTrue(world.state().empty());
    }
}

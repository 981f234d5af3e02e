package dev.marina.agent.cgroup;

import static dev.marina.agent.cgroup.KernelLimits.UNIFIED;
import static dev.marina.agent.cgroup.KernelLimits.cpu;
import static dev.marina.agent.cgroup.KernelLimits.diskWeight;
import static dev.marina.agent.cgroup.KernelLimits.memory;
import static dev.marina.agent.cgroup.KernelLimits.pids;
import static dev.marina.agent.cgroup.KernelLimits.weight;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against the kernel's own groups, whichever version this machine has: what holds is seen, not only what was written.
class CgroupsIT {

    private static final String NODE = "c1-node-1";
    private static final long MIB = 1L << 20;
    private static final MachineCapacity MACHINE = new MachineCapacity(16L << 30, 400);
    private static final Duration SOON = Duration.ofSeconds(60);

    private final String instance = "cg" + ProcessHandle.current().pid();
    private Hierarchy kernel;
    private Cgroups groups;

    @BeforeEach
    void open() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to make control groups");
        kernel = CgroupMounts.ofThisMachine();
        groups = new Cgroups(kernel, MACHINE, instance);
        groups.limitNode(NODE, 500, 512 * MIB);
    }

    @AfterEach
    void remove() {
        if (groups != null) {
            groups.removeAll();
            assertEquals(List.of(), kernel.places("/marina-" + instance).stream().filter(Files::exists).toList());
        }
    }

    private String node() {
        return "/marina-" + instance + "/nodes/" + NODE;
    }

    /// Where a container's group would be: in version 2 a group with limits for those below has no processes of its own.
    private List<Path> containers(String group) {
        return kernel.places(group).stream().filter(Files::exists).map(place -> place.resolve("container")).toList();
    }

    /// A shell that enters a container's group in every tree before it does anything.
    private Process inside(String group, String script) throws IOException {
        StringBuilder enter = new StringBuilder();
        containers(group).forEach(place -> enter.append("mkdir %1$s; echo $$ > %1$s/cgroup.procs || exit 99; ".formatted(place)));
        return new ProcessBuilder("/bin/sh", "-c", enter + script).redirectErrorStream(true).start();
    }

    private static String end(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes()).strip();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still runs");
        return output;
    }

    /// What is ordered for a pod may be more than its node has; the node's limit is what holds then.
    @Test
    void aPodMayBeOfferedMoreTimeThanItsNodeHas() {
        groups.limitPod(NODE, QosClass.BURSTABLE, "greedy", new GroupLimits(256, GroupLimits.quota(1250), 64 * MIB, 50));
        assertEquals(UNIFIED ? "125000 100000" : "50000 100000", cpu(groups.pod(NODE, QosClass.BURSTABLE, "greedy")));
    }

    @Test
    void limitsOfTheMachineAndOfTheNodeAreInTheKernel() {
        assertEquals(List.of(Long.toString(12L << 30), "300"), List.of(memory("/marina-" + instance + "/nodes"), pids("/marina-" + instance + "/nodes")));
        assertEquals(List.of("50000 100000", Long.toString(512 * MIB), "300"), List.of(cpu(node()), memory(node()), pids(node())));
    }

    @Test
    void limitsOfAPodAreInTheKernelAndMayChange() {
        groups.limitPod(NODE, QosClass.GUARANTEED, "a", new GroupLimits(256, 25_000, 64 * MIB, 20));
        String pod = groups.pod(NODE, QosClass.GUARANTEED, "a");
        assertEquals(List.of("25000 100000", Long.toString(64 * MIB), "20"), List.of(cpu(pod), memory(pod), pids(pod)));
        assertEquals(UNIFIED ? GroupLimits.weight(256) : 256, weight(pod));

        groups.limitPod(NODE, QosClass.GUARANTEED, "a", new GroupLimits(512, 50_000, 128 * MIB, 30));
        assertEquals(List.of("50000 100000", Long.toString(128 * MIB), "30"), List.of(cpu(pod), memory(pod), pids(pod)));

        groups.limitPod(NODE, QosClass.GUARANTEED, "a", new GroupLimits(512, 0, 0, 30));
        assertEquals(UNIFIED ? "max 100000" : "-1 100000", cpu(pod));
        assertNotEquals(Long.toString(128 * MIB), memory(pod));
    }

    @Test
    void burstablePodsTogetherWeighWhatTheyAskForAndTheOthersNothing() {
        groups.limitPod(NODE, QosClass.BURSTABLE, "a", new GroupLimits(2_048, 0, 0, 20));
        groups.limitPod(NODE, QosClass.BURSTABLE, "b", new GroupLimits(1_024, 0, 0, 20));
        groups.limitPod(NODE, QosClass.BEST_EFFORT, "c", new GroupLimits(GroupLimits.MIN_SHARES, 0, 0, 20));
        assertEquals(UNIFIED ? GroupLimits.weight(2_048) + GroupLimits.weight(1_024) : 3_072, weight(node() + "/burstable"));
        assertEquals(UNIFIED ? 1 : 2, weight(node() + "/besteffort"));

        groups.removePod(NODE, "a");
        assertEquals(UNIFIED ? GroupLimits.weight(1_024) : 1_024, weight(node() + "/burstable"));
    }

    @Test
    void groupsWeighForDisksWhatTheyWeighForProcessors() {
        groups.limitPod(NODE, QosClass.BURSTABLE, "a", new GroupLimits(2_048, 0, 0, 20));
        Assumptions.assumeTrue(diskWeight(node()).isPresent(), "this kernel shares no disks out");

        assertEquals(GroupLimits.weight(512), diskWeight(node()).orElseThrow());
        assertEquals(GroupLimits.weight(2_048), diskWeight(groups.pod(NODE, QosClass.BURSTABLE, "a")).orElseThrow());
        assertEquals(GroupLimits.weight(2_048), diskWeight(node() + "/burstable").orElseThrow());
        assertEquals(1, diskWeight(node() + "/besteffort").orElseThrow());
    }

    @Test
    void podStartsNoMoreProcessesThanItMay() throws IOException, InterruptedException {
        groups.limitPod(NODE, QosClass.BURSTABLE, "forks", new GroupLimits(2, 0, 0, 20));
        Process bomb = inside(groups.pod(NODE, QosClass.BURSTABLE, "forks"), "for i in $(seq 100); do sleep 60 & done; echo started all");

        // The shell gives up at the first fork that fails.
        assertFalse(end(endSleepers(bomb, groups.pod(NODE, QosClass.BURSTABLE, "forks"))).contains("started all"));
    }

    /// The sleepers hold the shell's output open.
    private Process endSleepers(Process shell, String group) throws InterruptedException {
        assertTrue(shell.waitFor(60, TimeUnit.SECONDS), "still forks");
        Await.until("the group to be empty", SOON, () -> processes(group), pids -> {
            pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            return pids.isEmpty();
        });
        return shell;
    }

    private Set<Long> processes(String group) {
        try {
            Path processes = containers(group).getLast().resolve("cgroup.procs");
            return Files.exists(processes) ? Set.copyOf(Files.readAllLines(processes).stream().map(Long::valueOf).toList()) : Set.of();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void podGetsNoMoreMemoryThanItMay() throws IOException, InterruptedException {
        groups.limitPod(NODE, QosClass.BURSTABLE, "eats", new GroupLimits(2, 0, 32 * MIB, 20));

        // tail keeps a line without an end in memory.
        String said = end(inside(groups.pod(NODE, QosClass.BURSTABLE, "eats"), "head -c 200000000 /dev/zero | tail > /dev/null; echo $?"));

        assertTrue(said.endsWith("137"), said);
    }

    @Test
    void nodeBoundsAPodThatHasNoLimits() throws IOException, InterruptedException {
        groups.limitNode(NODE, 500, 48 * MIB);
        groups.limitPod(NODE, QosClass.BEST_EFFORT, "eats", new GroupLimits(2, 0, 0, 20));

        String said = end(inside(groups.pod(NODE, QosClass.BEST_EFFORT, "eats"), "head -c 200000000 /dev/zero | tail > /dev/null; echo $?"));

        assertTrue(said.endsWith("137"), said);
    }

    @Test
    void groupWithProcessesStaysUntilTheyEnd() throws IOException, InterruptedException {
        groups.limitPod(NODE, QosClass.BURSTABLE, "busy", new GroupLimits(2, 0, 0, 20));
        String pod = groups.pod(NODE, QosClass.BURSTABLE, "busy");
        Process sleeper = inside(pod, "exec sleep 60");
        Await.until("the process to be inside", SOON, () -> processes(pod), pids -> !pids.isEmpty());

        groups.removePod(NODE, "busy");
        assertEquals(Set.of("podbusy"), kernel.children(node() + "/burstable"));

        sleeper.destroyForcibly().waitFor();
        Await.until("the group to go", SOON, () -> {
            groups.keepPods(NODE, Set::of);
            return kernel.children(node() + "/burstable");
        }, Set::isEmpty);
    }

    @Test
    void whatAnEarlierAgentLeftIsSweptAway() {
        groups.limitPod(NODE, QosClass.BURSTABLE, "kept", new GroupLimits(2, 0, 0, 20));
        groups.limitPod(NODE, QosClass.BURSTABLE, "gone", new GroupLimits(2, 0, 0, 20));
        groups.limitPod(NODE, QosClass.GUARANTEED, "gone-too", new GroupLimits(2, 0, 0, 20));
        groups.limitNode("c2-node-1", 500, 64 * MIB);
        Cgroups restarted = new Cgroups(kernel, MACHINE, instance);

        restarted.keepPods(NODE, () -> Set.of("kept"));
        restarted.keepNodes(() -> Set.of(NODE));

        assertEquals(Set.of("podkept"), kernel.children(node() + "/burstable"));
        assertEquals(Set.of("burstable", "besteffort"), kernel.children(node()));
        assertEquals(Set.of(NODE), kernel.children("/marina-" + instance + "/nodes"));
    }

    @Test
    void removingWhatIsNotThereSucceeds() {
        groups.removePod(NODE, "never");
        groups.removeNode("never");
        groups.removeNode(NODE);
        groups.removePod(NODE, "never");
    }
}

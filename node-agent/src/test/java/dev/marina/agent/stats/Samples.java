package dev.marina.agent.stats;

import dev.marina.agent.cgroup.GroupUsage;
import dev.marina.agent.cgroup.QosClass;
import dev.marina.agent.disk.Disks;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.stats.Network.Interface;
import dev.marina.agent.stats.Network.Way;
import dev.marina.agent.stats.Sample.ContainerSample;
import dev.marina.agent.stats.Sample.PodSample;
import dev.marina.agent.stats.Sample.VolumeSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A node with one pod, of which everything is known.
final class Samples {

    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final PodRef WEB = new PodRef(new NodeRef("c1", "n1"), "default", "web", "u1");
    private static final Network NETWORK = new Network(List.of(new Interface("eth0", new Way(1, 2, 3, 4), new Way(5, 6, 7, 8))));

    private Samples() {}

    static GroupUsage usage(long cpuNanos, long workingSet) {
        return new GroupUsage(new GroupUsage.Cpu(cpuNanos, cpuNanos / 2, cpuNanos / 2, 20, 3, 7_000_000, 50_000, 1_024),
                new GroupUsage.Memory(workingSet + 30, workingSet, 60, 40, 10, 0, 9, 1, 1 << 30), 5);
    }

    /// @param cpuNanos of each container, by name
    static Sample after(Duration time, Map<String, Long> cpuNanos) {
        List<ContainerSample> containers = cpuNanos.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(each -> new ContainerSample(container(each.getKey()), usage(each.getValue(), 4_096))).toList();
        long all = cpuNanos.values().stream().mapToLong(Long::longValue).sum();
        PodSample pod = new PodSample(WEB, QosClass.BURSTABLE, NOON.minusSeconds(60), Optional.of(usage(all, 8_192)), Optional.of(NETWORK), containers,
                List.of(new VolumeSample("data", "web-data", 1_000, 600, 400)));
        return new Sample(NOON.plus(time), time.toNanos(), Optional.of(usage(all * 2, 16_384)), Optional.of(NETWORK),
                new Disks.Space(10_000, 4_000, 1_000, 900),
                Map.of(ContainerState.Phase.RUNNING, (long) containers.size()), List.of(pod));
    }

    private static ContainerState container(String name) {
        return new ContainerState(new ContainerId("id-" + name), new SandboxId("s1"), WEB, name, ContainerKind.MAIN, 0, 0, ContainerState.Phase.RUNNING,
                NOON.minusSeconds(31), NOON.minusSeconds(30), null, 0, false, "", "web:\"1\"", "sha256:1", "", "");
    }

    static Measurement measured() {
        return new Measurement(after(Duration.ZERO, Map.of("main", 1_000_000_000L)),
                after(Duration.ofSeconds(10), Map.of("main", 3_500_000_000L, "late", 5L)));
    }

    static Stream<String> lines(String text, String beginning) {
        return text.lines().filter(line -> line.startsWith(beginning));
    }
}

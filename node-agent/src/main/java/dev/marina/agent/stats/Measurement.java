package dev.marina.agent.stats;

import dev.marina.agent.cgroup.GroupUsage;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.stats.Sample.ContainerSample;
import dev.marina.agent.stats.Sample.PodSample;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Two samples of a node, and what lies between them.
public final class Measurement {

    private final Sample before;
    private final Sample now;
    private final Map<String, GroupUsage> podsBefore = new HashMap<>();
    private final Map<ContainerId, GroupUsage> containersBefore = new HashMap<>();

    public Measurement(Sample before, Sample now) {
        this.before = before;
        this.now = now;
        for (PodSample pod : before.pods()) {
            pod.whole().ifPresent(usage -> podsBefore.put(pod.pod().uid(), usage));
            pod.containers().forEach(container -> containersBefore.put(container.state().id(), container.usage()));
        }
    }

    public Sample now() {
        return now;
    }

    Duration window() {
        return Duration.ofNanos(now.nanoTime() - before.nanoTime());
    }

    /// Billionths of a processor; empty where the first sample has nothing of it.
    OptionalLong nodeNanoCores() {
        return now.whole().isEmpty() ? OptionalLong.empty() : rate(before.whole(), now.whole().get());
    }

    OptionalLong nanoCores(PodSample pod) {
        return pod.whole().isEmpty() ? OptionalLong.empty() : rate(Optional.ofNullable(podsBefore.get(pod.pod().uid())), pod.whole().get());
    }

    OptionalLong nanoCores(ContainerSample container) {
        return rate(Optional.ofNullable(containersBefore.get(container.state().id())), container.usage());
    }

    private OptionalLong rate(Optional<GroupUsage> earlier, GroupUsage later) {
        long nanos = window().toNanos();
        // A group that was made anew counts from nothing.
        return earlier.filter(usage -> nanos > 0 && usage.cpu().nanos() <= later.cpu().nanos())
                .map(usage -> OptionalLong.of((long) ((later.cpu().nanos() - usage.cpu().nanos()) * (double) Duration.ofSeconds(1).toNanos() / nanos)))
                .orElse(OptionalLong.empty());
    }
}

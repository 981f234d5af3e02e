package dev.marina.agent.stats;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.marina.agent.cgroup.GroupUsage;
import dev.marina.agent.disk.Disks;
import dev.marina.agent.stats.Network.Interface;
import dev.marina.agent.stats.Sample.ContainerSample;
import dev.marina.agent.stats.Sample.PodSample;
import dev.marina.agent.stats.Sample.VolumeSample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;

/// `/stats/summary`. kubelet's pkg/apis/stats/v1alpha1/types.go
@JsonInclude(JsonInclude.Include.NON_NULL)
record Summary(Node node, List<Pod> pods) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Node(String nodeName, Cpu cpu, Memory memory, Net network, Fs fs, Rlimit rlimit, Swap swap) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Pod(PodReference podRef, String startTime, List<Container> containers, Cpu cpu, Memory memory, Net network, List<Volume> volume,
            @JsonProperty("process_stats") Processes processes, Swap swap) {}

    record PodReference(String name, String namespace, String uid) {}

    record Container(String name, String startTime, Cpu cpu, Memory memory, Swap swap) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Cpu(String time, Long usageNanoCores, long usageCoreNanoSeconds) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Memory(String time, Long availableBytes, long usageBytes, long workingSetBytes, long rssBytes, long pageFaults, long majorPageFaults) {}

    record Swap(String time, long swapUsageBytes) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Net(String time, String name, Long rxBytes, Long rxErrors, Long txBytes, Long txErrors, List<NetInterface> interfaces) {}

    record NetInterface(String name, long rxBytes, long rxErrors, long txBytes, long txErrors) {}

    record Fs(String time, long availableBytes, long capacityBytes, long usedBytes) {}

    record Volume(String time, long availableBytes, long capacityBytes, long usedBytes, String name, ClaimReference pvcRef) {}

    record ClaimReference(String name, String namespace) {}

    record Rlimit(String time, long curproc) {}

    record Processes(@JsonProperty("process_count") long count) {}

    /// @param little processors and memory only
    static Summary of(String node, Measurement measured, boolean little) {
        return new Making(measured, little).summary(node);
    }

    private static final class Making {

        private final Measurement measured;
        private final Sample sample;
        private final boolean little;
        private final String time;

        Making(Measurement measured, boolean little) {
            this.measured = measured;
            this.sample = measured.now();
            this.little = little;
            this.time = time(sample.at());
        }

        private static String time(Instant at) {
            return at.truncatedTo(ChronoUnit.SECONDS).toString();
        }

        Summary summary(String node) {
            List<Pod> pods = sample.pods().stream().map(this::pod).toList();
            return new Summary(sample.whole().map(usage -> new Node(node, cpu(measured.nodeNanoCores(), usage), memory(usage),
                    little ? null : sample.network().map(this::network).orElse(null), little ? null : disk(sample.disk()),
                    little ? null : new Rlimit(time, usage.processes()), swap(usage))).orElse(new Node(node, null, null, null, null, null, null)), pods);
        }

        private Pod pod(PodSample pod) {
            return new Pod(new PodReference(pod.pod().name(), pod.pod().namespace(), pod.pod().uid()), time(pod.created()),
                    pod.containers().stream().map(this::container).toList(),
                    pod.whole().map(usage -> cpu(measured.nanoCores(pod), usage)).orElse(null), pod.whole().map(this::memory).orElse(null),
                    little ? null : pod.network().map(this::network).orElse(null),
                    little || pod.volumes().isEmpty() ? null : pod.volumes().stream().map(volume -> volume(pod, volume)).toList(),
                    little ? null : pod.whole().map(usage -> new Processes(usage.processes())).orElse(null), pod.whole().map(this::swap).orElse(null));
        }

        private Container container(ContainerSample container) {
            GroupUsage usage = container.usage();
            return new Container(container.state().name(), time(container.state().started()), cpu(measured.nanoCores(container), usage), memory(usage),
                    swap(usage));
        }

        private Cpu cpu(OptionalLong nanoCores, GroupUsage usage) {
            return new Cpu(time, nanoCores.isPresent() ? nanoCores.getAsLong() : null, usage.cpu().nanos());
        }

        private Memory memory(GroupUsage usage) {
            GroupUsage.Memory memory = usage.memory();
            return new Memory(time, memory.limit() > 0 ? Math.max(0, memory.limit() - memory.workingSet()) : null, memory.usage(), memory.workingSet(),
                    memory.rss(), memory.faults(), memory.majorFaults());
        }

        private Swap swap(GroupUsage usage) {
            return new Swap(time, usage.memory().swap());
        }

        private Net network(Network network) {
            List<NetInterface> all = network.interfaces().stream().map(Making::one).toList();
            return network.main().map(Making::one).map(main -> new Net(time, main.name, main.rxBytes, main.rxErrors, main.txBytes, main.txErrors, all))
                    .orElse(new Net(time, "", null, null, null, null, all));
        }

        private static NetInterface one(Interface each) {
            return new NetInterface(each.name(), each.received().bytes(), each.received().errors(), each.sent().bytes(), each.sent().errors());
        }

        private Fs disk(Disks.Space disk) {
            return new Fs(time, disk.free(), disk.bytes(), disk.bytes() - disk.free());
        }

        private Volume volume(PodSample pod, VolumeSample volume) {
            return new Volume(time, volume.available(), volume.capacity(), volume.used(), volume.name(),
                    new ClaimReference(volume.claim(), pod.pod().namespace()));
        }
    }
}

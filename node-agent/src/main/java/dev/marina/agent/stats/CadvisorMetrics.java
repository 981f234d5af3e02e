package dev.marina.agent.stats;

import dev.marina.agent.cgroup.GroupLimits;
import dev.marina.agent.cgroup.GroupUsage;
import dev.marina.agent.stats.Network.Interface;
import dev.marina.agent.stats.PrometheusText.Family;
import dev.marina.agent.stats.Sample.ContainerSample;
import dev.marina.agent.stats.Sample.PodSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// `/metrics/cadvisor`: all that the kernel counts for the node, its pods and their containers, by cAdvisor's names and labels. Paths of
/// groups are those that they would have on a machine of the node's own. cAdvisor's metrics/prometheus.go
final class CadvisorMetrics {

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;
    private static final String ROOT = "/";
    private static final String PODS = "/kubepods";
    /// The node's own, whatever the machine calls it.
    private static final String DISK = "/dev/node";

    private final PrometheusText text = new PrometheusText();
    private final Instant at;
    private final Sample sample;
    private final List<Group> groups = new ArrayList<>();

    /// @param container "" for a pod and for the node
    private record Group(String id, String container, String image, String name, String namespace, String pod, GroupUsage usage, Instant started,
            Optional<Network> network) {}

    private CadvisorMetrics(Sample sample) {
        this.sample = sample;
        at = sample.at();
        sample.whole().ifPresent(usage -> groups.add(new Group(ROOT, "", "", "", "", "", usage, null, sample.network())));
        sample.pods().forEach(this::add);
    }

    private void add(PodSample pod) {
        String id = PODS + pod.qos().below() + "/pod" + pod.pod().uid();
        String namespace = pod.pod().namespace();
        String name = pod.pod().name();
        pod.whole().ifPresent(usage -> groups.add(new Group(id, "", "", "", namespace, name, usage, pod.created(), pod.network())));
        for (ContainerSample container : pod.containers()) {
            String own = container.state().id().value();
            groups.add(new Group(id + "/" + own, container.state().name(), container.state().image(), own, namespace, name, container.usage(),
                    container.state().started(), Optional.empty()));
        }
    }

    static String of(Sample sample) {
        return new CadvisorMetrics(sample).write();
    }

    private String write() {
        cpu();
        disk();
        values(text.gauge("container_last_seen", "Last time a container was seen by the exporter"), _ -> at.getEpochSecond());
        memory();
        network();
        values(text.gauge("container_processes", "Number of processes running inside the container."), GroupUsage::processes);
        limits();
        started();
        machine();
        return text.toString();
    }

    private void cpu() {
        Family total = text.counter("container_cpu_usage_seconds_total", "Cumulative cpu time consumed in seconds.");
        groups.forEach(group -> total.add(group.usage.cpu().nanos() / NANOS, at, "container", group.container, "cpu", "total", "id", group.id, "image",
                group.image, "name", group.name, "namespace", group.namespace, "pod", group.pod));
        values(text.counter("container_cpu_user_seconds_total", "Cumulative user cpu time consumed in seconds."), usage -> usage.cpu().userNanos() / NANOS);
        values(text.counter("container_cpu_system_seconds_total", "Cumulative system cpu time consumed in seconds."),
                usage -> usage.cpu().systemNanos() / NANOS);
        limited(text.counter("container_cpu_cfs_periods_total", "Number of elapsed enforcement period intervals."), usage -> usage.cpu().periods());
        limited(text.counter("container_cpu_cfs_throttled_periods_total", "Number of throttled period intervals."), usage -> usage.cpu().throttledPeriods());
        limited(text.counter("container_cpu_cfs_throttled_seconds_total", "Total time duration the container has been throttled."),
                usage -> usage.cpu().throttledNanos() / NANOS);
    }

    private void memory() {
        values(text.gauge("container_memory_cache", "Number of bytes of page cache memory."), usage -> usage.memory().cache());
        values(text.gauge("container_memory_rss", "Size of RSS in bytes."), usage -> usage.memory().rss());
        values(text.gauge("container_memory_mapped_file", "Size of memory mapped files in bytes."), usage -> usage.memory().mapped());
        values(text.gauge("container_memory_swap", "Container swap usage in bytes."), usage -> usage.memory().swap());
        values(text.gauge("container_memory_usage_bytes", "Current memory usage in bytes, including all memory regardless of when it was accessed"),
                usage -> usage.memory().usage());
        values(text.gauge("container_memory_working_set_bytes", "Current working set in bytes."), usage -> usage.memory().workingSet());
        Family failures = text.counter("container_memory_failures_total", "Cumulative count of memory allocation failures.");
        for (Group group : groups) {
            failure(failures, group, "pgfault", group.usage.memory().faults());
            failure(failures, group, "pgmajfault", group.usage.memory().majorFaults());
        }
    }

    private void failure(Family family, Group group, String type, long count) {
        family.add(count, at, "container", group.container, "failure_type", type, "id", group.id, "image", group.image, "name", group.name, "namespace",
                group.namespace, "pod", group.pod, "scope", "hierarchy");
    }

    /// Of the node: how much of it is a container's is not counted.
    private void disk() {
        disk(text.gauge("container_fs_limit_bytes", "Number of bytes that can be consumed by the container on this filesystem."), sample.disk().bytes());
        disk(text.gauge("container_fs_usage_bytes", "Number of bytes that are consumed by the container on this filesystem."),
                sample.disk().bytes() - sample.disk().free());
    }

    private void disk(Family family, long bytes) {
        family.add(bytes, at, "container", "", "device", DISK, "id", ROOT, "image", "", "name", "", "namespace", "", "pod", "");
    }

    private void network() {
        interfaces(text.counter("container_network_receive_bytes_total", "Cumulative count of bytes received"), each -> each.received().bytes());
        interfaces(text.counter("container_network_receive_errors_total", "Cumulative count of errors encountered while receiving"),
                each -> each.received().errors());
        interfaces(text.counter("container_network_receive_packets_dropped_total", "Cumulative count of packets dropped while receiving"),
                each -> each.received().dropped());
        interfaces(text.counter("container_network_receive_packets_total", "Cumulative count of packets received"), each -> each.received().packets());
        interfaces(text.counter("container_network_transmit_bytes_total", "Cumulative count of bytes transmitted"), each -> each.sent().bytes());
        interfaces(text.counter("container_network_transmit_errors_total", "Cumulative count of errors encountered while transmitting"),
                each -> each.sent().errors());
        interfaces(text.counter("container_network_transmit_packets_dropped_total", "Cumulative count of packets dropped while transmitting"),
                each -> each.sent().dropped());
        interfaces(text.counter("container_network_transmit_packets_total", "Cumulative count of packets transmitted"), each -> each.sent().packets());
    }

    private void interfaces(Family family, ToDoubleFunction<Interface> value) {
        for (Group group : groups) {
            group.network.map(Network::interfaces).orElse(List.of()).forEach(each -> family.add(value.applyAsDouble(each), at, "container", group.container,
                    "id", group.id, "image", group.image, "interface", each.name(), "name", group.name, "namespace", group.namespace, "pod", group.pod));
        }
    }

    private void limits() {
        values(text.gauge("container_spec_cpu_period", "CPU period of the container."), _ -> GroupLimits.PERIOD_MICROS);
        limited(text.gauge("container_spec_cpu_quota", "CPU quota of the container."), usage -> usage.cpu().quotaMicros());
        values(text.gauge("container_spec_cpu_shares", "CPU share of the container."), usage -> usage.cpu().shares());
        values(text.gauge("container_spec_memory_limit_bytes", "Memory limit for the container."), usage -> usage.memory().limit());
    }

    private void started() {
        Family family = text.gauge("container_start_time_seconds", "Start time of the container since unix epoch in seconds.");
        groups.stream().filter(group -> group.started != null)
                .forEach(group -> family.add(group.started.toEpochMilli() / MILLIS, at, labels(group)));
    }

    private void machine() {
        sample.whole().ifPresent(usage -> {
            text.gauge("machine_cpu_cores", "Number of logical CPU cores.").add((double) usage.cpu().quotaMicros() / GroupLimits.PERIOD_MICROS);
            text.gauge("machine_memory_bytes", "Amount of memory installed on the machine.").add(usage.memory().limit());
        });
    }

    private void values(Family family, ToDoubleFunction<GroupUsage> value) {
        add(family, groups.stream(), value);
    }

    /// Of groups that have a quota.
    private void limited(Family family, ToDoubleFunction<GroupUsage> value) {
        add(family, groups.stream().filter(group -> group.usage.cpu().quotaMicros() > 0), value);
    }

    private void add(Family family, Stream<Group> of, ToDoubleFunction<GroupUsage> value) {
        of.forEach(group -> family.add(value.applyAsDouble(group.usage), at, labels(group)));
    }

    private static String[] labels(Group group) {
        return new String[] {"container", group.container, "id", group.id, "image", group.image, "name", group.name, "namespace", group.namespace, "pod",
                group.pod};
    }
}

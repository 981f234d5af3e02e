package dev.marina.agent.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.Terminations;
import dev.marina.model.tunnel.NodeUsage;
import dev.marina.model.tunnel.NodeUsage.Amounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is made of two samples.
class FiguresTest {

    private static final Pattern LINE = Pattern
            .compile("([a-z_][a-z0-9_]*)(\\{(?:[a-z_]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)*})? (-?[0-9.]+(?:E-?[0-9]+)?)( [0-9]+)?");

    private final Measurement measured = Samples.measured();
    private final Terminations terminations = new Terminations();
    private final KubeletEndpoint kubelet = new KubeletEndpoint("n1", new NodeMeter(new InTurn(), System::nanoTime, _ -> {}), terminations, List::of,
            _ -> List.of());

    /// One after the other.
    private static final class InTurn implements Supplier<Sample> {
        private int count;

        @Override
        public Sample get() {
            return Samples.after(Duration.ofSeconds(10L * count), Map.of("main", 1_000_000_000L * ++count));
        }
    }

    @Test
    void aRateIsWhatWasUsedInTheWindow() {
        NodeUsage usage = Rates.of(measured);
        assertEquals(10_000, usage.windowMillis());
        assertEquals("2026-01-01T12:00:10Z", usage.timestamp());
        assertEquals(new Amounts(500_000_001, 16_384), usage.node());
    }

    /// Otherwise a pod would seem to use less than it does.
    @Test
    void aPodIsLeftOutUntilAllItsContainersWereMeasured() {
        assertEquals(List.of(), Rates.of(measured).pods());
        Measurement later = new Measurement(measured.now(), Samples.after(Duration.ofSeconds(20), Map.of("main", 4_500_000_000L, "late", 5L)));
        NodeUsage.PodUsage pod = Rates.of(later).pods().getFirst();
        assertEquals("u1", pod.uid());
        assertEquals(
                List.of(new NodeUsage.ContainerUsage("late", new Amounts(0, 4_096)), new NodeUsage.ContainerUsage("main", new Amounts(100_000_000, 4_096))),
                pod.containers());
    }

    /// https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/cadvisor", "/metrics/resource"})
    void textsKeepToPrometheusFormat(String path) throws InterruptedException {
        String text = new String(kubelet.get(path, false).orElseThrow(), StandardCharsets.UTF_8);
        assertTrue(text.endsWith("\n"));
        Map<String, String> types = new HashMap<>();
        Set<String> series = new HashSet<>();
        String family = "";
        for (String line : text.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                family = line.split(" ")[2];
                assertEquals(null, types.put(family, line.split(" ")[3]), "a family stands together: " + line);
            } else if (!line.startsWith("# HELP ")) {
                Matcher sample = LINE.matcher(line);
                assertTrue(sample.matches(), line);
                assertEquals(family, sample.group(1), "under its heading: " + line);
                assertTrue(series.add(sample.group(1) + sample.group(2)), "once: " + line);
                assertEquals("counter".equals(types.get(family)), family.endsWith("_total"), line);
            }
        }
        assertFalse(series.isEmpty());
    }

    @Test
    void resourcesHaveUpstreamsNamesAndLabels() {
        String text = ResourceMetrics.of(measured.now());
        assertEquals(List.of("container_cpu_usage_seconds_total{container=\"late\",namespace=\"default\",pod=\"web\"} 5.0E-9 1767268810000",
                "container_cpu_usage_seconds_total{container=\"main\",namespace=\"default\",pod=\"web\"} 3.5 1767268810000"),
                Samples.lines(text, "container_cpu_usage_seconds_total").toList());
        assertEquals(List.of("node_memory_working_set_bytes 16384 1767268810000"), Samples.lines(text, "node_memory_working_set_bytes").toList());
        assertEquals(List.of("pod_memory_working_set_bytes{namespace=\"default\",pod=\"web\"} 8192 1767268810000"),
                Samples.lines(text, "pod_memory_working_set_bytes").toList());
    }

    /// Neither the machine's name for the node nor the installation's is anybody's business.
    @Test
    void groupsHaveThePathsOfAMachineOfTheNodesOwn() {
        String text = CadvisorMetrics.of(measured.now());
        assertTrue(text.contains("container_memory_working_set_bytes{container=\"main\",id=\"/kubepods/burstable/podu1/id-main\",image=\"web:\\\"1\\\"\","
                + "name=\"id-main\",namespace=\"default\",pod=\"web\"} 4096 "), text);
        assertTrue(text.contains("container_network_receive_bytes_total{container=\"\",id=\"/kubepods/burstable/podu1\",image=\"\",interface=\"eth0\","), text);
        assertTrue(text.contains("machine_cpu_cores 0.5\n"), text);
        assertFalse(text.contains("c1"), text);
    }

    @Test
    void claimsAreSaidOnce() {
        assertEquals(List.of("kubelet_volume_stats_used_bytes{namespace=\"default\",persistentvolumeclaim=\"web-data\"} 400"),
                Samples.lines(KubeletMetrics.of("n1", measured.now(), terminations), "kubelet_volume_stats_used_bytes").toList());
    }

    @Test
    void endsOfContainersAreCountedByKindCodeAndReason() {
        terminations.count(new Terminations.Ending(ContainerKind.MAIN, 137, "OOMKilled"));
        terminations.count(new Terminations.Ending(ContainerKind.MAIN, 0, "Completed"));
        terminations.count(new Terminations.Ending(ContainerKind.SIDECAR, 1, "Error"));
        terminations.count(new Terminations.Ending(ContainerKind.MAIN, 0, "Completed"));

        assertEquals(List.of("kubelet_terminated_containers_total{container_type=\"init_container\",exit_code=\"1\",reason=\"Error\"} 1",
                "kubelet_terminated_containers_total{container_type=\"container\",exit_code=\"0\",reason=\"Completed\"} 2",
                "kubelet_terminated_containers_total{container_type=\"container\",exit_code=\"137\",reason=\"OOMKilled\"} 1"),
                Samples.lines(KubeletMetrics.of("n1", measured.now(), terminations), "kubelet_terminated_containers_total").toList());
    }

    @Test
    void theSummaryHasTheFormThatClientsKnow() throws Exception {
        JsonNode summary = new ObjectMapper().readTree(kubelet.get("/stats/summary", false).orElseThrow());
        JsonNode pod = summary.path("pods").path(0);
        assertEquals("{\"name\":\"web\",\"namespace\":\"default\",\"uid\":\"u1\"}", pod.path("podRef").toString());
        assertEquals(100_000_000, pod.path("containers").path(0).path("cpu").path("usageNanoCores").asLong());
        assertEquals((1 << 30) - 4_096, pod.path("containers").path(0).path("memory").path("availableBytes").asLong());
        assertEquals("n1", summary.path("node").path("nodeName").asText());
        assertEquals(6_000, summary.path("node").path("fs").path("usedBytes").asLong());
        assertEquals("web-data", pod.path("volume").path(0).path("pvcRef").path("name").asText());
        JsonNode little = new ObjectMapper().readTree(kubelet.get("/stats/summary", true).orElseThrow());
        assertFalse(little.path("node").has("fs"));
        assertTrue(little.path("pods").path(0).has("cpu"));
    }

    @Test
    void interfacesAreReadFromTheKernelsTable() {
        Network network = Network.parse(List.of("Inter-|   Receive |  Transmit", " face |bytes packets", "    lo:  9 9 9 9 0 0 0 0 9 9 9 9 0 0 0 0",
                "  eth0: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0", "vxlan:1000 1 0 0 0 0 0 0 2000 1 0 0 0 0 0 0"));
        assertEquals(List.of("eth0", "vxlan"), network.interfaces().stream().map(Network.Interface::name).toList());
        assertEquals(new Network.Interface("eth0", new Network.Way(1, 2, 3, 4), new Network.Way(5, 6, 7, 8)), network.main().orElseThrow());
        assertEquals(2_000, network.interfaces().getLast().sent().bytes());
    }
}

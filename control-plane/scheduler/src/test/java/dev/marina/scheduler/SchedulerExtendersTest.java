package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.scheduler.devices.DeviceSelectors;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Servers of a cluster's own that have a say in where its pods go.
class SchedulerExtendersTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final FakeExtenders extenders = new FakeExtenders();
    private final Map<String, Function<JsonNode, String>> servers = extenders.servers;
    private final List<String> asked = extenders.asked;
    private Scheduler scheduler;

    @AfterEach
    void close() {
        if (scheduler != null) {
            scheduler.close();
        }
        world.close();
    }

    private void start(String extender) {
        configure(acme, extender);
        scheduler = Scheduler.start(world.services, Executors.newVirtualThreadPerTaskExecutor(), new Outside(DeviceSelectors.NONE, extenders));
    }

    private void configure(ClusterId cluster, String extender) {
        world.writes(cluster).create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withNamespace("kube-system").withName("kube-scheduler")
                .endMetadata().addToData("config.yaml", """
                        apiVersion: kubescheduler.config.k8s.io/v1
                        kind: KubeSchedulerConfiguration
                        extenders:
                        - urlPrefix: https://ext.example.com/v1/
                        """ + extender.indent(2)).build());
    }

    private void nodes(ClusterId cluster, String... names) {
        for (String name : names) {
            world.writes(cluster).create(Types.NODES, Samples.node(name, "4", "4Gi"));
        }
    }

    private void awaitBound(ClusterId cluster, String pod) {
        world.await(pod + " is bound", () -> !nodeOf(cluster, pod).isEmpty(), () -> world.snapshot(cluster).list(Types.PODS, "default"));
    }

    private String nodeOf(ClusterId cluster, String pod) {
        return PodState.nodeName(world.require(cluster, Types.PODS, "default", pod));
    }

    private String conditions(String pod) {
        Pod now = world.require(acme, Types.PODS, "default", pod);
        return now.getStatus() == null
                ? ""
                : now.getStatus().getConditions().stream().map(each -> each.getReason() + ": " + each.getMessage()).collect(Collectors.joining());
    }

    private static String only(JsonNode arguments, String... kept) {
        ObjectNode result = Document.mapper().createObjectNode();
        for (String name : kept) {
            result.withArray("nodenames").add(name);
        }
        arguments.path("NodeNames").forEach(name -> {
            if (!List.of(kept).contains(name.asText())) {
                result.withObject("failedNodes").put(name.asText(), "too warm");
            }
        });
        return result.toString();
    }

    @Test
    void anExtenderLeavesNodesOutAndPrefersAmongTheRest() {
        nodes(acme, "n1", "n2", "n3");
        servers.put("https://ext.example.com/v1/filter", arguments -> only(arguments, "n2", "n3"));
        servers.put("https://ext.example.com/v1/prioritize", _ -> "[{\"Host\":\"n2\",\"Score\":0},{\"Host\":\"n3\",\"Score\":10}]");
        start("filterVerb: filter\nprioritizeVerb: prioritize\nweight: 50\nnodeCacheCapable: true\n");
        world.writes(acme).create(Types.PODS, Samples.pod("p"));
        awaitBound(acme, "p");
        assertEquals("n3", nodeOf(acme, "p"));
        Decision.NodeVerdict verdict = scheduler.explain(acme, "default", "p").orElseThrow().nodes().get("n1");
        assertEquals(List.of("too warm"), verdict.misfit().orElseThrow().reasons());
    }

    @Test
    void whereAnExtenderLeavesNoNodeThePodSaysWhy() {
        nodes(acme, "n1", "n2");
        servers.put("https://ext.example.com/v1/filter", arguments -> only(arguments));
        start("filterVerb: filter\nnodeCacheCapable: true\n");
        world.writes(acme).create(Types.PODS, Samples.pod("p"));
        world.await("it says why", () -> conditions("p").startsWith("Unschedulable: 0/2 nodes are available: 2 too warm."), () -> conditions("p"));
    }

    @Test
    void anExtenderThatDoesNotAnswerIsSaidAndOneThatMayBeIgnoredIs() {
        nodes(acme, "n1", "n2");
        start("filterVerb: filter\nnodeCacheCapable: true\n");
        world.writes(acme).create(Types.PODS, Samples.pod("p"));
        world.await("it says why", () -> conditions("p").equals("SchedulerError: Post \"https://ext.example.com/v1/filter\": connection refused"),
                () -> conditions("p"));

        ClusterId lenient = world.cluster("lenient");
        configure(lenient, "filterVerb: filter\nnodeCacheCapable: true\nignorable: true\n");
        nodes(lenient, "n1", "n2");
        world.writes(lenient).create(Types.PODS, Samples.pod("p"));
        awaitBound(lenient, "p");
    }

    @Test
    void anExtenderIsAskedAboutPodsThatItsResourcesMakeItsConcern() {
        nodes(acme, "n1");
        servers.put("https://ext.example.com/v1/bind", arguments -> {
            Pod pod = world.require(acme, Types.PODS, "default", arguments.path("PodName").asText());
            world.writes(acme).update(Types.PODS, new PodBuilder(pod).editSpec().withNodeName(arguments.path("Node").asText()).endSpec().build());
            return "{}";
        });
        start("bindVerb: bind\nmanagedResources: [{name: example.com/gpu, ignoredByScheduler: true}]\n");
        world.writes(acme).create(Types.PODS, Samples.pod("plain"));
        awaitBound(acme, "plain");
        assertEquals(List.of(), asked);

        world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod("special")).editSpec().editFirstContainer().withNewResources()
                .addToRequests("example.com/gpu", new Quantity("1")).endResources().endContainer().endSpec().build());
        awaitBound(acme, "special");
        assertEquals(1, asked.size(), "the node has no such resource, and need not have: the extender counts it");
    }

    @Test
    void aBinderThatDoesNotAnswerLeavesThePodUnboundUnlessItMayBeIgnored() {
        nodes(acme, "n1");
        start("bindVerb: bind\n");
        ClusterId lenient = world.cluster("lenient");
        configure(lenient, "bindVerb: bind\nignorable: true\n");
        nodes(lenient, "n1");
        world.writes(acme).create(Types.PODS, Samples.pod("p"));
        world.await("it is asked", () -> !asked.isEmpty(), () -> asked);
        world.writes(lenient).create(Types.PODS, Samples.pod("p"));
        awaitBound(lenient, "p");

        assertEquals(Set.of(acme.value() + " https://ext.example.com/v1/bind", lenient.value() + " https://ext.example.com/v1/bind"), Set.copyOf(asked));
        assertEquals("", nodeOf(acme, "p"));
    }

    /// A tenant's extender that takes its time holds up its own pods, one after the other, and nobody else's.
    @Test
    void aSlowExtenderHoldsUpNobodyElse() {
        CountDownLatch answer = new CountDownLatch(1);
        nodes(acme, "n1", "n2");
        servers.put("https://ext.example.com/v1/filter", arguments -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return only(arguments, "n1");
        });
        ClusterId other = world.cluster("other");
        nodes(other, "n1");
        start("filterVerb: filter\nnodeCacheCapable: true\n");
        for (int i = 0; i < 5; i++) {
            world.writes(acme).create(Types.PODS, Samples.pod("p" + i));
        }
        world.await("it is asked", () -> asked.size() == 1, () -> asked);

        for (int i = 0; i < 5; i++) {
            world.writes(other).create(Types.PODS, Samples.pod("q" + i));
            awaitBound(other, "q" + i);
        }
        assertEquals(1, asked.size(), "one pod of a cluster at a time");
        assertTrue(asked.getFirst().startsWith(acme.value() + " "), "and nobody asks it about others' pods");

        answer.countDown();
        for (int i = 0; i < 5; i++) {
            awaitBound(acme, "p" + i);
            assertEquals("n1", nodeOf(acme, "p" + i));
        }
    }
}

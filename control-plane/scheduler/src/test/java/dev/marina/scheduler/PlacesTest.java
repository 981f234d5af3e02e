package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is counted pod by pod is what there is.
class PlacesTest {

    private static final String ZONE = "topology.kubernetes.io/zone";

    private final ClusterState state = new ClusterState();

    @Test
    void podsAreCountedByDomainAsTheyComeAndGo() {
        node("n1", "a");
        node("n2", "a");
        node("n3", "b");
        pod("p1", "web", "n1");
        pod("p2", "web", "n2");
        pod("p3", "db", "n3");
        assertEquals(Map.of("a", 2), domains("web"));

        pod("p4", "web", "n3");
        assertEquals(Map.of("a", 2, "b", 1), domains("web"));

        state.podGone("uid-p1");
        state.podGone("uid-p4");
        assertEquals(Map.of("a", 1), domains("web"));
        assertEquals(Map.of("b", 1), domains("db"));
    }

    @Test
    void aNodeMayMoveToAnotherDomainGoAndComeBack() {
        node("n1", "a");
        pod("p1", "web", "n1");
        assertEquals(Map.of("a", 1), domains("web"));

        node("n1", "b");
        assertEquals(Map.of("b", 1), domains("web"));
        state.nodeGone("n1");
        assertEquals(Map.of(), domains("web"));
        node("n1", "c");
        assertEquals(Map.of("c", 1), domains("web"));
    }

    /// However many pods are of one opinion, it is looked at once.
    @Test
    void opinionsAreCountedByDomainAsTheirPodsComeAndGo() {
        node("n1", "a");
        node("n2", "b");
        for (int i = 0; i < 3; i++) {
            state.pod(choosy("p" + i, i == 2 ? "n2" : "n1"));
        }
        var opinions = state.places().opinions(_ -> true);
        assertEquals(List.of(false, true), opinions.stream().map(each -> each.getKey().needed()).sorted().toList());
        opinions.forEach(each -> assertEquals(Map.of("a", 2, "b", 1), each.getValue().domains(ZONE)));
        assertEquals(-7, opinions.stream().filter(each -> !each.getKey().needed()).findFirst().orElseThrow().getKey().weight());

        for (int i = 0; i < 3; i++) {
            state.podGone("uid-p" + i);
        }
        assertEquals(List.of(), state.places().opinions(_ -> true));
    }

    private static Pod choosy(String name, String node) {
        return new PodBuilder(Samples.pod(name)).editMetadata().withUid("uid-" + name).endMetadata().editSpec().withNodeName(node).withNewAffinity()
                .withNewPodAffinity().addNewRequiredDuringSchedulingIgnoredDuringExecution().withTopologyKey(ZONE).withNewLabelSelector()
                .addToMatchLabels("app", "db").endLabelSelector().endRequiredDuringSchedulingIgnoredDuringExecution().endPodAffinity()
                .withNewPodAntiAffinity().addNewPreferredDuringSchedulingIgnoredDuringExecution().withWeight(7).withNewPodAffinityTerm().withTopologyKey(ZONE)
                .withNewLabelSelector().addToMatchLabels("app", "noisy").endLabelSelector().endPodAffinityTerm()
                .endPreferredDuringSchedulingIgnoredDuringExecution().endPodAntiAffinity().endAffinity().endSpec().build();
    }

    @Test
    void whetherALabelIsEverywhereIsKnown() {
        node("n1", "a");
        assertTrue(state.places().everywhere(ZONE));
        state.node(Samples.node("n2", "2", "2Gi"));
        assertFalse(state.places().everywhere(ZONE));
        assertEquals(Map.of("a", 1), state.places().nodesBy(ZONE));
    }

    @Test
    void anyFewNodesInARowAreOfAllZones() {
        for (int i = 0; i < 6; i++) {
            node("n" + i, i < 4 ? "a" : "b");
        }

        assertEquals(List.of("n0", "n4", "n1", "n5", "n2", "n3"), state.nodes().stream().map(NodeState::name).toList());
    }

    /// Whatever happens in whatever order: the same as if it were counted now.
    @Test
    void whatIsKeptIsWhatACountFinds() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            ClusterState changed = new ClusterState();
            for (int step = 0; step < 60; step++) {
                String node = "n" + random.nextInt(5);
                String pod = "p" + random.nextInt(12);
                switch (random.nextInt(6)) {
                    case 0 -> changed.node(node(node, Map.of(ZONE, "z" + random.nextInt(3))));
                    case 1 -> changed.nodeGone(node);
                    case 2 -> changed.podGone("uid-" + pod);
                    default -> changed.pod(pod(pod, Map.of("app", "a" + random.nextInt(3)), node));
                }
                assertEquals(all(Places.of(changed.nodes())), all(changed.places()), "seed %d, step %d".formatted(seed, step));
            }
        }
    }

    /// Of every application how many pods are in each zone.
    private static Map<String, Map<String, Integer>> all(Places places) {
        Map<String, Map<String, Integer>> all = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            all.put("a" + i, domains(places, "a" + i));
        }
        return all;
    }

    private Map<String, Integer> domains(String app) {
        return domains(state.places(), app);
    }

    private static Map<String, Integer> domains(Places places, String app) {
        Map<String, Integer> sum = new HashMap<>();
        places.groups(group -> app.equals(group.labels().get("app")))
                .forEach(members -> members.domains(ZONE).forEach((domain, count) -> sum.merge(domain, count, Integer::sum)));
        return sum;
    }

    private void node(String name, String zone) {
        state.node(node(name, Map.of(ZONE, zone)));
    }

    private static Node node(String name, Map<String, String> labels) {
        return new NodeBuilder(Samples.node(name, "2", "2Gi")).editMetadata().withLabels(labels).endMetadata().build();
    }

    private void pod(String name, String app, String node) {
        state.pod(pod(name, Map.of("app", app), node));
    }

    private static Pod pod(String name, Map<String, String> labels, String node) {
        return new PodBuilder(Samples.pod(name)).editMetadata().withUid("uid-" + name).withLabels(labels).endMetadata().editSpec().withNodeName(node).endSpec()
                .build();
    }
}

package dev.marina.scheduler.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.testing.Samples;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.NodeStates;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginsTest {

    private static final Node PLAIN = Samples.node("n1", "2", "2Gi");

    /// A taint and a toleration (key, operator, value, effect; - is absent) and whether the pod fits.
    @ParameterizedTest
    @CsvSource({
            "a, x, NoSchedule, -, -, -, -, false",
            "a, x, PreferNoSchedule, -, -, -, -, true",
            "a, x, NoSchedule, a, Equal, x, NoSchedule, true",
            "a, x, NoSchedule, a, -, x, -, true",
            "a, x, NoSchedule, a, Equal, y, NoSchedule, false",
            "a, x, NoSchedule, a, Exists, -, -, true",
            "a, x, NoExecute, a, Exists, -, NoSchedule, false",
            "a, x, NoExecute, -, Exists, -, -, true",
            "a, x, NoExecute, b, Exists, -, -, false",
    })
    void taintsKeepPodsAwayThatDoNotTolerateThem(String key, String value, String effect, String tKey, String operator, String tValue, String tEffect,
            boolean fits) {
        Node node = new NodeBuilder(PLAIN).editSpec().addNewTaint(effect, key, null, value).endSpec().build();
        Pod pod = operator.equals("-") && tKey.equals("-")
                ? Samples.pod("p")
                : new PodBuilder(Samples.pod("p")).editSpec().withTolerations(new TolerationBuilder()
                        .withKey(text(tKey)).withOperator(text(operator)).withValue(text(tValue)).withEffect(text(tEffect)).build()).endSpec().build();
        assertFit(fits, "node(s) had untolerated taint(s)", new TaintToleration(), pod, node);
    }

    @ParameterizedTest
    @CsvSource({"In, n1, true", "In, n2, false", "NotIn, n2, true", "Exists, -, true", "DoesNotExist, -, false"})
    void nodeAffinityIsRequired(String operator, String value, boolean fits) {
        Pod pod = new PodBuilder(Samples.pod("p")).editSpec().withNewAffinity().withNewNodeAffinity().withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm().addNewMatchExpression().withKey("kubernetes.io/hostname").withOperator(operator)
                .withValues(value.equals("-") ? List.of() : List.of(value)).endMatchExpression().endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution().endNodeAffinity().endAffinity().endSpec().build();
        assertFit(fits, "node(s) didn't match Pod's node affinity/selector", new NodeAffinity(), pod, PLAIN);
    }

    @Test
    void theNodeSelectorMustMatch() {
        Pod pod = new PodBuilder(Samples.pod("p")).editSpec().withNodeSelector(Map.of("disk", "ssd")).endSpec().build();
        assertFit(false, "node(s) didn't match Pod's node affinity/selector", new NodeAffinity(), pod, PLAIN);
    }

    @ParameterizedTest
    @CsvSource({"1500m, 600m, false, true", "1500m, 500m, true, true", "0, 3, false, false"})
    void whatIsRequestedMustBeFree(String used, String wanted, boolean fits, boolean preemptionMayHelp) {
        NodeState node = NodeStates.of(PLAIN, List.of(requesting("there", used)));
        Fit fit = new NodeResourcesFit().filter(cycle(requesting("p", wanted), node), node);
        assertEquals(fits ? Fit.FITS : new Fit.Misfit(List.of("Insufficient cpu"), preemptionMayHelp), fit);
    }

    @Test
    void aHostPortIsTakenOnce() {
        Pod pod = new PodBuilder(Samples.pod("p")).editSpec().editFirstContainer().addNewPort().withContainerPort(80).withHostPort(80).endPort().endContainer()
                .endSpec().build();
        NodeState node = NodeStates.of(PLAIN, List.of(new PodBuilder(pod).editMetadata().withName("there").withUid("u2").endMetadata().build()));
        assertTrue(new NodePorts().filter(cycle(pod, node), node) instanceof Fit.Misfit(List<String> reasons, boolean _)
                && reasons.equals(List.of("node(s) didn't have free ports for the requested pod ports")));
    }

    @Test
    void aHostPortOfAnotherAddressOrProtocolIsAnother() {
        Pod there = hostPort("there", "127.0.0.1", "TCP");
        NodeState node = NodeStates.of(PLAIN, List.of(there));

        assertEquals(Fit.FITS, new NodePorts().filter(cycle(hostPort("p", "100.64.0.1", "TCP"), node), node));
        assertEquals(Fit.FITS, new NodePorts().filter(cycle(hostPort("p", "127.0.0.1", "UDP"), node), node));
        assertTrue(new NodePorts().filter(cycle(hostPort("p", "0.0.0.0", "TCP"), node), node) instanceof Fit.Misfit);
        assertTrue(new NodePorts().filter(cycle(hostPort("p", "127.0.0.1", "TCP"), node), node) instanceof Fit.Misfit);
    }

    private static Pod hostPort(String name, String address, String protocol) {
        return new PodBuilder(Samples.pod(name)).editSpec().editFirstContainer().addNewPort().withContainerPort(80).withHostPort(80).withHostIP(address)
                .withProtocol(protocol).endPort().endContainer().endSpec().build();
    }

    /// A rule's action, what the node says that it can do, and whether the pod fits.
    @ParameterizedTest
    @CsvSource({"RestartAllContainers, RestartAllContainersOnContainerExits, true", "RestartAllContainers, Another, false", "Restart, -, true"})
    void whatNotEveryNodeCanDoIsDoneWhereANodeSaysSo(String action, String declared, boolean fits) {
        Pod pod = new PodBuilder(Samples.pod("p")).editSpec().editFirstContainer().addNewRestartPolicyRule().withAction(action).endRestartPolicyRule()
                .endContainer().endSpec().build();
        Node node = new NodeBuilder(PLAIN).editStatus().withDeclaredFeatures(declared).endStatus().build();
        assertFit(fits, "node(s) didn't match Pod's required features", new NodeDeclaredFeatures(), pod, node);
    }

    @Test
    void ownUsersOnTheNodesNetworkAreSuchAFeature() {
        Pod pod = new PodBuilder(Samples.pod("p")).editSpec().withHostNetwork(true).withHostUsers(false).endSpec().build();
        assertFit(false, "node(s) didn't match Pod's required features", new NodeDeclaredFeatures(), pod, PLAIN);
    }

    @Test
    void cordonedNodesAreLeftAlone() {
        assertFit(false, "node(s) were unschedulable", new NodeUnschedulable(), Samples.pod("p"),
                new NodeBuilder(PLAIN).editSpec().withUnschedulable(true).endSpec().build());
    }

    @Test
    void theEmptierNodeScoresMore() {
        NodeState busy = NodeStates.of(PLAIN, List.of(requesting("there", "1")));
        NodeState idle = NodeStates.of(Samples.node("n2", "2", "2Gi"), List.of());
        Cycle cycle = new Cycle(PodFacts.of(Samples.pod("p")), List.of(busy, idle), null);
        assertTrue(new NodeResourcesFit().score(cycle, idle) > new NodeResourcesFit().score(cycle, busy));
    }

    @Test
    void antiAffinityKeepsPodsApart() {
        Pod pod = new PodBuilder(Samples.pod("p")).editSpec().withNewAffinity().withNewPodAntiAffinity().addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey("kubernetes.io/hostname").withNewLabelSelector().withMatchLabels(Samples.WEB).endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution().endPodAntiAffinity().endAffinity().endSpec().build();
        NodeState taken = NodeStates.of(PLAIN, List.of(requesting("there", "1")));
        NodeState free = NodeStates.of(Samples.node("n2", "2", "2Gi"), List.of());
        Cycle cycle = new Cycle(PodFacts.of(pod), List.of(taken, free), null);
        assertEquals(Fit.unschedulable("node(s) didn't match pod anti-affinity rules"), new InterPodAffinity().filter(cycle, taken));
        assertEquals(Fit.FITS, new InterPodAffinity().filter(cycle, free));
    }

    @Test
    void spreadConstraintsKeepTheSkew() {
        Pod pod = spread("kubernetes.io/hostname", "DoNotSchedule");
        NodeState taken = NodeStates.of(PLAIN, List.of(requesting("there", "1")));
        NodeState free = NodeStates.of(Samples.node("n2", "2", "2Gi"), List.of());
        Cycle cycle = new Cycle(PodFacts.of(pod), List.of(taken, free), null);
        assertEquals(Fit.unschedulable("node(s) didn't match pod topology spread constraints"), new PodTopologySpread().filter(cycle, taken));
        assertEquals(Fit.FITS, new PodTopologySpread().filter(cycle, free));
    }

    /// Weights of preferred affinity (near) and anti-affinity (far) to what is on n1, and the scores of n1 and n2.
    @ParameterizedTest
    @CsvSource({"10, 0, 100, 0", "0, 10, 0, 100", "10, 30, 0, 100", "5, 5, 0, 0"})
    void aPodIsDrawnToOthersAndAwayFromThem(int near, int far, int there, int elsewhere) {
        List<NodeState> nodes = List.of(NodeStates.of(PLAIN, List.of(requesting("there", "1"))), NodeStates.of(Samples.node("n2", "2", "2Gi"), List.of()));
        assertScores(new InterPodAffinity(), choosy(near, far), nodes, there, elsewhere);
    }

    @Test
    void whatPodsThatRunPreferCountsToo() {
        Pod there = new PodBuilder(choosy(0, 10)).editMetadata().withName("there").withUid("uid-there").endMetadata().build();
        List<NodeState> nodes = List.of(NodeStates.of(PLAIN, List.of(there)), NodeStates.of(Samples.node("n2", "2", "2Gi"), List.of()));
        assertScores(new InterPodAffinity(), Samples.pod("p"), nodes, 0, 100);
    }

    @Test
    void aConstraintThatDoesNotForbidIsAPreference() {
        List<NodeState> nodes = List.of(NodeStates.of(PLAIN, List.of(requesting("one", "1"), requesting("two", "1"))),
                NodeStates.of(Samples.node("n2", "2", "2Gi"), List.of(requesting("three", "1"))));
        assertScores(new PodTopologySpread(), spread("kubernetes.io/hostname", "ScheduleAnyway"), nodes, 33, 100);
    }

    @Test
    void theEmptierZoneIsPreferredAndANodeOutsideOfAllIsTheWorst() {
        List<NodeState> nodes = List.of(NodeStates.of(inZone("n1", "a"), List.of(requesting("one", "1"), requesting("two", "1"))),
                NodeStates.of(inZone("n2", "a"), List.of()), NodeStates.of(inZone("n3", "b"), List.of(requesting("three", "1"))),
                NodeStates.of(Samples.node("n4", "2", "2Gi"), List.of()));
        assertScores(new PodTopologySpread(), spread("zone", "ScheduleAnyway"), nodes, 33, 33, 100, 0);
    }

    @Test
    void taintedNodesCountAsDomainsUnlessTheConstraintHonoursTaints() {
        Node tainted = new NodeBuilder(Samples.node("n2", "2", "2Gi")).editSpec().addNewTaint("NoSchedule", "a", null, "x").endSpec().build();
        NodeState taken = NodeStates.of(PLAIN, List.of(requesting("there", "1")));
        List<NodeState> nodes = List.of(taken, NodeStates.of(tainted, List.of()));
        Pod ignoring = spread("kubernetes.io/hostname", "DoNotSchedule");
        Pod honouring = new PodBuilder(ignoring).editSpec().editFirstTopologySpreadConstraint().withNodeTaintsPolicy("Honor").endTopologySpreadConstraint()
                .endSpec().build();
        assertEquals(Fit.unschedulable("node(s) didn't match pod topology spread constraints"),
                new PodTopologySpread().filter(new Cycle(PodFacts.of(ignoring), nodes, null), taken));
        assertEquals(Fit.FITS, new PodTopologySpread().filter(new Cycle(PodFacts.of(honouring), nodes, null), taken));
    }

    @Test
    void podsOfAnotherRevisionAreNotCountedWhereTheConstraintNamesItsLabel() {
        NodeState taken = NodeStates.of(PLAIN,
                List.of(new PodBuilder(requesting("there", "1")).editMetadata().addToLabels("revision", "1").endMetadata().build()));
        List<NodeState> nodes = List.of(taken, NodeStates.of(Samples.node("n2", "2", "2Gi"), List.of()));
        Pod next = new PodBuilder(spread("kubernetes.io/hostname", "DoNotSchedule")).editMetadata().addToLabels("revision", "2").endMetadata()
                .editSpec().editFirstTopologySpreadConstraint().withMatchLabelKeys("revision").endTopologySpreadConstraint().endSpec().build();
        assertEquals(Fit.FITS, new PodTopologySpread().filter(new Cycle(PodFacts.of(next), nodes, null), taken));
    }

    /// What a pod needs, besides that of its one container, what n1 and n2 have (name=megabytes), and their scores.
    @ParameterizedTest
    @CsvSource({
            "web:1, -, web:1=250, -, 10, 0",
            "web:1, -, web:1=250, web:1=250, 23, 23",
            "web:1, -, web:1=20, -, 0, 0",
            "web:1, -, web:1=4000, -, 100, 0",
            "web, -, web:latest=250, web=250, 10, 0",
            "web:1, init web:1, web:1=250, -, 11, 0",
            "web:1, init log:1, web:1=40 log:1=300, log:1=300, 15, 14",
            "web:1, volume model:1, web:1=40 model:1=300, -, 15, 0",
            "web:1, volume model:1, web:1=4000 model:1=4000, -, 100, 0",
            "localhost:5000/web, -, localhost:5000/web:latest=250, -, 10, 0",
            "web:1, -, web:1=-1, -, 0, 0",
            "web:1, -, web:1=8796093022207, -, 100, 0",
    })
    void nodesThatHaveLargeImagesWhichManyHaveScoreMore(String image, String other, String first, String second, int there, int elsewhere) {
        PodBuilder pod = new PodBuilder(Samples.pod("p")).editSpec().editFirstContainer().withImage(image).endContainer().endSpec();
        switch (other.split(" ")[0]) {
            case "init" -> pod.editSpec().addNewInitContainer().withName("i").withImage(other.split(" ")[1]).endInitContainer().endSpec();
            case "volume" -> pod.editSpec().addNewVolume().withName("v").withNewImage().withReference(other.split(" ")[1]).endImage().endVolume().endSpec();
            default -> assertEquals("-", other);
        }
        List<NodeState> nodes = List.of(NodeStates.of(having(PLAIN, first), List.of()),
                NodeStates.of(having(Samples.node("n2", "2", "2Gi"), second), List.of()));

        assertScores(new ImageLocality(), pod.build(), nodes, there, elsewhere);
    }

    /// @param images name=megabytes
    private static Node having(Node node, String images) {
        NodeBuilder builder = new NodeBuilder(node);
        if (!images.equals("-")) {
            for (String image : images.split(" ")) {
                builder.editStatus().addNewImage().withNames(image.split("=")[0]).withSizeBytes(Long.parseLong(image.split("=")[1]) << 20).endImage()
                        .endStatus();
            }
        }
        return builder.build();
    }

    @Test
    void nobodyIsAskedAboutImagesThatNoNodeHas() {
        NodeState node = NodeStates.of(having(PLAIN, "db:1=250"), List.of());
        Pod pod = Samples.pod("p");

        assertFalse(new ImageLocality().prefers(cycle(pod, node)));
        assertTrue(new ImageLocality().prefers(cycle(new PodBuilder(pod).editSpec().editFirstContainer().withImage("db:1").endContainer().endSpec().build(),
                node)));
    }

    private static void assertScores(SchedulerPlugin.Score plugin, Pod pod, List<NodeState> nodes, Integer... scores) {
        Cycle cycle = new Cycle(PodFacts.of(pod), nodes, null);
        assertEquals(List.of(scores), nodes.stream().map(node -> plugin.score(cycle, node)).toList());
    }

    private static Node inZone(String name, String zone) {
        return new NodeBuilder(Samples.node(name, "2", "2Gi")).editMetadata().addToLabels("zone", zone).endMetadata().build();
    }

    private static Pod spread(String topologyKey, String whenUnsatisfiable) {
        return new PodBuilder(Samples.pod("p")).editSpec().addNewTopologySpreadConstraint().withMaxSkew(1).withTopologyKey(topologyKey)
                .withWhenUnsatisfiable(whenUnsatisfiable).withNewLabelSelector().withMatchLabels(Samples.WEB).endLabelSelector().endTopologySpreadConstraint()
                .endSpec().build();
    }

    private static Pod choosy(int near, int far) {
        var term = new PodAffinityTermBuilder().withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector().withMatchLabels(Samples.WEB).endLabelSelector().build();
        return new PodBuilder(Samples.pod("p")).editSpec().withNewAffinity()
                .withNewPodAffinity().addToPreferredDuringSchedulingIgnoredDuringExecution(new WeightedPodAffinityTerm(term, near)).endPodAffinity()
                .withNewPodAntiAffinity().addToPreferredDuringSchedulingIgnoredDuringExecution(new WeightedPodAffinityTerm(term, far)).endPodAntiAffinity()
                .endAffinity().endSpec().build();
    }

    private static void assertFit(boolean fits, String reason, SchedulerPlugin.Filter plugin, Pod pod, Node node) {
        NodeState state = NodeStates.of(node, List.of());
        assertEquals(fits ? Fit.FITS : Fit.unresolvable(reason), plugin.filter(cycle(pod, state), state));
    }

    private static Cycle cycle(Pod pod, NodeState node) {
        return new Cycle(PodFacts.of(pod), List.of(node), null);
    }

    private static Pod requesting(String name, String cpu) {
        return new PodBuilder(Samples.pod(name)).editMetadata().withUid("uid-" + name).endMetadata().editSpec().editFirstContainer()
                .withNewResources().addToRequests("cpu", new Quantity(cpu)).endResources().endContainer().endSpec().build();
    }

    private static String text(String text) {
        return text.equals("-") ? null : text;
    }
}

package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.eviction.NodeFigures;
import dev.marina.agent.eviction.Pressure;
import dev.marina.model.Machine;
import dev.marina.net.NodePart;
import dev.marina.net.BackendState;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import dev.marina.model.NodePool;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a node says of itself.
class NodeObjectTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final NodeFigures WELL = new NodeFigures(4L << 30, 1L << 30, 20L << 30, 10L << 30, 1000, 900, 1000, 100);

    @Test
    void statusSaysWhatCanBePromisedAndWhatPresses() {
        Machine.AssignedNode node = new Machine.AssignedNode("c1", "acme", "dev", "pool", "node-1", 0, 7, "10.244.0.0/16",
                "10.96.0.0/12", "10.244.1.0/24", "100.64.0.7", "2", "4Gi", List.of());

        NodeStatus status = NodeObject.status(node, WELL, Set.of(Pressure.DISK), Set.of(), BackendState.unknown(), List.of(), List.of(), Optional.empty(),
                new MachineFacts("docker://1", true, "6.1", "Debian", "boot", 2, 1), NOW);

        assertEquals("4Gi " + ((4L << 30) - (100L << 20)), status.getCapacity().get("memory") + " " + status.getAllocatable().get("memory"));
        assertEquals((20L << 30) / 10 * 9, status.getAllocatable().get("ephemeral-storage").getNumericalAmount().longValue());
        assertEquals(
                List.of("False KubeletHasSufficientMemory kubelet has sufficient memory available", "True KubeletHasDiskPressure kubelet has disk pressure",
                        "False KubeletHasSufficientPID kubelet has sufficient PID available"),
                status.getConditions().stream().limit(3).map(c -> c.getStatus() + " " + c.getReason() + " " + c.getMessage()).toList());
    }

    @Test
    void itDeclaresWhatItCanDoThatNotEveryNodeCan() {
        Machine.AssignedNode node = new Machine.AssignedNode("c1", "acme", "dev", "pool", "node-1", 0, 7, "10.244.0.0/16",
                "10.96.0.0/12", "10.244.1.0/24", "100.64.0.7", "2", "4Gi", List.of());

        assertEquals(List.of("RestartAllContainersOnContainerExits"),
                NodeObject.status(node, WELL, Set.of(), Set.of(), BackendState.unknown(), List.of(), List.of(),
                        Optional.empty(), new MachineFacts("docker://1", true, "6.1", "Debian", "boot", 2, 1), NOW).getDeclaredFeatures());
    }

    private static List<String> parts(List<NodeCondition> before, Set<NodePart> off) {
        Machine.AssignedNode node = new Machine.AssignedNode("c1", "acme", "dev", "pool", "node-1", 0, 7, "10.244.0.0/16",
                "10.96.0.0/12", "10.244.1.0/24", "100.64.0.7", "2", "4Gi", List.of());
        return NodeObject
                .status(node, WELL, Set.of(), off, BackendState.unknown(), List.of(), before, Optional.empty(),
                        new MachineFacts("docker://1", true, "6.1", "Debian", "boot", 2, 1),
                        NOW)
                .getConditions().stream().skip(4).filter(c -> !Set.of(NodeObject.BACKEND, NodeObject.NETWORK).contains(c.getType()))
                .map(c -> c.getType() + " " + c.getStatus() + " " + c.getReason()).toList();
    }

    @Test
    void aPartThatRestsIsSaidAndThatItWorksOnlyWhereItEverRested() {
        assertEquals(List.of(), parts(List.of(), Set.of()));
        assertEquals(List.of("DNSAnswers False SwitchedOff"), parts(List.of(), Set.of(NodePart.DNS)));
        NodeCondition rested = new NodeConditionBuilder().withType("DNSAnswers").withStatus("False").build();
        assertEquals(List.of("DNSAnswers True SwitchedOn", "ServicesProgrammed False SwitchedOff"), parts(List.of(rested), Set.of(NodePart.SERVICE_PROXY)));
    }

    private static String network(BackendState backend) {
        Machine.AssignedNode node = new Machine.AssignedNode("c1", "acme", "dev", "pool", "node-1", 0, 7, "10.244.0.0/16",
                "10.96.0.0/12", "10.244.1.0/24", "100.64.0.7", "2", "4Gi", List.of());
        return NodeObject.status(node, WELL, Set.of(), Set.of(), backend, List.of(), List.of(), Optional.empty(),
                new MachineFacts("docker://1", true, "6.1", "Debian", "boot", 2, 1), NOW).getConditions().stream()
                .filter(c -> c.getType().equals("NetworkUnavailable")).map(c -> c.getStatus() + " " + c.getReason()).findFirst().orElse("");
    }

    @Test
    void whoeverBringsTheNetworkSaysWhetherItIsThere() {
        assertEquals("False NetworkIsUp", network(BackendState.unknown()));
        assertEquals("True NetworkDaemonStopped", network(BackendState.unknown().stopped()));
    }

    @Test
    void itBearsWhatItsPoolSaysFromTheFirstAndStaysWhatItIs() {
        Machine.AssignedNode node = new Machine.AssignedNode("c1", "acme", "dev", "pool", "node-1", 0, 7, "10.244.0.0/16", "10.96.0.0/12", "10.244.1.0/24",
                "100.64.0.7", "2", "4Gi", List.of(), Map.of("disk", "ssd", "kubernetes.io/os", "plan9"),
                List.of(new NodePool.Taint("gpu", "yes", "NoSchedule"), new NodePool.Taint("own", null, "NoExecute")));

        Node object = NodeObject.of(node, "m1");

        assertEquals("ssd linux pool", object.getMetadata().getLabels().get("disk") + " " + object.getMetadata().getLabels().get("kubernetes.io/os") + " "
                + object.getMetadata().getLabels().get("marina.dev/pool"));
        assertEquals(List.of("gpu=yes:NoSchedule", "own=null:NoExecute"), object.getSpec().getTaints().stream()
                .map(taint -> taint.getKey() + "=" + taint.getValue() + ":" + taint.getEffect()).toList());
    }

    @Test
    void itSaysWhetherItsContainersHaveUserNamespaces() {
        Machine.AssignedNode node = new Machine.AssignedNode("c1", "acme", "dev", "pool", "node-1", 0, 7, "10.244.0.0/16",
                "10.96.0.0/12", "10.244.1.0/24", "100.64.0.7", "2", "4Gi", List.of());
        MachineFacts machine = new MachineFacts("docker://1", true, "6.1", "Debian", "boot", 2, 1);

        for (MachineFacts facts : List.of(machine, machine.with("containerd://1.6.20", false))) {
            NodeStatus status = NodeObject.status(node, WELL, Set.of(), Set.of(), BackendState.unknown(), List.of(), List.of(), Optional.empty(), facts, NOW);
            assertEquals(facts.mapsIds(), status.getRuntimeHandlers().getFirst().getFeatures().getUserNamespaces());
            assertEquals(facts.runtime(), status.getNodeInfo().getContainerRuntimeVersion());
        }
    }
}

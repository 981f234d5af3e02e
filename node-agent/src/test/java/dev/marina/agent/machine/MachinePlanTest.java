package dev.marina.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.model.Machine;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MachinePlanTest {

    private static final NodeRef ONE = new NodeRef("c1", "n1");
    private static final NodeRef TWO = new NodeRef("c1", "n2");

    private static Machine.AssignedNode node(NodeRef ref) {
        return new Machine.AssignedNode(ref.clusterId(), "acme", "default", "pool", ref.name(), 1, 4097, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24",
                "100.64.0.7", "1", "2Gi", List.of());
    }

    @Test
    void differencesBecomeWork() {
        assertEquals(new MachinePlan(List.of(node(TWO)), List.of(), List.of(ONE)), MachinePlan.of(List.of(node(TWO)), Set.of(ONE)));
        assertEquals(new MachinePlan(List.of(), List.of(node(ONE)), List.of()), MachinePlan.of(List.of(node(ONE)), Set.of(ONE)));
    }

    @Test
    void nodesStayAsLongAsNobodyHasSaidWhichThereAreToBe() {
        assertEquals(new MachinePlan(List.of(), List.of(), List.of()), MachinePlan.of(null, Set.of(ONE)));
        assertEquals(List.of(ONE), MachinePlan.of(List.of(), Set.of(ONE)).remove());
    }

    @Test
    void sameNameInAnotherClusterIsAnotherNode() {
        NodeRef other = new NodeRef("c2", "n1");

        assertEquals(new MachinePlan(List.of(node(other)), List.of(), List.of(ONE)), MachinePlan.of(List.of(node(other)), Set.of(ONE)));
    }
}

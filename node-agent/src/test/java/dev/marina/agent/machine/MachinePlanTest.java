package dev.marina.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.model.Cluster;
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
        assertEquals(new MachinePlan(List.of(node(TWO)), List.of(), List.of(ONE)), MachinePlan.of(new Machine.Spec(List.of(node(TWO))), Set.of(ONE)));
        assertEquals(new MachinePlan(List.of(), List.of(node(ONE)), List.of()), MachinePlan.of(new Machine.Spec(List.of(node(ONE))), Set.of(ONE)));
    }

    @Test
    void nodesStayAsLongAsNobodyHasSaidWhichThereAreToBe() {
        assertEquals(new MachinePlan(List.of(), List.of(), List.of()), MachinePlan.of(null, Set.of(ONE)));
        assertEquals(new MachinePlan(List.of(), List.of(), List.of()), MachinePlan.of(new Machine.Spec(null), Set.of(ONE)));
        assertEquals(List.of(ONE), MachinePlan.of(new Machine.Spec(List.of()), Set.of(ONE)).remove());
    }

    private static Machine.Peer peer(String name) {
        return new Machine.Peer(name, "10.244.1.0/24", "100.64.0.7", "02:6d:00:40:00:07");
    }

    @Test
    void aNodesPeersAreTheOthersOfItsCluster() {
        Machine.Spec spec = new Machine.Spec(List.of(node(ONE).with(null)), List.of(new Machine.ClusterNodes("c1", List.of(peer("n1"), peer("n2"), peer("n3"))),
                new Machine.ClusterNodes("c2", List.of(peer("stranger")))));

        assertEquals(List.of(peer("n2"), peer("n3")), MachinePlan.of(spec, Set.of()).add().getFirst().peers());
    }

    @Test
    void aNodeHearsHowItsOwnClusterCarriesPackets() {
        Cluster.Network hosts = new Cluster.Network("host-gw", null);
        Machine.Spec spec = new Machine.Spec(List.of(node(ONE).with(null)), List.of(new Machine.ClusterNodes("c1", List.of(peer("n2")), hosts),
                new Machine.ClusterNodes("c2", List.of(), new Cluster.Network("bgp", null))));

        assertEquals(hosts, MachinePlan.of(spec, Set.of()).add().getFirst().network());
    }

    @Test
    void aNodeHearsOfTheAddressesOfItsOwnClusterOnly() {
        Machine.Spec spec = new Machine.Spec(List.of(node(ONE).with(null)), List.of(),
                List.of(new Machine.ClusterAddresses("c1", List.of("100.64.176.1")), new Machine.ClusterAddresses("c2", List.of("100.64.176.2"))));

        assertEquals(List.of("100.64.176.1"), MachinePlan.of(spec, Set.of()).add().getFirst().addresses());
    }

    @Test
    void aNodeHearsOfItsOwnFaultsOnly() {
        Machine.NodeFault own = new Machine.NodeFault("c1", "n1", "dies", "u1", "NodeStopped", "2026-01-01T00:00:00Z", null, null);
        Machine.NodeFault strangers = new Machine.NodeFault("c2", "n1", "dies", "u2", "NodeStopped", "2026-01-01T00:00:00Z", null, null);
        Machine.Spec spec = new Machine.Spec(List.of(node(ONE).with(null), node(TWO).with(null)), List.of(), null, List.of(own, strangers));

        List<Machine.AssignedNode> nodes = MachinePlan.of(spec, Set.of()).add();
        assertEquals(List.of(own), nodes.getFirst().faults());
        assertNull(nodes.getLast().faults());
    }

    @Test
    void peersThatAnEarlierControlPlaneWroteCountUntilThisOneHasWritten() {
        Machine.AssignedNode before = node(ONE).with(List.of(peer("n2")));

        assertEquals(List.of(before), MachinePlan.of(new Machine.Spec(List.of(before)), Set.of(ONE)).keep());
    }

    @Test
    void sameNameInAnotherClusterIsAnotherNode() {
        NodeRef other = new NodeRef("c2", "n1");

        assertEquals(new MachinePlan(List.of(node(other)), List.of(), List.of(ONE)), MachinePlan.of(new Machine.Spec(List.of(node(other))), Set.of(ONE)));
    }
}

package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.net.NodeSpec.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendPlanTest {

    private static final Peer NEAR = new Peer("near", "10.244.2.0/24", "100.64.0.2", "02:6d:00:40:00:02", 0);
    private static final Peer FAR = new Peer("far", "10.244.3.0/24", "100.64.0.3", "02:6d:00:40:00:03", 1);

    private static NodeSpec spec(Backend backend) {
        return new NodeSpec("acme", "node-1", 101, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.1", List.of(NEAR, FAR), null, backend, false,
                0);
    }

    /// By which links packets go to the peer in the node's own subnet and to the one in another; `-` for none, `bgp` for what others bring.
    @ParameterizedTest
    @CsvSource({"VXLAN,vxlan0,vxlan0", "VXLAN_DIRECT,seg0,vxlan0", "HOST_GW,seg0,-", "IPIP,ipip0,-", "BGP,bgp,-"})
    void onlyVxlanLeavesASubnetAndOnlyDirectRoutingDoesBoth(Backend backend, String near, String far) {
        BackendPlan plan = BackendPlan.of(spec(backend), backend);

        assertEquals(near, link(plan, NEAR));
        assertEquals(far, link(plan, FAR));
        assertEquals(far.equals("-") ? List.of("far") : List.of(), plan.unreached());
    }

    private static String link(BackendPlan plan, Peer peer) {
        if (plan.learned().stream().anyMatch(prefix -> prefix.toString().equals(peer.podCidr()))) {
            return "bgp";
        }
        return plan.routes().stream().filter(route -> route.destination().toString().equals(peer.podCidr())).map(route -> route.link()).findFirst()
                .orElse("-");
    }

    @Test
    void nextHopsAreNodesAndTheirOwnAddressesAreOnTheLink() {
        BackendPlan plan = BackendPlan.of(spec(Backend.HOST_GW), Backend.HOST_GW);

        assertEquals(List.of("100.64.0.2/32 via null on seg0", "10.244.2.0/24 via 100.64.0.2 on seg0"),
                plan.routes().stream().map(route -> "%s via %s on %s".formatted(route.destination(), route.via(), route.link())).toList());
        plan.routes().forEach(route -> assertEquals("100.64.0.1", route.source().toString()));
    }

    /// What is in a tunnel goes through the segment to the node that it is for.
    @Test
    void tunnelsEndAtNodesThatAreReachedOnTheSegment() {
        BackendPlan plan = BackendPlan.of(spec(Backend.IPIP), Backend.IPIP);

        assertEquals(List.of("100.64.0.2/32 on seg0", "10.244.2.0/24 on ipip0"),
                plan.routes().stream().map(route -> route.destination() + " on " + route.link()).toList());
    }
}

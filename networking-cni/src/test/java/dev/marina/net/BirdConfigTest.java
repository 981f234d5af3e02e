package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.NodeSpec.Peer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BirdConfigTest {

    private static final Path DIRECTORY = Path.of("/run/bird");

    private static NodeSpec node(int number, int of, boolean reflector) {
        List<Peer> peers = IntStream.rangeClosed(1, of).filter(other -> other != number)
                .mapToObj(other -> new Peer("node-" + other, "10.244." + other + ".0/24", "100.64.0." + other, "02:6d:00:40:00:0" + other, 0)).toList();
        return new NodeSpec("acme", "node-" + number, 101, "10.244.0.0/16", "10.96.0.0/16", "10.244." + number + ".0/24", "100.64.0." + number, peers, null,
                Backend.BGP, reflector, 0);
    }

    private static List<String> sessions(NodeSpec node) {
        return BirdConfig.sessions(node).stream().map(Peer::name).toList();
    }

    @Test
    void inAMeshEachSpeaksWithEach() {
        assertEquals(List.of("node-2", "node-3", "node-4"), sessions(node(1, 4, false)));
        assertEquals(List.of("node-1", "node-2", "node-4"), sessions(node(3, 4, false)));
    }

    @Test
    void withAReflectorOneSpeaksWithAllAndTheOthersWithThatOne() {
        assertEquals(List.of("node-2", "node-3", "node-4"), sessions(node(1, 4, true)));
        assertEquals(List.of("node-1"), sessions(node(2, 4, true)));
        assertEquals(List.of("node-1"), sessions(node(4, 4, true)));
        assertTrue(BirdConfig.of(node(1, 4, true), DIRECTORY).text().contains("rr client"));
        assertFalse(BirdConfig.of(node(2, 4, true), DIRECTORY).text().contains("rr client"));
    }

    /// The reflector may have gone, and then the next one is it without anybody's word.
    @Test
    void theReflectorIsTheLowestThatThereIs() {
        NodeSpec second = node(2, 4, true);
        NodeSpec alone = new NodeSpec("acme", second.name(), 101, second.clusterPodCidr(), second.serviceCidr(), second.podCidr(), second.address(),
                second.peers().stream().filter(peer -> !peer.name().equals("node-1")).toList(), null, Backend.BGP, true, 0);

        assertTrue(BirdConfig.reflects(alone));
        assertEquals(List.of("node-3", "node-4"), sessions(alone));
    }

    @Test
    void aPeerIsBelievedItsOwnPodsOnly() {
        String text = BirdConfig.of(node(1, 3, false), DIRECTORY).text();

        assertTrue(text.contains("import where (net = 10.244.2.0/24 && bgp_next_hop = 100.64.0.2); };"), text);
        assertTrue(text.contains("import where (net = 10.244.3.0/24 && bgp_next_hop = 100.64.0.3); };"), text);
    }

    @Test
    void aReflectorIsBelievedOthersPodsWithThemAsNextHops() {
        String text = BirdConfig.of(node(2, 3, true), DIRECTORY).text();

        assertTrue(text.contains("import where (net = 10.244.1.0/24 && bgp_next_hop = 100.64.0.1) || (net = 10.244.3.0/24 && bgp_next_hop = 100.64.0.3);"),
                text);
        assertTrue(text.contains("route 10.244.2.0/24 blackhole;"), text);
    }

    @Test
    void nodesOfOtherSubnetsAreNoNeighbours() {
        NodeSpec node = new NodeSpec("acme", "node-1", 101, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.2",
                List.of(new Peer("far", "10.244.3.0/24", "100.64.0.1", "02:6d:00:40:00:01", 1)), null, Backend.BGP, true, 0);

        assertEquals(List.of(), sessions(node));
        assertTrue(BirdConfig.reflects(node));
    }
}

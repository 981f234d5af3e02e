package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.NodeSpec.Peer;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Links.Route;
import dev.marina.net.linux.RecordingLinks;
import dev.marina.net.linux.RecordingNftables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a change of the back end does to the kernel, and what is said of it.
class PeerPathsTest {

    private static final Peer NEAR = new Peer("near", "10.244.2.0/24", "100.64.0.2", "02:6d:00:40:00:02", 0);
    private static final Peer FAR = new Peer("far", "10.244.3.0/24", "100.64.0.3", "02:6d:00:40:00:03", 1);

    @TempDir
    private Path directory;

    private final List<String> log = new ArrayList<>();
    private final RecordingLinks links = new RecordingLinks(line -> log.add("node: " + line));
    private final RecordedSpeaker speaker = new RecordedSpeaker();
    private PeerPaths paths;

    @BeforeEach
    void aNode() {
        MachineNetwork machine = new MachineNetwork(new Names("t"), new NetworkConfig("t", directory, directory, "100.64.0.0/16", List.of(), List.of()),
                side("machine"), side("switch"));
        paths = new PeerPaths(machine, side("underlay"), new Side(null, links, new RecordingNftables(_ -> {}), _ -> {}), speaker, directory);
    }

    @AfterEach
    void close() {
        paths.close();
    }

    private Side side(String name) {
        return new Side(null, new RecordingLinks(line -> log.add(name + ": " + line)), new RecordingNftables(line -> log.add(name + ": " + line)), _ -> {});
    }

    private static NodeSpec spec(Backend backend, Peer... peers) {
        return new NodeSpec("acme", "node-1", 101, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.1", List.of(peers), null, backend, false, 0);
    }

    private List<String> ways() {
        return links.routes(Names.VXLAN).stream().map(Route::toString).toList();
    }

    @Test
    void underEachBackEndANodeCanReceiveInEveryWay() {
        paths.ensure(spec(Backend.VXLAN, NEAR));

        assertTrue(log.containsAll(List.of("switch: bridge b000065-0", "node: veth seg0 to s64400001", "node: mac of seg0 is 02:6d:01:40:00:01",
                "switch: attach s64400001 to b000065-0", "node: neighbour 100.64.0.2 is 02:6d:01:40:00:02 on seg0")), log::toString);
        log.clear();
        paths.ensure(spec(Backend.HOST_GW, NEAR));
        assertTrue(log.stream().noneMatch(line -> line.contains("delete vxlan0") || line.contains("no neighbour")), log::toString);
    }

    @Test
    void aPortIsBoundBeforeItIsThere() {
        paths.ensure(spec(Backend.HOST_GW, NEAR));

        int bound = log.indexOf("switch: rules add element bridge segments ports { \"s64400001\" . 02:6d:01:40:00:01 }");
        assertTrue(bound >= 0 && bound < log.indexOf("node: veth seg0 to s64400001"), log::toString);
    }

    /// A route is put in the place of the one before it, and none is taken away first.
    @Test
    void aChangeReplacesRoutesAndDeletesNone() {
        paths.ensure(spec(Backend.VXLAN, NEAR));
        log.clear();

        paths.ensure(spec(Backend.HOST_GW, NEAR));

        assertTrue(log.stream().noneMatch(line -> line.startsWith("node: no route")), log::toString);
        assertEquals(List.of(), ways());
        assertEquals("host-gw Running [10.244.2.0/24 via 100.64.0.2 dev seg0]", said());
    }

    private String said() {
        BackendState state = paths.state();
        return "%s %s %s".formatted(state.runs().setting(), state.reason(), state.routes());
    }

    @Test
    void whereNoWayLeadsToAPeerTheNodeSaysSo() {
        paths.ensure(spec(Backend.HOST_GW, NEAR, FAR));

        assertEquals("host-gw PeersInOtherSubnets [10.244.2.0/24 via 100.64.0.2 dev seg0]", said());
        assertTrue(paths.state().message().contains("no way to far"), paths.state().message());
    }

    @Test
    void withoutIpipInTheKernelPacketsGoByVxlanAndTheReasonIsNamed() {
        paths.ensure(spec(Backend.IPIP, NEAR));

        assertEquals("vxlan IpipNotInKernel [10.244.2.0/24 via 100.64.0.2 dev vxlan0]", said());
        assertTrue(paths.state().message().startsWith("ipip cannot be had: the kernel of the node's machine has no ipip"), paths.state().message());
    }

    @Test
    void withIpipInTheKernelPacketsGoThroughATunnel() {
        links.haveIpip();
        paths.ensure(spec(Backend.IPIP, NEAR));

        assertEquals("ipip Running [10.244.2.0/24 via 100.64.0.2 dev ipip0]", said());
    }

    @Test
    void withoutBirdPacketsGoByVxlanAndTheReasonIsNamed() {
        speaker.missing = Optional.of("bird2 is not installed");
        paths.ensure(spec(Backend.BGP, NEAR));

        assertEquals("vxlan BirdNotInstalled [10.244.2.0/24 via 100.64.0.2 dev vxlan0]", said());
        assertEquals(Optional.empty(), speaker.running);
    }

    @Test
    void aRouteOfBeforeStaysUntilBgpHasBroughtAnother() {
        paths.ensure(spec(Backend.VXLAN, NEAR));

        paths.ensure(spec(Backend.BGP, NEAR));
        assertEquals("RoutesNotLearned", paths.state().reason());
        assertEquals(1, ways().size());

        speaker.seen = List.of(new BirdAnswer.Seen("100.64.0.2", "Established"));
        links.learn(new Route(IpPrefix.parse("10.244.2.0/24"), Names.SEGMENT, Ipv4.parse("100.64.0.2"), null));
        paths.ensure(spec(Backend.BGP, NEAR));

        assertEquals(List.of(), ways());
        assertEquals("bgp Running [10.244.2.0/24 via 100.64.0.2 dev seg0 proto bird]", said());
        assertEquals(List.of(new BackendState.Session("100.64.0.2", "node-to-node mesh", "Established")), paths.state().sessions());
    }

    @Test
    void afterBgpNothingOfItIsLeft() {
        paths.ensure(spec(Backend.BGP, NEAR));
        links.learn(new Route(IpPrefix.parse("10.244.2.0/24"), Names.SEGMENT, Ipv4.parse("100.64.0.2"), null));

        paths.ensure(spec(Backend.VXLAN, NEAR));

        assertEquals(Optional.empty(), speaker.running);
        assertEquals(List.of(), links.learned(Names.SEGMENT));
        assertEquals("vxlan Running [10.244.2.0/24 via 100.64.0.2 dev vxlan0]", said());
    }
}

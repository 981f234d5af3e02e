package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.NodeSpec.Peer;
import dev.marina.net.cni.AddressLeases;
import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.RecordingLinks;
import dev.marina.net.linux.RecordingNftables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is done to the kernel, and in which order.
class LinuxNodeTest {

    private static final Peer SECOND = new Peer("node-2", "10.244.2.0/24", "100.64.0.2", "02:6d:00:40:00:02");
    private static final Peer THIRD = new Peer("node-3", "10.244.3.0/24", "100.64.0.3", "02:6d:00:40:00:03");

    @TempDir
    private Path directory;

    private final List<String> log = new ArrayList<>();
    private final RecordingNftables underlayRules = new RecordingNftables(line -> log.add("underlay: " + line));
    private final RecordingNftables nodeRules = new RecordingNftables(line -> log.add("node: " + line));
    private MachineNetwork machine;
    private LinuxNode node;

    @BeforeEach
    void aNodeWithOnePeer() {
        NetworkConfig config = new NetworkConfig("t", directory, directory, "100.64.0.0/16", List.of(), List.of(8080));
        machine = new MachineNetwork(new Names("t"), config, side("machine", new RecordingNftables(line -> log.add("machine: " + line))),
                side("switch", new RecordingNftables(line -> log.add("switch: " + line))));
        node = new LinuxNode(machine, spec(SECOND), side("underlay", underlayRules), side("node", nodeRules), null,
                new AddressLeases(IpPrefix.parse("10.244.1.0/24"), directory.resolve("leases")), directory.resolve("hostports.json"),
                new SwitchKeep(directory.resolve("switches")), new CorefileKeep(directory.resolve("corefile")), (_, _) -> {}, "{}", new RecordedSpeaker(),
                directory);
    }

    @Test
    void everyGuardStandsBeforeTheLinkThatItGuards() {
        node.ensure();

        assertBefore("underlay: rules table ip guard", "underlay: veth eth0 to u64400001");
        assertBefore("underlay: rules table ip guard", "underlay: vxlan vxlan0 id 101 from 100.64.0.1");
        assertBefore("node: rules table ip guard", "node: veth eth0 to n64400001");
        assertBefore("node: rules table ip guard", "node: up vxlan0");
        assertBefore("switch: rules add element ip guard bind { \"n64400001\" . 100.64.0.1 }", "node: veth eth0 to n64400001");
        assertBefore("node: settings net/ipv4/ip_forward=1", "node: veth eth0 to n64400001");
    }

    @Test
    void theMachinesGuardStandsBeforeItsLink() {
        machine.ensureSwitch(List.of());
        machine.ensureMachine(new MachineRoutes(List.of()));

        assertBefore("switch: rules table ip guard", "switch: bridge ul0");
        assertBefore("machine: rules table inet marina-t", "machine: veth mrt to m0");
    }

    @Test
    void aPodIsAdmittedUnderItsOwnLinkAndAddressOnly() {
        node.ensure();

        node.admit(Ipv4.parse("10.244.1.2"), PodIdentity.NONE);

        assertTrue(nodeRules.applied().contains("add element ip guard bind { \"pod0af40102\" . 10.244.1.2 }\n"));
    }

    @Test
    void peersAreKnownByRouteNeighbourAndForwarding() {
        node.ensure();

        assertTrue(log.containsAll(List.of("node: route 10.244.2.0/24 via 100.64.0.2 on vxlan0", "node: route 100.64.0.2/32 on vxlan0",
                "node: neighbour 100.64.0.2 is 02:6d:00:40:00:02 on vxlan0", "node: forward 02:6d:00:40:00:02 to 100.64.0.2 on vxlan0")));
        assertTrue(underlayRules.applied().getFirst().contains("elements = { 100.64.0.2 }"));
    }

    @Test
    void aPeerThatIsReplacedIsForgotten() {
        node.ensure();
        log.clear();

        node.change(spec(THIRD));

        assertTrue(log.containsAll(List.of("node: no route 10.244.2.0/24 via 100.64.0.2 on vxlan0", "node: no route 100.64.0.2/32 on vxlan0",
                "node: no neighbour 100.64.0.2 on vxlan0", "node: no forward 02:6d:00:40:00:02 to 100.64.0.2 on vxlan0",
                "node: route 10.244.3.0/24 via 100.64.0.3 on vxlan0")));
        assertFalse(underlayRules.last().contains("100.64.0.2"));
    }

    @Test
    void policiesHaveATableThatNoChangeOfTheGuardTouches() {
        node.ensure();
        assertTrue(nodeRules.applied().stream().anyMatch(rules -> rules.startsWith("table " + Names.POLICIES)));
        int before = nodeRules.applied().size();

        node.change(spec(THIRD));

        assertTrue(nodeRules.applied().stream().skip(before).noneMatch(rules -> rules.contains(Names.POLICIES)));
    }

    @Test
    void whatPoliciesSayOfAPodHoldsBeforeItIsAdmitted() {
        node.ensure();

        node.admit(Ipv4.parse("10.244.1.2"), new PodIdentity("default", "u1"));

        List<String> applied = nodeRules.applied();
        assertTrue(applied.indexOf(
                "add element ip policies to_pods { 10.244.1.2 : jump closed }\nadd element ip policies from_pods { 10.244.1.2 : jump closed }\n") < applied
                        .indexOf("add element ip guard bind { \"pod0af40102\" . 10.244.1.2 }\n"));
    }

    @Test
    void nothingIsDoneForASpecThatDidNotChange() {
        node.ensure();
        log.clear();

        node.change(spec(SECOND));

        assertEquals(List.of(), log);
    }

    @Test
    void noPathLeadsToTheMachineButTheAllowedPorts() {
        machine.ensureMachine(new MachineRoutes(List.of()));
        String rules = GuardRules.machine("marina-t", "mrt", IpPrefix.parse("100.64.0.0/16"), "", List.of(8080, 6443), Optional.empty(), Optional.empty());

        assertTrue(rules.contains("tcp dport { 8080, 6443 } accept"));
        assertFalse(rules.contains("masquerade"), "without a default route nothing leaves");
        assertFalse(
                GuardRules.machine("marina-t", "mrt", IpPrefix.parse("100.64.0.0/16"), "", List.of(), Optional.empty(), Optional.empty()).contains("dport"));
    }

    private void assertBefore(String first, String second) {
        assertTrue(log.contains(first), () -> first + " not in " + log);
        assertTrue(log.contains(second), () -> second + " not in " + log);
        assertTrue(log.indexOf(first) < log.indexOf(second), () -> first + " comes after " + second + " in " + log);
    }

    private Side side(String name, RecordingNftables rules) {
        return new Side(null, new RecordingLinks(line -> log.add(name + ": " + line)), rules,
                settings -> log.add(name + ": settings " + (settings.length == 0 ? "none" : settings[0])));
    }

    private static NodeSpec spec(Peer... peers) {
        return new NodeSpec("acme", "node-1", 101, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.1", List.of(peers), null);
    }
}

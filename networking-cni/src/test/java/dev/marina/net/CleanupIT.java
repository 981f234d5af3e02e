package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Netns;
import dev.marina.net.linux.Nftables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What stays on the real machine when an instance goes. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class CleanupIT {

    private static final String INSTANCE = "nix";

    /// What carries the instance's name, and the setting that all instances share.
    private record Leftovers(List<String> namespaces, List<String> links, String tables, String mounts, String routes) {

        static Leftovers read() {
            try (Netns machine = Netns.own(); Links links = machine.links(); Nftables rules = machine.nftables()) {
                return new Leftovers(Netns.names("mr" + INSTANCE), links.names().stream().filter(link -> link.startsWith("mr" + INSTANCE)).toList(),
                        ours(rules.query("list ruleset", false)), ours(Files.readString(Path.of("/proc/self/mounts"))),
                        ours(Files.readString(Path.of("/proc/net/route"))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String ours(String text) {
            return text.lines().filter(line -> line.contains("mr" + INSTANCE) || line.contains("marina-" + INSTANCE)).reduce("", (a, b) -> a + b + "\n");
        }
    }

    private static final Leftovers NOTHING = new Leftovers(List.of(), List.of(), "", "", "");

    @Test
    void anInstanceThatIsRemovedLeavesNothing() {
        IpPrefix subnet = MachineRoutes.read().freeNodeSubnet();
        try (World world = World.onThisMachine(INSTANCE, subnet.toString())) {
            String base = subnet.first().plus(1).toString();
            world.cluster("acme", 101, base, subnet.first().plus(2).toString());
            world.pod("acme+node-1", "c1");
            assertNotEquals(NOTHING, Leftovers.read());
        }

        assertEquals(NOTHING, Leftovers.read());
    }

    @Test
    void anInstanceWhoseProcessIsGoneIsPurged() {
        IpPrefix subnet = MachineRoutes.read().freeNodeSubnet();
        World world = World.onThisMachine(INSTANCE, subnet.toString());
        world.cluster("acme", 101, subnet.first().plus(1).toString(), subnet.first().plus(2).toString());
        world.networks.close();

        NodeNetworks.purge(INSTANCE);
        NodeNetworks.purge(INSTANCE);

        assertEquals(NOTHING, Leftovers.read());
    }

    @Test
    void forwardingOfTheUplinkIsAsItWasAfterTheLastInstance() {
        try (World world = new World("niy", List.of())) {
            assertEquals("1", world.machine.readSysctl("net/ipv4/conf/up0/forwarding"));
            NodeNetworks other = NodeNetworks.open(new NetworkConfig("niz", world.directory.resolve("run2"), world.directory.resolve("state2"), "100.65.0.0/16",
                    List.of(), List.of()), world.machine.path());

            world.networks.close();
            world.start();
            other.removeAll();
            assertEquals("1", world.machine.readSysctl("net/ipv4/conf/up0/forwarding"));
            NodeNetworks again = NodeNetworks.open(new NetworkConfig("niz", world.directory.resolve("run2"), world.directory.resolve("state2"), "100.65.0.0/16",
                    List.of(), List.of()), world.machine.path());
            world.networks.removeAll();
            assertEquals("1", world.machine.readSysctl("net/ipv4/conf/up0/forwarding"));
            again.removeAll();

            assertEquals("0", world.machine.readSysctl("net/ipv4/conf/up0/forwarding"));
            world.start();
        }
    }

    @Test
    void aSubnetThatIsTakenIsRefusedByName() {
        try (World world = new World("niy", List.of())) {
            var config = new NetworkConfig("niz", world.directory.resolve("run2"), world.directory.resolve("state2"), "100.64.0.0/16", List.of(), List.of());

            String message = org.junit.jupiter.api.Assertions.assertThrows(IllegalStateException.class, () -> NodeNetworks.open(config, world.machine.path()))
                    .getMessage();

            assertTrue(message.contains("node-subnet 100.64.0.0/16 is taken"), message);
            NodeNetworks.purge("niz");
        }
    }

    /// It may be given to another tenant's node while its old one is still being taken apart, by its address.
    @Test
    void anAddressIsNobodyElsesBeforeItsNodeIsTakenApart() {
        try (World world = new World("niy", List.of()); Netns first = Netns.ensure("mrniyt-first"); Netns second = Netns.ensure("mrniyt-second")) {
            world.networks.ensure(inNamespace(first));
            NodeSpec next = new NodeSpec("umbrella", "node-1", 102, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.1", List.of(), second.path());

            String message = org.junit.jupiter.api.Assertions.assertThrows(IllegalStateException.class, () -> world.networks.ensure(next)).getMessage();

            assertEquals("node umbrella+node-1 cannot have the address 100.64.0.1 yet: node acme+node-1 must be taken apart first", message);
            world.networks.remove("acme", "node-1");
            world.networks.ensure(next);
            world.serve(second, 7000, "second");
            assertEquals("second 100.64.255.254", World.ask(world.machine, "100.64.0.1", 7000, World.PATIENCE));
            world.networks.remove("umbrella", "node-1");
            Netns.delete("mrniyt-first");
            Netns.delete("mrniyt-second");
        }
    }

    @Test
    void aNodeBuiltInANamespaceOfSomebodyElseIsTakenApartWithoutIt() {
        try (World world = new World("niy", List.of()); Netns pause = Netns.ensure("mrniyt-pause")) {
            NodeNetwork node = world.networks.ensure(inNamespace(pause));
            assertTrue(Netns.sameNamespace(node.netns(), pause.path()));

            world.networks.remove("acme", "node-1");

            try (Links links = pause.links(); Nftables rules = pause.nftables()) {
                assertEquals(List.of("lo"), links.names());
                assertEquals("", rules.query("list ruleset", false));
            }
            Netns.delete("mrniyt-pause");
        }
    }

    @Test
    void aNodeWhoseNamespaceWasReplacedIsBuiltAnewAlsoAfterARestart() {
        try (World world = new World("niy", List.of());
                Netns first = Netns.ensure("mrniyt-first");
                Netns second = Netns.ensure("mrniyt-second");
                Netns third = Netns.ensure("mrniyt-third")) {
            world.networks.ensure(inNamespace(first));
            world.networks.ensure(inNamespace(second));
            world.networks.close();
            world.start();
            NodeNetwork node = world.networks.ensure(inNamespace(third));

            assertTrue(Netns.sameNamespace(node.netns(), third.path()));
            world.serve(third, 7000, "third");
            assertEquals("third 100.64.255.254", World.ask(world.machine, "100.64.0.1", 7000, World.PATIENCE));
            try (Links links = first.links(); Links others = second.links()) {
                assertEquals(List.of("lo"), links.names());
                assertEquals(List.of("lo"), others.names());
            }
            List.of("mrniyt-first", "mrniyt-second", "mrniyt-third").forEach(Netns::delete);
        }
    }

    private static NodeSpec inNamespace(Netns namespace) {
        return new NodeSpec("acme", "node-1", 101, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.1", List.of(), namespace.path());
    }
}

package dev.marina.net;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Links.Route;
import dev.marina.net.linux.Netns;
import dev.marina.net.linux.Nftables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The part that all nodes of an instance share: the machine's one link, and the switch behind it.
///
/// The switch is a namespace with two separate things in it: a bridge that carries VXLAN between the underlay sides, and a
/// router between the nodes proper and the machine. Nothing leads from the router to the bridge, and the router lets no node
/// speak to another, so a tenant who controls a node cannot reach what carries other tenants' frames.
final class MachineNetwork implements AutoCloseable {

    private static final int MTU = 1500;

    private final Names names;
    private final IpPrefix subnet;
    private final List<Integer> allowedPorts;
    private final Netns machine;
    private final Links machineLinks;
    private final Nftables machineRules;
    private final Netns wiring;
    private final Links links;
    private final Nftables rules;
    /// Link of the machine's default route when its rules were last made.
    private String uplink;

    private MachineNetwork(Names names, NetworkConfig config, Netns machine, Netns wiring) {
        this.names = names;
        this.subnet = config.subnet();
        this.allowedPorts = config.allowedPorts();
        this.machine = machine;
        this.machineLinks = machine.links();
        this.machineRules = machine.nftables();
        this.wiring = wiring;
        this.links = wiring.links();
        this.rules = wiring.nftables();
    }

    /// @param bindings of the nodes that stand already, see [GuardRules#binding]
    static MachineNetwork ensure(NetworkConfig config, Path machine, List<String> bindings) {
        Names names = new Names(config.instance());
        MachineNetwork network = new MachineNetwork(names, config, Netns.open(machine), Netns.ensure(names.wiring()));
        network.ensureSwitch(bindings);
        network.ensureMachine();
        return network;
    }

    Netns wiring() {
        return wiring;
    }

    Links links() {
        return links;
    }

    /// The machine's own address among the nodes.
    Ipv4 machineAddress() {
        return subnet.last().plus(-1);
    }

    /// The router's address, every node's next hop.
    Ipv4 router() {
        return subnet.last().plus(-2);
    }

    IpPrefix subnet() {
        return subnet;
    }

    private void ensureSwitch(List<String> bindings) {
        rules.apply(GuardRules.wiring(Names.MACHINE_SIDE, subnet, machineAddress(), bindings));
        wiring.sysctl(Sysctls.router());
        wiring.sysctl(Sysctls.bridge());
        links.up("lo");
        if (!links.exists(Names.UNDERLAY_BRIDGE)) {
            links.addBridge(Names.UNDERLAY_BRIDGE, MTU);
        }
        links.up(Names.UNDERLAY_BRIDGE);
    }

    private void ensureMachine() {
        MachineRoutes routes = machine.call(MachineRoutes::read);
        refuseTakenSubnet(routes);
        leaveBy(routes.uplink());
        String link = names.machineLink();
        if (!machineLinks.exists(link)) {
            machineLinks.addVeth(link, Names.MACHINE_SIDE, wiring, MTU);
        }
        machine.sysctl(Sysctls.noIpv6(link));
        machine.sysctl("net/ipv4/conf/" + link + "/forwarding=1", "net/ipv4/conf/" + link + "/send_redirects=0");
        links.up(Names.MACHINE_SIDE);
        links.ensureAddress(Names.MACHINE_SIDE, router().host());
        links.ensureRoute(Route.onLink(machineAddress().host(), Names.MACHINE_SIDE).from(router()));
        links.ensureRoute(Route.via(new IpPrefix(new Ipv4(0), 0), Names.MACHINE_SIDE, machineAddress()).from(router()));
        machineLinks.up(link);
        machineLinks.ensureAddress(link, machineAddress().host());
        machineLinks.ensureRoute(Route.onLink(router().host(), link).from(machineAddress()));
        machineLinks.ensureRoute(Route.via(subnet, link, router()).from(machineAddress()));
    }

    /// Follows the machine's default route, which may have come or moved since the last time.
    void followUplink() {
        String now = machine.call(MachineRoutes::read).uplink();
        if (!now.equals(uplink)) {
            leaveBy(now);
        }
    }

    private void leaveBy(String link) {
        if (uplink != null) {
            Forwarding.restore(names, machine, machineRules);
        }
        boolean turnedOn = !link.isEmpty() && Forwarding.wasOff(machine, machineRules, link);
        machineRules.apply(GuardRules.machine(names.machineTable(), names.machineLink(), subnet, link, allowedPorts)
                + (turnedOn ? Forwarding.reminder(names, link) : ""));
        if (turnedOn) {
            machine.sysctl(Forwarding.setting(link) + "=1");
        }
        uplink = link;
    }

    private void refuseTakenSubnet(MachineRoutes routes) {
        routes.overlapping(subnet, names.machineLink()).ifPresent(route -> {
            throw new IllegalStateException("node-subnet %s is taken on this machine: %s; choose another".formatted(subnet, route));
        });
    }

    void allow(Ipv4 node) {
        rules.apply("add element ip guard bind { " + GuardRules.binding(Names.nodePort(node), node) + " }");
    }

    void disallow(Ipv4 node) {
        String element = " element ip guard bind { " + GuardRules.binding(Names.nodePort(node), node) + " }\n";
        rules.apply("add" + element + "delete" + element);
    }

    /// Removes everything of the instance that is not a node's. May be called twice.
    static void remove(String instance) {
        Names names = new Names(instance);
        try (Netns machine = Netns.own(); Links machineLinks = machine.links(); Nftables machineRules = machine.nftables()) {
            remove(names, machine, machineLinks, machineRules);
        }
    }

    void remove() {
        remove(names, machine, machineLinks, machineRules);
    }

    private static void remove(Names names, Netns machine, Links machineLinks, Nftables machineRules) {
        machineLinks.delete(names.machineLink());
        Forwarding.restore(names, machine, machineRules);
        machineRules.apply("table inet %1$s\ndelete table inet %1$s\n".formatted(names.machineTable()));
        Netns.delete(names.wiring());
    }

    @Override
    public void close() {
        machineLinks.close();
        machineRules.close();
        machine.close();
        links.close();
        rules.close();
        wiring.close();
    }

    /// Forwarding on the link of the default route, without which answers from the world do not come back. It is turned off
    /// again when the last instance goes, if it was off before the first; a chain without rules remembers that.
    private static final class Forwarding {

        private static final String MARKER = "restores-forwarding-of-";

        static String setting(String uplink) {
            return "net/ipv4/conf/" + uplink + "/forwarding";
        }

        /// Before any instance turned it on.
        static boolean wasOff(Netns machine, Nftables rules, String uplink) {
            return machine.readSysctl(setting(uplink)).equals("0") || rules.query("list chains inet", false).contains(MARKER + uplink);
        }

        /// Nobody but the instances' nodes shall be forwarded for: the machine was no router before.
        static String reminder(Names names, String uplink) {
            return """
                    add chain inet %1$s %2$s%3$s
                    add chain inet %1$s others { type filter hook forward priority -5; policy accept; }
                    add rule inet %1$s others iifname "%3$s" ct state != { established, related } drop
                    """.formatted(names.machineTable(), MARKER, uplink);
        }

        static void restore(Names names, Netns machine, Nftables rules) {
            String chains = rules.query("list chains inet", false);
            String table = "";
            String mine = "";
            boolean others = false;
            for (String line : chains.split("\n")) {
                String text = line.strip();
                if (text.startsWith("table inet ")) {
                    table = text.split(" ")[2];
                } else if (text.startsWith("chain " + MARKER)) {
                    if (table.equals(names.machineTable())) {
                        mine = text.substring(("chain " + MARKER).length()).split(" ")[0];
                    } else {
                        others = true;
                    }
                }
            }
            Path setting = Path.of("/proc/sys", setting(mine));
            if (!mine.isEmpty() && !others && machine.call(() -> Files.exists(setting))) {
                machine.sysctl(setting(mine) + "=0");
            }
        }
    }
}

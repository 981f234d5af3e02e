package dev.marina.net;

import dev.marina.net.linux.Netns;
import dev.marina.net.linux.Nftables;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Counts what nodes send into the switch, as a capture on its ports would show it: VXLAN on ports of the underlay, and on ports of segments what is
/// plain between pods, what is in IP in IP, and what is BGP.
final class Capture implements AutoCloseable {

    private static final Pattern COUNTED = Pattern.compile("counter packets (\\d+) bytes \\d+ comment \"(\\w+)\"");

    private final Nftables rules;
    private final List<String> ports;

    /// @param nodes whose ports are looked at
    Capture(Netns wiring, NodeSpec... nodes) {
        rules = wiring.nftables();
        ports = List.of(nodes).stream().map(NodeSpec::underlay).toList().stream()
                .flatMap(address -> List.of(Names.underlayPort(address), Names.segmentPort(address)).stream()).toList();
        StringBuilder table = new StringBuilder("table netdev capture\ndelete table netdev capture\ntable netdev capture {\n");
        for (String port : ports) {
            table.append("""
                    chain %1$s {
                    type filter hook ingress device "%1$s" priority 0; policy accept;
                    udp dport 4789 counter comment "vxlan"
                    ip protocol 4 counter comment "ipip"
                    ip saddr 10.244.0.0/16 ip daddr 10.244.0.0/16 counter comment "plain"
                    tcp dport 179 counter comment "bgp"
                    tcp sport 179 counter comment "bgp"
                    }
                    """.formatted(port));
        }
        rules.apply(table.append("}\n").toString());
    }

    /// By what they were, those that there were any of.
    Map<String, Integer> seen() {
        Map<String, Integer> seen = new TreeMap<>();
        for (String port : ports) {
            Matcher counted = COUNTED.matcher(rules.query("list chain netdev capture " + port, false));
            while (counted.find()) {
                if (!counted.group(1).equals("0")) {
                    seen.merge(counted.group(2), Integer.parseInt(counted.group(1)), Integer::sum);
                }
            }
        }
        return seen;
    }

    @Override
    public void close() {
        rules.apply("delete table netdev capture");
        rules.close();
    }
}

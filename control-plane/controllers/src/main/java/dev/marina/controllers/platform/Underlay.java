package dev.marina.controllers.platform;

import dev.marina.model.NodeSubnet;
import java.util.Set;
import java.util.function.IntPredicate;

/// The subnet from which nodes get their underlay addresses: the first nine addresses and the last /24 are kept free for the
/// machines' own ends of links, and a part of it for load balancers ([NodeSubnet]).
record Underlay(NodeSubnet subnet) {

    private static final int FIRST = 10;
    private static final int KEPT_AT_END = 256;

    static Underlay of(String cidr) {
        return new Underlay(NodeSubnet.of(cidr));
    }

    /// The address after the highest one in use; when the end is reached, the first free one. An address that has just become
    /// free is thus used again as late as possible.
    String next(Set<String> used) {
        int network = subnet.network();
        int last = (1 << 32 - subnet.bits()) - KEPT_AT_END - 1;
        int highest = used.stream().mapToInt(text -> address(text) - network).filter(offset -> offset >= FIRST && offset <= last).max().orElse(FIRST - 1);
        int next = subnet.balanced(highest + 1) ? subnet.lastBalanced() + 1 : highest + 1;
        int offset = next <= last ? next : first(FIRST, last, candidate -> !subnet.balanced(candidate) && !used.contains(text(network + candidate)));
        return text(network + offset);
    }

    static int first(int from, int to, IntPredicate free) {
        for (int candidate = from; candidate <= to; candidate++) {
            if (free.test(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("there is nothing free between %d and %d".formatted(from, to));
    }

    /// The hardware address of the VXLAN device of the node with this underlay address.
    static String mac(String address) {
        int bits = address(address);
        return "02:6d:00:%02x:%02x:%02x".formatted(bits >>> 16 & 0xFF, bits >>> 8 & 0xFF, bits & 0xFF);
    }

    /// The /24 with this number within a cluster's pod addresses.
    static String podCidr(String clusterPodCidr, int index) {
        int slash = clusterPodCidr.indexOf('/');
        return text(address(clusterPodCidr.substring(0, slash)) + (index << 8)) + "/24";
    }

    private static int address(String text) {
        int address = 0;
        for (String part : text.split("\\.")) {
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }

    private static String text(int address) {
        return "%d.%d.%d.%d".formatted(address >>> 24, address >>> 16 & 0xFF, address >>> 8 & 0xFF, address & 0xFF);
    }
}

package dev.marina.model;

/// How the addresses of an installation's nodes are divided: nodes have most of them; the last /24 belongs to the machines' own ends of
/// links, and the twelfth of sixteen equal parts to load balancers, unless the installation has another range for them.
///
/// @param network its first address
/// @param bits length of its prefix
public record NodeSubnet(int network, int bits) {

    private static final int PARTS_BITS = 4;
    private static final int PART = 11;

    /// @param cidr such as `100.64.0.0/16`
    public static NodeSubnet of(String cidr) {
        int slash = cidr.indexOf('/');
        int bits = Integer.parseInt(cidr.substring(slash + 1));
        if (bits < 8 || bits > 22) {
            throw new IllegalArgumentException("node-subnet is %s; its prefix must be between /8 and /22".formatted(cidr));
        }
        return new NodeSubnet(address(cidr.substring(0, slash)) & -1 << 32 - bits, bits);
    }

    /// A network such as `100.64.176.0/20`; of a subnet larger than a /12 no more than a /16.
    public String loadBalancers() {
        return "%s/%d".formatted(text(network + firstBalanced()), Math.max(16, bits + PARTS_BITS));
    }

    /// Whether the address with this number in the subnet is kept for load balancers.
    public boolean balanced(int offset) {
        return offset >= firstBalanced() && offset <= lastBalanced();
    }

    /// Refuses a range of load balancers in which nodes have addresses.
    public void requireApart(String range) {
        int slash = range.indexOf('/');
        int length = Integer.parseInt(range.substring(slash + 1));
        int first = address(range.substring(0, slash)) & -1 << 32 - length;
        boolean within = length >= bits && (first & -1 << 32 - bits) == network;
        boolean around = length < bits && (network & -1 << 32 - length) == first;
        if (around || within && !(balanced(first - network) && balanced(first - network + (1 << 32 - length) - 1))) {
            throw new IllegalArgumentException(
                    "load-balancer-range is %s; nodes have addresses of it (node-subnet). Of that subnet %s would be right, or a network apart from it"
                            .formatted(range, loadBalancers()));
        }
    }

    public int firstBalanced() {
        return PART << 32 - bits - PARTS_BITS;
    }

    public int lastBalanced() {
        return firstBalanced() + (1 << 32 - Math.max(16, bits + PARTS_BITS)) - 1;
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

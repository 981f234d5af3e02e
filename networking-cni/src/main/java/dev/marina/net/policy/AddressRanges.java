package dev.marina.net.policy;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Addresses in ascending ranges that do not touch.
record AddressRanges(List<Range> ranges) {

    record Range(Ipv4 first, Ipv4 last) {

        @Override
        public String toString() {
            return first.equals(last) ? first.toString() : first + "-" + last;
        }
    }

    static AddressRanges of(Peer.Block block) {
        List<Range> left = new ArrayList<>();
        long next = number(block.whole().first());
        long end = number(block.whole().last());
        for (IpPrefix gap : block.except().stream().sorted(Comparator.comparing(IpPrefix::first)).toList()) {
            long from = number(gap.first());
            if (from > next) {
                left.add(range(next, Math.min(from - 1, end)));
            }
            next = Math.max(next, number(gap.last()) + 1);
        }
        if (next <= end) {
            left.add(range(next, end));
        }
        return new AddressRanges(left);
    }

    private static long number(Ipv4 address) {
        return Integer.toUnsignedLong(address.bits());
    }

    private static Range range(long first, long last) {
        return new Range(new Ipv4((int) first), new Ipv4((int) last));
    }

    boolean contains(Ipv4 address) {
        return ranges.stream().anyMatch(range -> range.first.compareTo(address) <= 0 && address.compareTo(range.last) <= 0);
    }
}

package dev.marina.net.service;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The networks from which clients may come, as ascending ranges that do not touch: the kernel refuses ranges that overlap.
///
/// @param ranges as nftables reads them, such as `10.0.0.0-10.255.255.255`; empty: nobody
record SourceRanges(List<String> ranges) {

    /// What is above lets nobody in: a list that is cut would let in others than meant, if only by what it leaves out.
    static final int MOST = 512;

    private static final String NETWORK = "\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?";

    /// What is no IPv4 network lets nobody in, and does not open the others.
    static SourceRanges of(List<String> networks) {
        List<IpPrefix> sorted = networks.stream().map(String::strip).filter(SourceRanges::four).map(IpPrefix::parse)
                .sorted(Comparator.comparing(IpPrefix::first)).toList();
        List<String> ranges = new ArrayList<>();
        long from = -1;
        long to = -2;
        for (IpPrefix network : sorted) {
            long first = number(network.first());
            if (first > to + 1) {
                add(ranges, from, to);
                from = first;
            }
            to = Math.max(to, number(network.last()));
        }
        add(ranges, from, to);
        return new SourceRanges(ranges.size() > MOST ? List.of() : List.copyOf(ranges));
    }

    private static boolean four(String network) {
        if (!network.matches(NETWORK) || !network.contains("/")) {
            return false;
        }
        return Ipv4.isIpv4(network.substring(0, network.indexOf('/'))) && Integer.parseInt(network.substring(network.indexOf('/') + 1)) <= 32;
    }

    private static long number(Ipv4 address) {
        return Integer.toUnsignedLong(address.bits());
    }

    private static void add(List<String> ranges, long from, long to) {
        if (from == to) {
            ranges.add(new Ipv4((int) from).toString());
        } else if (from >= 0) {
            ranges.add(new Ipv4((int) from) + "-" + new Ipv4((int) to));
        }
    }
}

package dev.marina.net.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Ports by protocol, each protocol's in ascending ranges that do not touch.
///
/// @param byProtocol empty for all traffic, whatever its protocol
record PortRanges(SortedMap<String, List<Range>> byProtocol) {

    static final PortRanges ALL_TRAFFIC = new PortRanges(new TreeMap<>());

    record Range(int first, int last) {

        private static final int HIGHEST = 65_535;

        boolean everyPort() {
            return first == 0 && last == HIGHEST;
        }

        @Override
        public String toString() {
            return first == last ? String.valueOf(first) : first + "-" + last;
        }
    }

    static PortRanges of(Collection<PolicyPort.Numbers> ports) {
        return new PortRanges(new TreeMap<>(ports.stream().collect(Collectors.groupingBy(PolicyPort.Numbers::protocol, Collectors.collectingAndThen(
                Collectors.toList(), PortRanges::merged)))));
    }

    private static List<Range> merged(List<PolicyPort.Numbers> ports) {
        List<Range> merged = new ArrayList<>();
        for (PolicyPort.Numbers next : ports.stream().sorted(Comparator.comparing(PolicyPort.Numbers::from)).toList()) {
            if (!merged.isEmpty() && next.from() <= merged.getLast().last + 1) {
                merged.add(new Range(merged.getLast().first, Math.max(merged.removeLast().last, next.to())));
            } else {
                merged.add(new Range(next.from(), next.to()));
            }
        }
        return merged;
    }
}

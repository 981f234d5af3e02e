package dev.marina.net.policy;

import dev.marina.net.policy.PortRanges.Range;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What pods with the same alternatives share: a chain that returns what is allowed and drops the rest.
record Chain(Direction direction, List<Clause> clauses) {

    /// @param sets names of the groups' sets
    String rules(Function<Group, String> sets) {
        StringBuilder rules = new StringBuilder();
        for (Clause clause : clauses) {
            String who = who(clause, sets);
            if (clause.ports().equals(PortRanges.ALL_TRAFFIC)) {
                rules.append(who).append("return\n");
            }
            for (Map.Entry<String, List<Range>> ports : clause.ports().byProtocol().entrySet()) {
                rules.append(who).append(ports(ports.getKey(), ports.getValue())).append(" return\n");
            }
        }
        return rules.append("drop\n").toString();
    }

    private String who(Clause clause, Function<Group, String> sets) {
        return switch (clause.who()) {
            case Clause.Who.Anyone _ -> "";
            case Clause.Who.Addresses some -> "ip %s { %s } ".formatted(direction.peer, joined(some.ranges().ranges()));
            case Clause.Who.Members members -> "ip %s%s @%s ".formatted(direction.peer,
                    members.group().port().isEmpty() ? "" : " . meta l4proto . th dport", sets.apply(members.group()));
        };
    }

    private static String ports(String protocol, List<Range> ranges) {
        return ranges.getFirst().everyPort() ? "meta l4proto " + protocol : "%s dport { %s }".formatted(protocol, joined(ranges));
    }

    private static String joined(List<?> ranges) {
        return ranges.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}

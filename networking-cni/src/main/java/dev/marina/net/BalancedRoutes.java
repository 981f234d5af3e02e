package dev.marina.net;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Links.Route;
import dev.marina.net.linux.Nftables;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// To which node of this machine an address of a LoadBalancer Service leads: one of those that can answer, chosen by address and node
/// alone, so that addresses spread over nodes, and none moves but those of a node that has come or gone. Where none of them can, it leads to one on
/// another machine. Where nodes of two clusters say that
/// an address is theirs, because one has not heard yet that it is not any more, it leads to neither.
final class BalancedRoutes {

    private static final Pattern BINDING = Pattern.compile("\"(n[0-9a-f]{8})\" \\. ([0-9.]+)");

    private final Links links;
    private final Nftables rules;
    private final Ipv4 router;
    private final Optional<String> wayOut;
    /// Guards what follows, and keeps routes in the order of what is known.
    private final ReentrantLock changing = new ReentrantLock();
    /// By the node's address.
    private final Map<Ipv4, Able> able = new HashMap<>();
    private Map<Ipv4, Away> away = Map.of();
    /// By the node's link: what an earlier process has left, as long as the node itself has not said anything.
    private final Map<String, Set<Ipv4>> unheard;

    /// @param addresses at which it can answer
    record Able(String clusterId, Set<Ipv4> addresses) {

        Able {
            addresses = Set.copyOf(addresses);
        }
    }

    /// A node on another machine.
    record Away(Able able, Ipv4 machine) {}

    /// @param rules of the switch, which lets a node send under its own address and under these
    /// @param wayOut link to other machines; empty: nobody is led there
    BalancedRoutes(Links links, Nftables rules, Ipv4 router, Optional<String> wayOut) {
        this.links = links;
        this.rules = rules;
        this.router = router;
        this.wayOut = wayOut;
        unheard = new HashMap<>(left(rules));
    }

    /// What an earlier process has let nodes send under, beside their own addresses: it stays until somebody says what holds now.
    static Map<String, Set<Ipv4>> left(Nftables rules) {
        Map<String, Set<Ipv4>> byPort = new HashMap<>();
        if (rules.query("list tables ip", false).contains("table " + Names.GUARD + "\n")) {
            Matcher binding = BINDING.matcher(rules.query("list set " + Names.GUARD + " bind", false));
            while (binding.find()) {
                Ipv4 address = Ipv4.parse(binding.group(2));
                if (!Names.nodePort(address).equals(binding.group(1))) {
                    byPort.computeIfAbsent(binding.group(1), _ -> new HashSet<>()).add(address);
                }
            }
        }
        return byPort;
    }

    /// From now on the node can answer at these addresses and at no others. Also takes away what an earlier process has left on the way
    /// to the node. May be called twice.
    void change(String clusterId, Ipv4 node, Set<Ipv4> addresses) {
        changing.lock();
        try {
            unheard.remove(Names.nodePort(node));
            Set<Ipv4> concerned = new HashSet<>(addresses);
            Able before = addresses.isEmpty() ? able.remove(node) : able.put(node, new Able(clusterId, addresses));
            if (before != null) {
                concerned.addAll(before.addresses);
            }
            bind(node, addresses);
            routes(node).filter(route -> !addresses.contains(route.destination().address())).forEach(route -> {
                links.deleteRoute(route);
                concerned.add(route.destination().address());
            });
            concerned.forEach(this::lead);
        } finally {
            changing.unlock();
        }
    }

    /// Where the node can answer now.
    List<String> answered(Ipv4 node) {
        changing.lock();
        try {
            return Optional.ofNullable(able.get(node)).stream().flatMap(its -> its.addresses.stream()).sorted().map(Ipv4::toString).toList();
        } finally {
            changing.unlock();
        }
    }

    /// From now on these are the nodes on other machines, each of which is reached at its own address, and may answer at others. May be called twice.
    void away(Collection<NodeElsewhere> nodes) {
        if (wayOut.isEmpty()) {
            return;
        }
        changing.lock();
        try {
            Set<Ipv4> concerned = new HashSet<>();
            away.values().forEach(node -> concerned.addAll(node.able.addresses));
            away = nodes.stream().collect(Collectors.toUnmodifiableMap(NodeElsewhere::underlay,
                    node -> new Away(new Able(node.clusterId(), node.answers().stream().map(Ipv4::parse).collect(Collectors.toSet())),
                            Ipv4.parse(node.machine())),
                    (one, _) -> one));
            away.values().forEach(node -> concerned.addAll(node.able.addresses));
            Set<Ipv4> wanted = new HashSet<>();
            // An address may come back to this machine before others have heard that it was another's.
            away.forEach((node, its) -> {
                if (!links.exists(Names.nodePort(node))) {
                    links.ensureRoute(Route.via(node.host(), wayOut.get(), its.machine).from(router));
                    wanted.add(node);
                }
            });
            concerned.forEach(this::lead);
            concerned.stream().filter(address -> chosen(address).filter(away::containsKey).isPresent()).forEach(wanted::add);
            links.routes(wayOut.get()).stream().filter(route -> !wanted.contains(route.destination().address())).forEach(links::deleteRoute);
        } finally {
            changing.unlock();
        }
    }

    private void bind(Ipv4 node, Set<Ipv4> addresses) {
        String port = Names.nodePort(node);
        Set<Ipv4> gone = new HashSet<>(left(rules).getOrDefault(port, Set.of()));
        gone.removeAll(addresses);
        StringBuilder commands = new StringBuilder();
        gone.forEach(address -> commands.append("delete element ip guard bind { ").append(GuardRules.binding(port, address)).append(" }\n"));
        addresses.forEach(address -> commands.append("add element ip guard bind { ").append(GuardRules.binding(port, address)).append(" }\n")
                .append("add element ip guard balancers { ").append(address).append(" }\n"));
        if (!commands.isEmpty()) {
            rules.apply(commands.toString());
        }
    }

    private Stream<Route> routes(Ipv4 node) {
        String port = Names.nodePort(node);
        return links.exists(port) ? links.routes(port).stream().filter(route -> route.via() != null) : Stream.empty();
    }

    /// Whatever else was on the way is replaced, or taken away where nobody is chosen.
    private void lead(Ipv4 address) {
        Optional<Ipv4> chosen = chosen(address);
        if (chosen.filter(away::containsKey).isPresent()) {
            links.ensureRoute(Route.via(address.host(), wayOut.orElseThrow(), away.get(chosen.get()).machine).from(router));
        } else if (chosen.isPresent()) {
            links.ensureRoute(Route.via(address.host(), Names.nodePort(chosen.get()), chosen.get()).from(router));
        } else {
            Stream.concat(able.keySet().stream().flatMap(this::routes), wayOut.stream().filter(links::exists).flatMap(link -> links.routes(link).stream()))
                    .filter(route -> route.destination().equals(address.host())).forEach(links::deleteRoute);
        }
    }

    /// A node of this machine that has not said anything since the agent was started keeps what it had: its connections go on.
    private Optional<Ipv4> chosen(Ipv4 address) {
        boolean kept = unheard.values().stream().anyMatch(addresses -> addresses.contains(address));
        return chosen(address, able, away).filter(node -> able.containsKey(node) ? links.exists(Names.nodePort(node)) : !kept);
    }

    static Optional<Ipv4> chosen(Ipv4 address, Map<Ipv4, Able> able, Map<Ipv4, Away> away) {
        Map<Ipv4, Able> here = holders(address, able);
        Map<Ipv4, Able> there = holders(address,
                away.entrySet().stream().filter(node -> !able.containsKey(node.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, node -> node.getValue().able)));
        if (Stream.concat(here.values().stream(), there.values().stream()).map(Able::clusterId).distinct().count() > 1) {
            return Optional.empty();
        }
        return (here.isEmpty() ? there : here).keySet().stream().max((one, other) -> {
            int byWeight = Integer.compareUnsigned(weight(address, one), weight(address, other));
            return byWeight != 0 ? byWeight : one.compareTo(other);
        });
    }

    private static Map<Ipv4, Able> holders(Ipv4 address, Map<Ipv4, Able> nodes) {
        return nodes.entrySet().stream().filter(node -> node.getValue().addresses.contains(address))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Murmur's finaliser: neighbours in either get weights that have nothing to do with each other.
    private static int weight(Ipv4 address, Ipv4 node) {
        int bits = address.bits() * 0x9E3779B1 ^ node.bits();
        bits = (bits ^ bits >>> 16) * 0x85EBCA6B;
        bits = (bits ^ bits >>> 13) * 0xC2B2AE35;
        return bits ^ bits >>> 16;
    }
}

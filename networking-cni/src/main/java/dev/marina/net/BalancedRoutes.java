package dev.marina.net;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Links.Route;
import dev.marina.net.linux.Nftables;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// To which node of this machine an address of a LoadBalancer Service leads: one of those that can answer, chosen by address and node
/// alone, so that addresses spread over nodes, and none moves but those of a node that has come or gone. Where nodes of two clusters say that
/// an address is theirs, because one has not heard yet that it is not any more, it leads to neither.
final class BalancedRoutes {

    private static final Pattern BINDING = Pattern.compile("\"(n[0-9a-f]{8})\" \\. ([0-9.]+)");

    private final Links links;
    private final Nftables rules;
    private final Ipv4 router;
    /// Guards what follows, and keeps routes in the order of what is known.
    private final ReentrantLock changing = new ReentrantLock();
    /// By the node's address.
    private final Map<Ipv4, Able> able = new HashMap<>();

    /// @param addresses at which it can answer
    record Able(String clusterId, Set<Ipv4> addresses) {

        Able {
            addresses = Set.copyOf(addresses);
        }
    }

    /// @param rules of the switch, which lets a node send under its own address and under these
    BalancedRoutes(Links links, Nftables rules, Ipv4 router) {
        this.links = links;
        this.rules = rules;
        this.router = router;
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
        Optional<Ipv4> chosen = chosen(address, able).filter(node -> links.exists(Names.nodePort(node)));
        if (chosen.isPresent()) {
            links.ensureRoute(Route.via(address.host(), Names.nodePort(chosen.get()), chosen.get()).from(router));
        } else {
            able.keySet().stream().flatMap(this::routes).filter(route -> route.destination().equals(address.host())).forEach(links::deleteRoute);
        }
    }

    static Optional<Ipv4> chosen(Ipv4 address, Map<Ipv4, Able> able) {
        List<Map.Entry<Ipv4, Able>> candidates = able.entrySet().stream().filter(node -> node.getValue().addresses.contains(address)).toList();
        if (candidates.stream().map(node -> node.getValue().clusterId).distinct().count() > 1) {
            return Optional.empty();
        }
        return candidates.stream().map(Map.Entry::getKey).max((one, other) -> {
            int byWeight = Integer.compareUnsigned(weight(address, one), weight(address, other));
            return byWeight != 0 ? byWeight : one.compareTo(other);
        });
    }

    /// Murmur's finaliser: neighbours in either get weights that have nothing to do with each other.
    private static int weight(Ipv4 address, Ipv4 node) {
        int bits = address.bits() * 0x9E3779B1 ^ node.bits();
        bits = (bits ^ bits >>> 16) * 0x85EBCA6B;
        bits = (bits ^ bits >>> 13) * 0xC2B2AE35;
        return bits ^ bits >>> 16;
    }
}

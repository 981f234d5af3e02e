package dev.marina.net.service;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.service.ServiceTable.Backend;
import dev.marina.net.service.ServiceTable.Clients;
import dev.marina.net.service.ServiceTable.Frontend;
import dev.marina.net.service.ServiceTable.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The nftables commands that lead from one [ServiceTable] to the next, as one transaction.
///
/// @param commands empty if nothing changes
/// @param stale UDP frontends of which the kernel must forget connections to targets not listed any more
/// @param shapes what exists after them
record ServicePlan(String commands, Map<Frontend, Set<Target>> stale, Shapes shapes) {

    static final String TABLE = "ip services";

    private static final Comparator<Frontend> ORDER = Comparator.comparing(Frontend::address).thenComparing(Frontend::protocol).thenComparing(Frontend::port);

    /// @param container set or map
    /// @param value empty in a set
    private record Element(String container, String key, String value) {

        String text() {
            return value.isEmpty() ? key : key + " : " + value;
        }
    }

    /// Chains and maps that elements refer to, made when the first element needs them.
    ///
    /// @param counts numbers of targets that have a chain
    /// @param insides numbers of targets, for clients within the cluster alone, that have a chain
    /// @param timeouts seconds of affinity that have a chain
    record Shapes(Set<Integer> counts, Set<Integer> insides, Set<Integer> timeouts) {

        static final Shapes NONE = new Shapes(Set.of(), Set.of(), Set.of());

        Shapes with(Shapes more) {
            return new Shapes(union(counts, more.counts), union(insides, more.insides), union(timeouts, more.timeouts));
        }

        Shapes without(Shapes known) {
            return new Shapes(difference(counts, known.counts), difference(insides, known.insides), difference(timeouts, known.timeouts));
        }

        private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
            return Stream.concat(one.stream(), other.stream()).collect(Collectors.toCollection(TreeSet::new));
        }

        private static Set<Integer> difference(Set<Integer> of, Set<Integer> less) {
            return of.stream().filter(member -> !less.contains(member)).collect(Collectors.toCollection(TreeSet::new));
        }

        private static Set<Integer> sizes(Map<Frontend, Backend> frontends, Function<Backend, List<Target>> of) {
            return frontends.values().stream().map(backend -> of.apply(backend).size()).filter(size -> size > 0).collect(Collectors.toCollection(TreeSet::new));
        }

        static Shapes of(Map<Frontend, Backend> frontends) {
            return new Shapes(sizes(frontends, Backend::targets), sizes(frontends, Backend::inside),
                    frontends.values().stream().filter(backend -> backend.mark() > 0).map(Backend::affinitySeconds)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    /// Replaces whatever is there, as after a restart of the agent.
    ///
    /// Maps that rules made later refer to are declared by type: libnftables 1.0.6 refuses rules on `typeof` maps that it has read back
    /// from the kernel ("conflicting protocols specified").
    ///
    /// @param hairpins pod addresses of this node
    static ServicePlan replace(ServiceTable table, ServiceTable.Node node, Set<Ipv4> hairpins) {
        Shapes shapes = Shapes.of(table.frontends());
        List<Element> elements = new ArrayList<>(elements(table.frontends()));
        hairpins.forEach(pod -> elements.add(new Element("hairpin", pod + " . " + pod, "")));
        String base = """
                table %1$s
                delete table %1$s
                table %1$s {
                map svc {
                type ipv4_addr . inet_proto . inet_service : verdict
                }
                map inside {
                type ipv4_addr . inet_proto . inet_service : verdict
                }
                map sticky {
                type ipv4_addr . inet_proto . inet_service : mark
                }
                map affinity {
                type ipv4_addr . mark : ipv4_addr . inet_service
                flags dynamic,timeout
                timeout 3h
                size 65536
                }
                map timeouts {
                type mark : verdict
                }
                set hairpin {
                type ipv4_addr . ipv4_addr
                }
                set keep_source {
                type inet_proto . inet_service
                }
                set balanced {
                type ipv4_addr . inet_proto . inet_service
                }
                set guarded {
                type ipv4_addr . inet_proto . inet_service
                }
                set allowed {
                type ipv4_addr . inet_proto . inet_service . ipv4_addr
                flags interval
                }
                chain sources {
                ip daddr . meta l4proto . th dport . ip saddr @allowed return
                drop
                }
                chain arriving {
                type filter hook prerouting priority -110; policy accept;
                ct state new ip daddr . meta l4proto . th dport @guarded jump sources
                }
                chain leaving {
                type filter hook output priority -110; policy accept;
                ct state new ip daddr . meta l4proto . th dport @guarded jump sources
                }
                chain prerouting {
                type nat hook prerouting priority -100; policy accept;
                ip daddr %2$s meta l4proto . th dport != @keep_source meta mark set 1
                ip daddr . meta l4proto . th dport @balanced meta mark set 1
                ip saddr %3$s ip daddr . meta l4proto . th dport vmap @inside
                ip daddr . meta l4proto . th dport vmap @svc
                }
                chain output {
                type nat hook output priority -100; policy accept;
                ip daddr . meta l4proto . th dport vmap @inside
                ip daddr . meta l4proto . th dport vmap @svc
                }
                chain remember {
                type filter hook postrouting priority 50; policy accept;
                ct state new ct status dnat meta mark >= 256 meta mark vmap @timeouts
                }
                chain postrouting {
                type nat hook postrouting priority 100; policy accept;
                ct status dnat meta mark & 1 == 1 snat to %2$s
                ct status dnat ip saddr . ip daddr @hairpin snat to %2$s
                oifname "eth0" ip saddr %3$s snat to %2$s
                }
                }
                """.formatted(TABLE, node.address(), node.clusterPods());
        String commands = base + shapes(shapes) + change("add", elements);
        return new ServicePlan(commands, Map.of(), shapes);
    }

    /// The difference only, between tables or between the same parts of them.
    static ServicePlan change(ServiceTable before, ServiceTable after, Shapes known) {
        Set<Element> old = new LinkedHashSet<>(elements(changed(before, after)));
        Map<Frontend, Backend> coming = changed(after, before);
        Set<Element> wanted = new LinkedHashSet<>(elements(coming));
        List<Element> gone = old.stream().filter(element -> !wanted.contains(element)).toList();
        List<Element> fresh = wanted.stream().filter(element -> !old.contains(element)).toList();
        Shapes missing = Shapes.of(coming).without(known);
        return new ServicePlan(shapes(missing) + change("delete", gone) + change("add", fresh), stale(before, after), known.with(missing));
    }

    static String hairpin(boolean add, Ipv4 pod) {
        List<Element> element = List.of(new Element("hairpin", pod + " . " + pod, ""));
        // Adding what is there already does nothing, so that deleting always finds something.
        return add ? change("add", element) : change("add", element) + change("delete", element);
    }

    private static Map<Frontend, Set<Target>> stale(ServiceTable before, ServiceTable after) {
        return Stream.concat(before.frontends().keySet().stream(), after.frontends().keySet().stream()).distinct()
                .filter(frontend -> frontend.protocol().equals("udp"))
                .filter(frontend -> !targets(before, frontend).equals(targets(after, frontend)))
                .collect(Collectors.toMap(frontend -> frontend, frontend -> targets(after, frontend)));
    }

    private static Set<Target> targets(ServiceTable table, Frontend frontend) {
        Backend backend = table.frontends().get(frontend);
        return backend == null ? Set.of() : Stream.concat(backend.targets().stream(), backend.inside().stream()).collect(Collectors.toSet());
    }

    private static Map<Frontend, Backend> changed(ServiceTable of, ServiceTable against) {
        return of.frontends().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(against.frontends().get(entry.getKey())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<Element> elements(Map<Frontend, Backend> frontends) {
        List<Element> elements = new ArrayList<>();
        frontends.entrySet().stream().sorted(Map.Entry.comparingByKey(ORDER)).forEach(entry -> {
            Frontend frontend = entry.getKey();
            Backend backend = entry.getValue();
            String key = frontend.address() + " . " + frontend.protocol() + " . " + frontend.port();
            int count = backend.targets().size();
            if (count > 0) {
                elements.add(new Element("svc", key, "goto " + (backend.mark() > 0 ? "a" : "c") + count));
            }
            for (int i = 0; i < count; i++) {
                elements.add(new Element("ep" + count, count == 1 ? key : key + " . " + i, backend.targets().get(i).toString()));
            }
            int inside = backend.inside().size();
            if (inside > 0) {
                elements.add(new Element("inside", key, "goto i" + inside));
            }
            for (int i = 0; i < inside; i++) {
                elements.add(new Element("in" + inside, inside == 1 ? key : key + " . " + i, backend.inside().get(i).toString()));
            }
            if (backend.mark() > 0) {
                String mark = String.valueOf(backend.packetMark());
                elements.add(new Element("sticky", key, mark));
                elements.add(new Element("timeouts", mark, "goto t" + backend.affinitySeconds()));
            }
            if (backend.balanced().isPresent()) {
                elements.addAll(balanced(key, backend, backend.balanced().get()));
            } else if (backend.source() == ServiceTable.Source.KEPT) {
                elements.add(new Element("keep_source", frontend.protocol() + " . " + frontend.port(), ""));
            }
        });
        return elements;
    }

    private static List<Element> balanced(String key, Backend backend, Clients clients) {
        List<Element> elements = new ArrayList<>();
        if (backend.source() == ServiceTable.Source.MASQUERADED) {
            elements.add(new Element("balanced", key, ""));
        }
        switch (clients) {
            case Clients.All _ -> {
            }
            case Clients.Of(SourceRanges sources) -> {
                elements.add(new Element("guarded", key, ""));
                sources.ranges().forEach(range -> elements.add(new Element("allowed", key + " . " + range, "")));
            }
        }
        return elements;
    }

    private static String shapes(Shapes shapes) {
        StringBuilder text = new StringBuilder();
        for (int count : shapes.counts) {
            String key = "ip daddr . meta l4proto . th dport" + (count == 1 ? "" : " . numgen random mod " + count);
            text.append("""
                    add map %1$s ep%2$d { typeof %3$s : ip daddr . th dport; }
                    add chain %1$s c%2$d
                    add rule %1$s c%2$d dnat ip to %3$s map @ep%2$d
                    add chain %1$s a%2$d
                    add rule %1$s a%2$d meta mark set ip daddr . meta l4proto . th dport map @sticky
                    add rule %1$s a%2$d meta l4proto { tcp, udp, sctp } dnat ip to ip saddr . meta mark map @affinity
                    add rule %1$s a%2$d goto c%2$d
                    """.formatted(TABLE, count, key));
        }
        for (int count : shapes.insides) {
            String key = "ip daddr . meta l4proto . th dport" + (count == 1 ? "" : " . numgen random mod " + count);
            text.append("""
                    add map %1$s in%2$d { typeof %3$s : ip daddr . th dport; }
                    add chain %1$s i%2$d
                    add rule %1$s i%2$d dnat ip to %3$s map @in%2$d
                    """.formatted(TABLE, count, key));
        }
        for (int timeout : shapes.timeouts) {
            text.append("""
                    add chain %1$s t%2$d
                    add rule %1$s t%2$d update @affinity { ip saddr . meta mark timeout %2$ds : ip daddr . th dport }
                    """.formatted(TABLE, timeout));
        }
        return text.toString();
    }

    private static String change(String verb, List<Element> elements) {
        Map<String, List<Element>> byContainer = elements.stream().collect(Collectors.groupingBy(Element::container, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        // Deletions name the key alone.
        byContainer.forEach((container, members) -> text.append(verb).append(" element ").append(TABLE).append(' ').append(container).append(" { ")
                .append(members.stream().map(member -> verb.equals("delete") ? member.key() : member.text()).collect(Collectors.joining(",\n")))
                .append(" }\n"));
        return text.toString();
    }
}

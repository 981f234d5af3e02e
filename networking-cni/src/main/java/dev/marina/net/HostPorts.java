package dev.marina.net;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.net.cni.CniException;
import dev.marina.net.cni.PortMapping;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Conntrack;
import dev.marina.net.linux.Nftables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Ports of one node that lead to its pods (`hostPort`), whoever asks: pods, other nodes, the node itself at 127.0.0.1 too. Kept in a
/// file, from which the rules are made anew whenever the node is. Any thread may call.
///
/// The rules stand in a table of their own before those of Services: what they lead on keeps its source address.
final class HostPorts {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANY = "any";
    private static final String ONE = "one";

    private final Nftables rules;
    private final Conntrack connections;
    private final Ipv4 node;
    private final Path file;
    /// By the pod's address.
    private final Map<String, List<PortMapping>> byPod;

    /// @param connections null where nothing is ever tracked, as in tests
    /// @param node the address to which ports without one belong
    HostPorts(Nftables rules, Conntrack connections, Ipv4 node, Path file) {
        this.rules = rules;
        this.connections = connections;
        this.node = node;
        this.file = file;
        byPod = read(file);
    }

    private static Map<String, List<PortMapping>> read(Path file) {
        try {
            return Files.exists(file) ? JSON.readValue(file.toFile(), new TypeReference<LinkedHashMap<String, List<PortMapping>>>() {}) : new LinkedHashMap<>();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the host ports in " + file, e);
        }
    }

    /// Makes the rules be those of the pods that are there; others are forgotten. May be called twice.
    synchronized void replace(Set<Ipv4> pods) {
        if (byPod.keySet().removeIf(pod -> !pods.contains(Ipv4.parse(pod)))) {
            write();
        }
        StringBuilder commands = new StringBuilder(GuardRules.replacing("ip", "hostports", """
                map one {
                type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
                }
                map any {
                type inet_proto . inet_service : ipv4_addr . inet_service
                }
                chain lead {
                meta l4proto { tcp, udp, sctp } dnat ip to ip daddr . meta l4proto . th dport map @one
                meta l4proto { tcp, udp, sctp } dnat ip to meta l4proto . th dport map @any
                }
                chain prerouting {
                type nat hook prerouting priority -101; policy accept;
                ip daddr { %1$s, %2$s } goto lead
                }
                chain output {
                type nat hook output priority -101; policy accept;
                ip daddr { %1$s, %2$s, 127.0.0.1 } goto lead
                }
                chain postrouting {
                type nat hook postrouting priority 99; policy accept;
                ct status dnat ip saddr 127.0.0.0/8 snat to %1$s
                }
                """.formatted(node, NodeNetwork.LOCAL_ADDRESS)));
        byPod.forEach((pod, ports) -> commands.append(elements("add", Ipv4.parse(pod), ports)));
        rules.apply(commands.toString());
    }

    /// Refused when a port leads to another pod.
    synchronized void add(Ipv4 pod, List<PortMapping> ports) {
        if (ports.isEmpty()) {
            return;
        }
        for (PortMapping port : ports) {
            if (byPod.values().stream().flatMap(List::stream).anyMatch(port::conflicts)) {
                throw new CniException(CniException.WRONG_STATE, "port %d/%s of the node leads to another pod".formatted(port.hostPort(), port.protocol()));
            }
        }
        rules.apply(elements("create", pod, ports));
        byPod.put(pod.toString(), List.copyOf(ports));
        write();
    }

    /// May be called twice.
    synchronized void remove(Ipv4 pod) {
        List<PortMapping> ports = byPod.get(pod.toString());
        if (ports == null) {
            return;
        }
        // Adding what is there already does nothing, so that deleting always finds something.
        rules.apply(elements("add", pod, ports) + elements("delete", pod, ports));
        byPod.remove(pod.toString());
        write();
        if (connections != null) {
            ports.stream().filter(port -> port.protocol().equals("udp"))
                    .forEach(port -> connections.forgetUdp(port.hostIp().isEmpty() ? node : Ipv4.parse(port.hostIp()),
                            port.hostPort(), connection -> connection.answeredBy().equals(pod)));
        }
    }

    synchronized void delete() {
        byPod.clear();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String elements(String verb, Ipv4 pod, List<PortMapping> ports) {
        Map<String, StringBuilder> byMap = new TreeMap<>();
        for (PortMapping port : ports) {
            String key = (port.hostIp().isEmpty() ? "" : port.hostIp() + " . ") + port.protocol() + " . " + port.hostPort();
            StringBuilder elements = byMap.computeIfAbsent(port.hostIp().isEmpty() ? ANY : ONE, _ -> new StringBuilder());
            elements.append(elements.isEmpty() ? "" : ", ").append(key);
            if (!verb.equals("delete")) {
                elements.append(" : ").append(pod).append(" . ").append(port.containerPort());
            }
        }
        StringBuilder commands = new StringBuilder();
        byMap.forEach((map, elements) -> commands.append("%s element %s %s { %s }\n".formatted(verb, Names.HOST_PORTS, map, elements)));
        return commands.toString();
    }

    private void write() {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            JSON.writeValue(fresh.toFile(), byPod);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the host ports to " + file, e);
        }
    }
}

package dev.marina.net.policy;

import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.KernelTable.Packet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the API's documentation says of a packet, read sentence by sentence without a thought of cost. Shares no code with what
/// compiles policies.
final class Reading {

    static final Ipv4 NODE = Ipv4.parse("100.64.0.1");
    static final Ipv4 DNS = Ipv4.parse("10.96.0.10");
    static final Map<String, IpPrefix> RANGES = Map.of("node-2", IpPrefix.parse("10.244.2.0/24"), "node-3", IpPrefix.parse("10.244.3.0/24"));

    final Map<String, PodEntry> pods = new LinkedHashMap<>();
    final Map<String, Map<String, String>> namespaces = new LinkedHashMap<>();
    final Map<PolicyName, PolicyEntry> policies = new LinkedHashMap<>();
    final Map<Ipv4, PodIdentity> attached = new LinkedHashMap<>();
    /// Entries of wired pods as they were last known.
    final Map<Ipv4, PodEntry> last = new HashMap<>();

    PolicyChange everything() {
        return PolicyChange.everything(List.copyOf(pods.values()), Map.copyOf(namespaces), List.copyOf(policies.values()));
    }

    /// After every change.
    void remember() {
        attached.forEach((address, identity) -> {
            if (pods.containsKey(identity.uid())) {
                last.put(address, pods.get(identity.uid()));
            }
        });
        last.keySet().retainAll(attached.keySet());
    }

    boolean passes(Packet packet) {
        if (packet.source().equals(packet.destination())) {
            return true;
        }
        if (packet.hook().equals("input")) {
            return packet.destination().equals(NODE) || egress(packet);
        }
        return egress(packet) && ingress(packet);
    }

    private boolean ingress(Packet packet) {
        PodIdentity target = attached.get(packet.destination());
        if (target == null) {
            return true;
        }
        List<PolicyEntry> all = policies.values().stream().filter(policy -> policy.name().namespace().equals(target.namespace())).toList();
        PodEntry pod = last.get(packet.destination());
        if (!all.isEmpty() && (pod == null || pod.labels() == null)) {
            return false;
        }
        List<PolicyEntry> isolating = all.stream().filter(policy -> selects(policy.pods(), pod.labels()) && policy.ingress().isPresent()).toList();
        return isolating.isEmpty() || isolating.stream().flatMap(policy -> policy.ingress().get().stream())
                .anyMatch(rule -> peer(rule, packet.source()) && port(rule, packet, List.of(pod)));
    }

    private boolean egress(Packet packet) {
        PodIdentity source = attached.get(packet.source());
        if (source == null) {
            return true;
        }
        List<PolicyEntry> all = policies.values().stream().filter(policy -> policy.name().namespace().equals(source.namespace())).toList();
        PodEntry pod = last.get(packet.source());
        if (!all.isEmpty() && (pod == null || pod.labels() == null)) {
            return false;
        }
        List<PolicyEntry> isolating = all.stream().filter(policy -> selects(policy.pods(), pod.labels()) && policy.egress().isPresent()).toList();
        if (isolating.isEmpty()) {
            return true;
        }
        for (PolicyEntry policy : isolating) {
            for (RuleEntry rule : policy.egress().get()) {
                // A port's name is the peer's own: peer and port must be those of one pod.
                if (peer(rule, packet.destination()) && port(rule, packet, List.of())
                        || at(packet.destination()).stream().anyMatch(one -> peer(rule, one, packet.destination()) && port(rule, packet, List.of(one)))) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Pods that have the address.
    private List<PodEntry> at(Ipv4 address) {
        List<PodEntry> found = new ArrayList<>();
        if (address.equals(DNS)) {
            found.add(new PodEntry("dns", "kube-system", Map.of("k8s-app", "kube-dns"), "", List.of(DNS),
                    List.of(new PodEntry.Port("dns", "udp", 53), new PodEntry.Port("dns-tcp", "tcp", 53)), false));
        }
        for (PodEntry pod : pods.values()) {
            boolean here = pod.node().equals("node-1")
                    ? attached.containsKey(address) && attached.get(address).uid().equals(pod.uid())
                    : pod.addresses().contains(address) && Optional.ofNullable(RANGES.get(pod.node())).filter(range -> range.contains(address)).isPresent();
            if (here && !pod.over()) {
                found.add(pod);
            }
        }
        return found;
    }

    private boolean peer(RuleEntry rule, Ipv4 address) {
        return rule.peers().isEmpty() || rule.peers().stream().anyMatch(peer -> peer instanceof Peer.Anyone
                || peer instanceof Peer.Block block && block(block, address)
                || at(address).stream().anyMatch(pod -> pod(peer, pod)));
    }

    private boolean peer(RuleEntry rule, PodEntry pod, Ipv4 address) {
        return rule.peers().isEmpty() || rule.peers().stream().anyMatch(peer -> peer instanceof Peer.Block block && block(block, address) || pod(peer, pod));
    }

    private boolean pod(Peer peer, PodEntry pod) {
        return pod.labels() != null && switch (peer) {
            case Peer.PodsHere(String namespace, Selector selector) -> namespace.equals(pod.namespace()) && selects(selector, pod.labels());
            case Peer.PodsAcross(Selector spaces, Selector selector) -> namespaces.containsKey(pod.namespace())
                    && selects(spaces, namespaces.get(pod.namespace())) && selects(selector, pod.labels());
            case Peer.Anyone _, Peer.Block _ -> false;
        };
    }

    private static boolean block(Peer.Block block, Ipv4 address) {
        return block.whole().contains(address) && block.except().stream().noneMatch(except -> except.contains(address));
    }

    private static boolean port(RuleEntry rule, Packet packet, List<PodEntry> naming) {
        return rule.ports().isEmpty() || rule.ports().stream().anyMatch(port -> switch (port) {
            case PolicyPort.Numbers(String protocol, int from, int to) -> protocol.equals(packet.protocol()) && from <= packet.port() && packet.port() <= to;
            case PolicyPort.Named(String protocol, String name) -> protocol.equals(packet.protocol()) && naming.stream().flatMap(pod -> pod.ports().stream())
                    .anyMatch(open -> open.name().equals(name) && open.protocol().equals(protocol) && open.number() == packet.port());
        });
    }

    private static boolean selects(Selector selector, Map<String, String> labels) {
        for (Selector.Requirement requirement : selector.requirements()) {
            boolean there = labels.containsKey(requirement.key());
            boolean listed = there && requirement.values().contains(labels.get(requirement.key()));
            boolean holds = switch (requirement.operator()) {
                case IN -> listed;
                case NOT_IN -> !listed;
                case EXISTS -> there;
                case DOES_NOT_EXIST -> !there;
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}

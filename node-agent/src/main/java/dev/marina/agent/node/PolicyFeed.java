package dev.marina.agent.node;

import dev.marina.agent.pod.PodContainers;
import dev.marina.agent.pod.Termination;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.Peer;
import dev.marina.net.policy.PodEntry;
import dev.marina.net.policy.PolicyEntry;
import dev.marina.net.policy.PolicyName;
import dev.marina.net.policy.PolicyPort;
import dev.marina.net.policy.RuleEntry;
import dev.marina.net.policy.Selector.Operator;
import dev.marina.net.policy.Selector.Requirement;
import dev.marina.net.policy.Selector;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// From policies and pods, as the API has them, to what the network wants to know.
final class PolicyFeed {

    private static final int HIGHEST_PORT = 65_535;

    private PolicyFeed() {}

    /// A policy of which only a stub was kept isolates and allows nothing.
    static PolicyEntry entry(NetworkPolicy policy) {
        NetworkPolicySpec spec = policy.getSpec();
        String namespace = policy.getMetadata().getNamespace();
        List<RuleEntry> ingress = spec.getIngress().stream().map(rule -> rule(namespace, rule.getFrom(), rule.getPorts())).flatMap(Optional::stream).toList();
        List<RuleEntry> egress = spec.getEgress().stream().map(rule -> rule(namespace, rule.getTo(), rule.getPorts())).flatMap(Optional::stream).toList();
        List<String> types = spec.getPolicyTypes();
        boolean isolatesEgress = types.isEmpty() ? !spec.getEgress().isEmpty() : types.contains("Egress");
        return new PolicyEntry(new PolicyName(namespace, policy.getMetadata().getName()), selector(spec.getPodSelector()),
                types.isEmpty() || types.contains("Ingress") ? Optional.of(ingress) : Optional.empty(),
                isolatesEgress ? Optional.of(egress) : Optional.empty());
    }

    /// Empty if the rule names peers, and none of them can be here: an empty list of peers would mean everybody.
    private static Optional<RuleEntry> rule(String namespace, List<NetworkPolicyPeer> named, List<NetworkPolicyPort> ports) {
        List<Peer> peers = named.stream().map(peer -> peer(namespace, peer)).flatMap(Optional::stream).toList();
        return peers.isEmpty() && !named.isEmpty() ? Optional.empty() : Optional.of(new RuleEntry(peers, ports.stream().map(PolicyFeed::port).toList()));
    }

    private static Optional<Peer> peer(String namespace, NetworkPolicyPeer peer) {
        if (peer.getIpBlock() != null) {
            return block(peer.getIpBlock());
        }
        Selector pods = selector(peer.getPodSelector());
        return Optional.of(peer.getNamespaceSelector() == null
                ? new Peer.PodsHere(namespace, pods)
                : new Peer.PodsAcross(selector(peer.getNamespaceSelector()), pods));
    }

    /// There is no IPv6 between pods.
    private static Optional<Peer> block(IPBlock block) {
        return block.getCidr().contains(":")
                ? Optional.empty()
                : Optional.of(new Peer.Block(IpPrefix.parse(block.getCidr()), block.getExcept().stream().map(IpPrefix::parse).toList()));
    }

    private static PolicyPort port(NetworkPolicyPort port) {
        String protocol = protocol(port.getProtocol());
        IntOrString number = port.getPort();
        if (number == null) {
            return new PolicyPort.Numbers(protocol, 0, HIGHEST_PORT);
        }
        if (number.getIntVal() == null) {
            return new PolicyPort.Named(protocol, number.getStrVal());
        }
        return new PolicyPort.Numbers(protocol, number.getIntVal(), Optional.ofNullable(port.getEndPort()).orElse(number.getIntVal()));
    }

    private static String protocol(String protocol) {
        return protocol == null ? "tcp" : protocol.toLowerCase(Locale.ROOT);
    }

    private static Selector selector(LabelSelector selector) {
        if (selector == null) {
            return Selector.EVERYTHING;
        }
        List<Requirement> all = new ArrayList<>();
        labels(selector.getMatchLabels()).forEach((key, value) -> all.add(new Requirement(key, Operator.IN, Set.of(value))));
        selector.getMatchExpressions().forEach(expression -> all.add(new Requirement(expression.getKey(), switch (expression.getOperator()) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default -> throw new IllegalArgumentException("operator of a selector is '%s'".formatted(expression.getOperator()));
        }, new HashSet<>(expression.getValues()))));
        return new Selector(all);
    }

    /// Empty for a pod that policies do not see: one in its node's network, and one that has no node yet.
    static Optional<PodEntry> entry(Pod pod) {
        String node = pod.getSpec().getNodeName();
        if (node == null || node.isEmpty() || Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
            return Optional.empty();
        }
        List<Ipv4> addresses = pod.getStatus() == null
                ? List.of()
                : pod.getStatus().getPodIPs().stream().map(PodIP::getIp).filter(ip -> ip != null && Ipv4.isIpv4(ip)).map(Ipv4::parse).toList();
        return Optional.of(new PodEntry(pod.getMetadata().getUid(), pod.getMetadata().getNamespace(),
                Stripped.tooManyLabels(pod) ? null : labels(pod.getMetadata().getLabels()), node, addresses, ports(pod),
                Termination.terminal(pod)));
    }

    static Map<String, String> labels(Map<String, String> labels) {
        return labels == null ? Map.of() : labels;
    }

    private static List<PodEntry.Port> ports(Pod pod) {
        return PodContainers.serving(pod).flatMap(container -> container.getPorts().stream())
                .filter(port -> port.getName() != null && !port.getName().isEmpty())
                .map(port -> new PodEntry.Port(port.getName(), protocol(port.getProtocol()), port.getContainerPort())).toList();
    }
}

package dev.marina.net.policy;

import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.Selector.Operator;
import dev.marina.net.policy.Selector.Requirement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Policies and pods of tests.
public final class Samples {

    private Samples() {}

    public static Selector labelled(String key, String value) {
        return new Selector(List.of(new Requirement(key, Operator.IN, Set.of(value))));
    }

    public static PodEntry pod(String uid, String namespace, String app, String node, String address, PodEntry.Port... ports) {
        return new PodEntry(uid, namespace, Map.of("app", app), node, List.of(Ipv4.parse(address)), List.of(ports), false);
    }

    /// Isolates in one direction, and allows what the rules say.
    public static PolicyEntry ingress(String namespace, String name, Selector pods, RuleEntry... rules) {
        return new PolicyEntry(new PolicyName(namespace, name), pods, Optional.of(List.of(rules)), Optional.empty());
    }

    public static PolicyEntry egress(String namespace, String name, Selector pods, RuleEntry... rules) {
        return new PolicyEntry(new PolicyName(namespace, name), pods, Optional.empty(), Optional.of(List.of(rules)));
    }

    public static RuleEntry from(Peer... peers) {
        return new RuleEntry(Arrays.asList(peers), List.of());
    }

    public static RuleEntry to(Peer peer, PolicyPort... ports) {
        return new RuleEntry(List.of(peer), List.of(ports));
    }

    public static RuleEntry ports(PolicyPort... ports) {
        return new RuleEntry(List.of(), List.of(ports));
    }
}

package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.Peer;
import dev.marina.net.policy.PodEntry;
import dev.marina.net.policy.PolicyEntry;
import dev.marina.net.policy.PolicyName;
import dev.marina.net.policy.PolicyPort;
import dev.marina.net.policy.RuleEntry;
import dev.marina.net.policy.Selector;
import dev.marina.net.policy.Selector.Operator;
import dev.marina.net.policy.Selector.Requirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the network is told of policies and pods, after what is kept of them.
class PolicyFeedTest {

    private static final Selector WEB = labelled("app", "web");

    private static Selector labelled(String key, String value) {
        return new Selector(List.of(new Requirement(key, Operator.IN, Set.of(value))));
    }

    private static NetworkPolicy kept(String spec) {
        NetworkPolicy policy = Serialization.unmarshal(
                "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: red, uid: u, "
                        + "annotations: {big: text}}, spec: {%s}}".formatted(spec),
                NetworkPolicy.class);
        return Stripped.policies(_ -> false).kept().apply(policy);
    }

    private static PolicyEntry policy(String spec) {
        return PolicyFeed.entry(kept(spec));
    }

    private static Pod pod(String text) {
        return Stripped.pods().kept().apply(Serialization.unmarshal(
                "---\n{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: red, uid: u1, labels: {app: web}}, %s}"
                        .formatted(text),
                Pod.class));
    }

    private static Optional<List<RuleEntry>> ingress(String rules) {
        return policy("podSelector: {}, policyTypes: [Ingress], ingress: [%s]".formatted(rules)).ingress();
    }

    @Test
    void emptyPolicyIsolatesIngressAndAllowsNothing() {
        assertEquals(new PolicyEntry(new PolicyName("red", "p"), Selector.EVERYTHING, Optional.of(List.of()), Optional.empty()), policy("podSelector: {}"));
    }

    @Test
    void withoutTypesAPolicyWithEgressRulesIsolatesBothWays() {
        PolicyEntry policy = policy("podSelector: {matchLabels: {app: web}}, egress: [{}]");

        assertEquals(WEB, policy.pods());
        assertEquals(Optional.of(List.of()), policy.ingress());
        assertEquals(Optional.of(List.of(new RuleEntry(List.of(), List.of()))), policy.egress());
    }

    @Test
    void typesSayInWhichDirectionItIsolates() {
        PolicyEntry policy = policy("podSelector: {}, policyTypes: [Egress]");

        assertEquals(Optional.empty(), policy.ingress());
        assertEquals(Optional.of(List.of()), policy.egress());
    }

    @Test
    void selectorsOfPodsAreOfThePolicysNamespaceUnlessNamespacesAreSelected() {
        assertEquals(List.of(new Peer.PodsHere("red", WEB), new Peer.PodsAcross(labelled("team", "a"), Selector.EVERYTHING),
                new Peer.PodsAcross(Selector.EVERYTHING, WEB)),
                ingress("{from: [{podSelector: {matchLabels: {app: web}}}, {namespaceSelector: {matchLabels: {team: a}}}, "
                        + "{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]}").orElseThrow().getFirst().peers());
    }

    @Test
    void everyOperatorOfASelectorIsUnderstood() {
        assertEquals(new Selector(List.of(new Requirement("a", Operator.IN, Set.of("x", "y")), new Requirement("b", Operator.NOT_IN, Set.of("z")),
                new Requirement("c", Operator.EXISTS, Set.of()), new Requirement("d", Operator.DOES_NOT_EXIST, Set.of()))),
                policy("podSelector: {matchExpressions: [{key: a, operator: In, values: [x, y]}, {key: b, operator: NotIn, values: [z]}, "
                        + "{key: c, operator: Exists}, {key: d, operator: DoesNotExist}]}").pods());
    }

    @Test
    void portsAreNumbersRangesNamesOrAllOfAProtocol() {
        assertEquals(List.of(new PolicyPort.Numbers("tcp", 80, 80), new PolicyPort.Numbers("udp", 100, 200), new PolicyPort.Named("tcp", "web"),
                new PolicyPort.Numbers("sctp", 0, 65_535)),
                ingress("{ports: [{port: 80}, {protocol: UDP, port: 100, endPort: 200}, {protocol: TCP, port: web}, {protocol: SCTP}]}")
                        .orElseThrow().getFirst()
                        .ports());
    }

    @Test
    void blocksHaveExceptions() {
        assertEquals(List.of(new Peer.Block(IpPrefix.parse("10.0.0.0/8"), List.of(IpPrefix.parse("10.1.0.0/16")))),
                ingress("{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}").orElseThrow().getFirst().peers());
    }

    /// An empty list of peers means everybody.
    @Test
    void ruleForNobodyThatCanBeHereIsNoRuleForEverybody() {
        assertEquals(Optional.of(List.of()), ingress("{from: [{ipBlock: {cidr: \"2001:db8::/32\"}}]}"));
    }

    @Test
    void policyWithTooManyAlternativesIsolatesAndAllowsNothing() {
        String ports = IntStream.range(1, 700).mapToObj("{port: %d}"::formatted).collect(Collectors.joining(", "));
        NetworkPolicy kept = kept("podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{ports: [%s]}]".formatted(ports));

        assertTrue(Stripped.cut(kept));
        assertEquals(new PolicyEntry(new PolicyName("red", "p"), WEB, Optional.of(List.of()), Optional.empty()), PolicyFeed.entry(kept));
    }

    @Test
    void policyWhoseSelectorIsTooLongIsolatesItsWholeNamespace() {
        String values = IntStream.range(0, 2_000).mapToObj("value-%d"::formatted).collect(Collectors.joining(", "));
        NetworkPolicy kept = kept("podSelector: {matchExpressions: [{key: app, operator: In, values: [%s]}]}, policyTypes: [Egress], egress: [{}]"
                .formatted(values));

        assertTrue(Stripped.cut(kept));
        assertEquals(new PolicyEntry(new PolicyName("red", "p"), Selector.EVERYTHING, Optional.empty(), Optional.of(List.of())), PolicyFeed.entry(kept));
    }

    @Test
    void policyBeyondTheirNumberIsolatesAndAllowsNothing() {
        NetworkPolicy whole = kept("podSelector: {}, policyTypes: [Ingress], ingress: [{}]");
        assertFalse(Stripped.cut(whole));

        NetworkPolicy kept = Stripped.policies(_ -> true).kept().apply(whole);

        assertEquals(Optional.of(List.of()), PolicyFeed.entry(kept).ingress());
    }

    @Test
    void podsHaveTheirAddressesAndThePortsOfContainersThatServe() {
        Pod pod = pod("""
                spec: {nodeName: n1, initContainers: [{name: i, ports: [{name: early, containerPort: 1}]}, \
                {name: s, restartPolicy: Always, ports: [{name: side, containerPort: 2, protocol: UDP}]}], \
                containers: [{name: c, image: big, ports: [{name: web, containerPort: 80}, {containerPort: 81}]}]}, \
                status: {phase: Running, podIPs: [{ip: 10.244.1.2}, {ip: "fd00::2"}]}""");

        assertEquals(Optional.of(new PodEntry("u1", "red", Map.of("app", "web"), "n1", List.of(Ipv4.parse("10.244.1.2")),
                List.of(new PodEntry.Port("side", "udp", 2), new PodEntry.Port("web", "tcp", 80)), false)), PolicyFeed.entry(pod));
        assertNull(pod.getSpec().getContainers().getFirst().getImage());
    }

    @Test
    void podsThatHaveEndedAreOver() {
        assertTrue(PolicyFeed.entry(pod("spec: {nodeName: n1, containers: []}, status: {phase: Succeeded}")).orElseThrow().over());
        assertTrue(PolicyFeed.entry(pod("spec: {nodeName: n1, containers: []}, status: {phase: Failed}")).orElseThrow().over());
    }

    @Test
    void podsInTheirNodesNetworkAreNotSeen() {
        assertEquals(Optional.empty(), PolicyFeed.entry(pod("spec: {nodeName: n1, hostNetwork: true, containers: []}")));
        assertEquals(Optional.empty(), PolicyFeed.entry(pod("spec: {containers: []}")));
    }

    @Test
    void podWithTooManyLabelsIsSelectedByNobody() {
        String labels = IntStream.range(0, 1_000).mapToObj("label-%d: value"::formatted).collect(Collectors.joining(", "));
        Pod pod = Stripped.pods().kept().apply(Serialization.unmarshal(
                "---\n{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: red, uid: u1, labels: {%s}}, spec: {nodeName: n1, containers: []}}"
                        .formatted(labels),
                Pod.class));

        assertNull(PolicyFeed.entry(pod).orElseThrow().labels());
    }
}

package dev.marina.net.policy;

import static dev.marina.net.policy.Samples.egress;
import static dev.marina.net.policy.Samples.from;
import static dev.marina.net.policy.Samples.ingress;
import static dev.marina.net.policy.Samples.labelled;
import static dev.marina.net.policy.Samples.pod;
import static dev.marina.net.policy.Samples.ports;
import static dev.marina.net.policy.Samples.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.policy.KernelTable.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rule by rule what becomes of packets, and what is told to the kernel when.
class PolicyRulesTest {

    private static final Map<String, Map<String, String>> NAMESPACES = Map.of("red", Map.of("team", "a"), "blue", Map.of("team", "b"), "kube-system",
            Map.of("kubernetes.io/metadata.name", "kube-system"));
    private static final PodEntry.Port HTTP = new PodEntry.Port("http", "tcp", 80);
    private static final PodEntry WEB = pod("web", "red", "web", "node-1", "10.244.1.2", HTTP, new PodEntry.Port("admin", "tcp", 8080));
    private static final PodEntry NEAR = pod("near", "red", "client", "node-1", "10.244.1.3");
    private static final PodEntry FAR = pod("far", "red", "client", "node-2", "10.244.2.2", new PodEntry.Port("http", "tcp", 8081));
    private static final PodEntry BLUE = pod("blue", "blue", "client", "node-2", "10.244.2.3");
    private static final String OUTSIDE = "198.51.100.1";

    private final KernelTable kernel = new KernelTable();
    private PolicyRules rules;

    @BeforeEach
    void aNodeWithTwoPods() {
        rules = rules(PolicyLimits.STANDARD);
        rules.prepare(Map.of());
        policies();
        rules.admit(Ipv4.parse("10.244.1.2"), new PodIdentity("red", "web"));
        rules.admit(Ipv4.parse("10.244.1.3"), new PodIdentity("red", "near"));
    }

    private PolicyRules rules(PolicyLimits limits) {
        return new PolicyRules(kernel, "node-1", Reading.NODE, Reading.DNS, Reading.RANGES, limits, Duration.ZERO);
    }

    private boolean policies(PolicyEntry... policies) {
        return rules.change(PolicyChange.everything(List.of(WEB, NEAR, FAR, BLUE), NAMESPACES, List.of(policies)));
    }

    private boolean passes(String from, String to, String protocol, int port) {
        return kernel.passes(new Packet("forward", Ipv4.parse(from), Ipv4.parse(to), protocol, port));
    }

    private boolean toNode(String from, String address, String protocol, int port) {
        return kernel.passes(new Packet("input", Ipv4.parse(from), Ipv4.parse(address), protocol, port));
    }

    /// Who reaches the first pod at TCP port 80.
    private List<String> reaching() {
        return IntStream.range(0, 4).mapToObj(i -> List.of("near", "far", "blue", "outside").get(i))
                .filter(name -> passes(Map.of("near", "10.244.1.3", "far", "10.244.2.2", "blue", "10.244.2.3", "outside", OUTSIDE).get(name),
                        "10.244.1.2", "tcp", 80))
                .toList();
    }

    @Test
    void withoutPoliciesEverythingPasses() {
        assertEquals(List.of("near", "far", "blue", "outside"), reaching());
        assertEquals(0, kernel.elements());
    }

    @Test
    void policyWithoutRulesAllowsNothing() {
        policies(ingress("red", "p", Selector.EVERYTHING));

        assertEquals(List.of(), reaching());
    }

    @Test
    void policyOfAnotherNamespaceSelectsNobodyHere() {
        policies(ingress("blue", "p", Selector.EVERYTHING));

        assertEquals(List.of("near", "far", "blue", "outside"), reaching());
    }

    @Test
    void policySelectsByLabels() {
        policies(ingress("red", "p", labelled("app", "client")));

        assertEquals(List.of("near", "far", "blue", "outside"), reaching());
        assertFalse(passes("10.244.1.2", "10.244.1.3", "tcp", 80));
    }

    @Test
    void ruleWithoutPeersAllowsEverybody() {
        policies(ingress("red", "p", Selector.EVERYTHING, from()));

        assertEquals(List.of("near", "far", "blue", "outside"), reaching());
    }

    @Test
    void podsArePeersInThePolicysNamespaceOnly() {
        policies(ingress("red", "p", Selector.EVERYTHING, from(new Peer.PodsHere("red", labelled("app", "client")))));

        assertEquals(List.of("near", "far"), reaching());
    }

    @Test
    void namespacesArePeersByTheirLabels() {
        policies(ingress("red", "p", Selector.EVERYTHING, from(new Peer.PodsAcross(labelled("team", "b"), Selector.EVERYTHING))));

        assertEquals(List.of("blue"), reaching());
    }

    @Test
    void podsOfNamespacesMustBeBoth() {
        policies(ingress("red", "p", Selector.EVERYTHING, from(new Peer.PodsAcross(labelled("team", "b"), labelled("app", "web")))));

        assertEquals(List.of(), reaching());
    }

    @Test
    void blocksArePeersByAddressButForTheirExceptions() {
        policies(ingress("red", "p", Selector.EVERYTHING,
                from(new Peer.Block(IpPrefix.parse("10.244.0.0/16"), List.of(IpPrefix.parse("10.244.2.3/32"))))));

        assertEquals(List.of("near", "far"), reaching());
    }

    @Test
    void policiesAddUp() {
        policies(ingress("red", "none", Selector.EVERYTHING), ingress("red", "far", Selector.EVERYTHING, from(new Peer.PodsAcross(labelled("team", "b"),
                Selector.EVERYTHING))), ingress("red", "outside", labelled("app", "web"), from(new Peer.Block(IpPrefix.parse(OUTSIDE + "/32"), List.of()))));

        assertEquals(List.of("blue", "outside"), reaching());
    }

    @Test
    void portsAreOfOneProtocolInRangesAndByName() {
        policies(ingress("red", "p", Selector.EVERYTHING, ports(new PolicyPort.Numbers("udp", 53, 53), new PolicyPort.Numbers("sctp", 100, 200),
                new PolicyPort.Named("tcp", "http"))));

        assertTrue(passes(OUTSIDE, "10.244.1.2", "tcp", 80));
        assertFalse(passes(OUTSIDE, "10.244.1.2", "tcp", 8080));
        assertFalse(passes(OUTSIDE, "10.244.1.2", "udp", 80));
        assertTrue(passes(OUTSIDE, "10.244.1.2", "udp", 53));
        assertTrue(passes(OUTSIDE, "10.244.1.2", "sctp", 150));
        assertFalse(passes(OUTSIDE, "10.244.1.2", "sctp", 201));
        assertFalse(passes(OUTSIDE, "10.244.1.3", "tcp", 80), "a pod without a port of that name");
    }

    @Test
    void portsAndPeersMustBothFit() {
        policies(ingress("red", "p", Selector.EVERYTHING, to(new Peer.PodsHere("red", Selector.EVERYTHING), new PolicyPort.Numbers("tcp", 80, 80)),
                to(new Peer.PodsAcross(labelled("team", "b"), Selector.EVERYTHING), new PolicyPort.Numbers("tcp", 8080, 8080))));

        assertEquals(List.of("near", "far"), reaching());
        assertTrue(passes("10.244.2.3", "10.244.1.2", "tcp", 8080));
        assertFalse(passes("10.244.2.2", "10.244.1.2", "tcp", 8080));
    }

    @Test
    void namesOfPortsInEgressAreThoseOfThePeer() {
        policies(egress("red", "p", labelled("app", "client"), to(new Peer.PodsHere("red", Selector.EVERYTHING), new PolicyPort.Named("tcp", "http"))));

        assertTrue(passes("10.244.1.3", "10.244.1.2", "tcp", 80));
        assertFalse(passes("10.244.1.3", "10.244.1.2", "tcp", 8081));
        assertTrue(passes("10.244.1.3", "10.244.2.2", "tcp", 8081));
        assertFalse(passes("10.244.1.3", "10.244.2.2", "tcp", 80));
    }

    @Test
    void egressAndIngressMustBothAllow() {
        policies(egress("red", "out", labelled("app", "client"), to(new Peer.PodsHere("red", labelled("app", "web")))), ingress("red", "in",
                labelled("app", "web"), from(new Peer.PodsHere("red", labelled("app", "other")))));

        assertFalse(passes("10.244.1.3", "10.244.1.2", "tcp", 80));
        assertFalse(passes("10.244.1.3", OUTSIDE, "tcp", 80));
        assertTrue(passes("10.244.1.2", OUTSIDE, "tcp", 80));
    }

    @Test
    void podAlwaysReachesItself() {
        policies(ingress("red", "in", Selector.EVERYTHING), egress("red", "out", Selector.EVERYTHING));

        assertTrue(passes("10.244.1.2", "10.244.1.2", "tcp", 80));
    }

    @Test
    void podAlwaysReachesItsNodeButDnsAndApiLikeAnybody() {
        policies(egress("red", "out", Selector.EVERYTHING));
        assertTrue(toNode("10.244.1.2", "100.64.0.1", "tcp", 30080));
        assertFalse(toNode("10.244.1.2", "10.96.0.10", "udp", 53));
        assertFalse(toNode("10.244.1.2", "169.254.1.1", "tcp", 6443));

        policies(egress("red", "out", Selector.EVERYTHING),
                egress("red", "dns", Selector.EVERYTHING, to(new Peer.PodsAcross(labelled("kubernetes.io/metadata.name", "kube-system"),
                        labelled("k8s-app", "kube-dns")), new PolicyPort.Numbers("udp", 53, 53))),
                egress("red", "api", Selector.EVERYTHING,
                        to(new Peer.Block(IpPrefix.parse("169.254.1.1/32"), List.of()), new PolicyPort.Numbers("tcp", 6443, 6443))));

        assertTrue(toNode("10.244.1.2", "10.96.0.10", "udp", 53));
        assertFalse(toNode("10.244.1.2", "10.96.0.10", "tcp", 53));
        assertTrue(toNode("10.244.1.2", "169.254.1.1", "tcp", 6443));
    }

    @Test
    void podThatNobodyKnowsYetIsClosedWhereThereArePoliciesAndOpensWhenItIsKnown() {
        policies(ingress("red", "p", labelled("app", "other")));
        Ipv4 address = Ipv4.parse("10.244.1.9");

        rules.admit(address, new PodIdentity("red", "new"));
        rules.admit(Ipv4.parse("10.244.1.10"), new PodIdentity("green", "new too"));
        assertFalse(passes(OUTSIDE, "10.244.1.9", "tcp", 80));
        assertFalse(passes("10.244.1.9", OUTSIDE, "tcp", 80));
        assertTrue(passes(OUTSIDE, "10.244.1.10", "tcp", 80));

        rules.change(new PolicyChange(false, List.of(pod("new", "red", "web", "node-1", "10.244.1.9")), List.of(), Map.of(), List.of(), List.of(), List.of()));
        assertTrue(passes(OUTSIDE, "10.244.1.9", "tcp", 80));
    }

    @Test
    void podThatTheApiHasForgottenStaysIsolatedAsLongAsItIsWired() {
        policies(ingress("red", "p", labelled("app", "web")));

        rules.change(new PolicyChange(false, List.of(), List.of("web"), Map.of(), List.of(), List.of(), List.of()));
        assertEquals(List.of(), reaching());

        rules.dismiss(Ipv4.parse("10.244.1.2"));
        assertEquals(List.of("near", "far", "blue", "outside"), reaching());
    }

    @Test
    void podThatHasEndedIsNobodysPeer() {
        PolicyEntry policy = ingress("red", "p", labelled("app", "web"), from(new Peer.PodsHere("red", labelled("app", "client"))));
        policies(policy);

        PodEntry ended = new PodEntry(FAR.uid(), FAR.namespace(), FAR.labels(), FAR.node(), FAR.addresses(), FAR.ports(), true);
        rules.change(new PolicyChange(false, List.of(ended), List.of(), Map.of(), List.of(), List.of(), List.of()));

        assertEquals(List.of("near"), reaching());
    }

    @Test
    void addressThatAStatusClaimsOutsideItsNodeIsNotBelieved() {
        policies(ingress("red", "p", labelled("app", "web"), from(new Peer.PodsHere("red", labelled("app", "client")))));
        PodEntry liar = new PodEntry("far", "red", Map.of("app", "client"), "node-2",
                List.of(Ipv4.parse(OUTSIDE), Ipv4.parse("10.244.1.77")), List.of(), false);

        rules.change(new PolicyChange(false, List.of(liar), List.of(), Map.of(), List.of(), List.of(), List.of()));

        assertEquals(List.of("near"), reaching());
        assertFalse(passes("10.244.1.77", "10.244.1.2", "tcp", 80));
    }

    @Test
    void nodeThatJoinsBringsItsPods() {
        policies(ingress("red", "p", labelled("app", "web"), from(new Peer.PodsHere("red", labelled("app", "client")))));

        rules.ranges(Map.of());
        assertEquals(List.of("near"), reaching());
        rules.ranges(Reading.RANGES);
        assertEquals(List.of("near", "far"), reaching());
    }

    @Test
    void changeTellsTheKernelTheDifferenceOnly() {
        policies(ingress("red", "p", Selector.EVERYTHING, from(new Peer.PodsHere("red", labelled("app", "client")))));
        int before = kernel.applied().size();

        PodEntry another = pod("another", "red", "client", "node-3", "10.244.3.2");
        rules.change(new PolicyChange(false, List.of(another), List.of(), Map.of(), List.of(), List.of(), List.of()));
        rules.change(new PolicyChange(false, List.of(another), List.of(), Map.of(), List.of(), List.of(), List.of()));

        assertEquals(List.of("add element ip policies s1 { 10.244.3.2 }\n"), kernel.applied().subList(before, kernel.applied().size()));
    }

    @Test
    void connectionsAreLookedAtAgainWhenSomebodyIsAllowedLessAndOnlyThen() {
        policies(ingress("red", "p", labelled("app", "web"), from(new Peer.PodsHere("red", labelled("app", "client")))));
        int before = kernel.applied().size();
        PodEntry another = pod("another", "red", "client", "node-3", "10.244.3.2");

        rules.change(new PolicyChange(false, List.of(another), List.of(), Map.of(), List.of(), List.of(), List.of()));
        rules.change(new PolicyChange(false, List.of(), List.of("another"), Map.of(), List.of(), List.of(), List.of()));
        rules.change(new PolicyChange(false, List.of(), List.of(), Map.of(), List.of(), List.of(ingress("red", "p", labelled("app", "web"))), List.of()));

        List<String> told = kernel.applied().subList(before, kernel.applied().size());
        assertEquals(List.of(false, true, true), told.stream().map(commands -> commands.contains("flush chain ip policies standing")).toList(), told::toString);
        assertNotEquals(told.get(1).lines().filter(line -> line.contains("passed ct mark set")).toList(),
                told.get(2).lines().filter(line -> line.contains("passed ct mark set")).toList());
    }

    @Test
    void podsThatAreAllowedTheSameShareAChain() {
        policies(ingress("red", "p", Selector.EVERYTHING, from(new Peer.PodsHere("red", labelled("app", "client")))));

        assertEquals(6, kernel.chains(), kernel::toString);
    }

    @Test
    void restartLeavesTheTableUntilAllIsKnown() {
        policies(ingress("red", "p", labelled("app", "web")));

        rules = rules(PolicyLimits.STANDARD);
        rules.prepare(Map.of(Ipv4.parse("10.244.1.2"), new PodIdentity("red", "web"), Ipv4.parse("10.244.1.3"), new PodIdentity("red", "near")));
        assertEquals(List.of(), reaching());
        assertTrue(passes(OUTSIDE, "10.244.1.3", "tcp", 80));

        rules.admit(Ipv4.parse("10.244.1.3"), new PodIdentity("red", "near"));
        assertTrue(passes(OUTSIDE, "10.244.1.3", "tcp", 80), "one that is looked after again is as it was");
        rules.admit(Ipv4.parse("10.244.1.4"), new PodIdentity("red", "new"));
        rules.dismiss(Ipv4.parse("10.244.1.2"));
        assertFalse(passes(OUTSIDE, "10.244.1.4", "tcp", 80));
        assertEquals(List.of("near", "far", "blue", "outside"), reaching());

        policies(ingress("red", "p", labelled("app", "client")));
        assertFalse(passes(OUTSIDE, "10.244.1.3", "tcp", 80));
        assertFalse(passes(OUTSIDE, "10.244.1.4", "tcp", 80));
    }

    @Test
    void changeThatTheKernelRefusedIsMadeUpForByTheNext() {
        kernel.refuse(true);
        assertThrows(IllegalStateException.class, () -> policies(ingress("red", "p", labelled("app", "web"))));
        assertThrows(IllegalStateException.class, () -> rules.admit(Ipv4.parse("10.244.1.4"), new PodIdentity("red", "far")));
        kernel.refuse(false);

        rules.admit(Ipv4.parse("10.244.1.5"), new PodIdentity("red", "blue"));

        assertEquals(List.of(), reaching());
        assertTrue(kernel.applied().getLast().startsWith("table ip policies\ndelete table ip policies\n"));
    }

    @Test
    void containerThatIsNoPodOfTheClusterIsUnderNoPolicy() {
        policies(ingress("red", "p", Selector.EVERYTHING));

        rules.admit(Ipv4.parse("10.244.1.8"), PodIdentity.NONE);

        assertTrue(passes(OUTSIDE, "10.244.1.8", "tcp", 80));
    }

    @Test
    void podWithMoreAlternativesThanItMayHaveIsClosed() {
        rules = rules(new PolicyLimits(3, 100, 100));

        assertFalse(limited(IntStream.range(0, 4).mapToObj(i -> ports(new PolicyPort.Numbers("tcp", 80 + i, 80 + i))).toArray(RuleEntry[]::new)));
        assertEquals(List.of(), reaching());

        assertTrue(limited(IntStream.range(0, 3).mapToObj(i -> ports(new PolicyPort.Numbers("tcp", 80 + i, 80 + i))).toArray(RuleEntry[]::new)));
        assertEquals(List.of("near", "far", "blue", "outside"), reaching());
    }

    @Test
    void chainsBeyondTheNodesLimitAreClosedUntilThereIsRoom() {
        rules = rules(new PolicyLimits(10, 4, 100));

        assertFalse(limited(IntStream.range(0, 5).mapToObj(i -> ports(new PolicyPort.Numbers("tcp", 80 + i, 80 + i))).toArray(RuleEntry[]::new)));
        assertEquals(List.of(), reaching());

        assertTrue(limited(ports(new PolicyPort.Numbers("tcp", 80, 80))));
        assertEquals(List.of("near", "far", "blue", "outside"), reaching());
    }

    @Test
    void membersBeyondTheNodesLimitAreNotAllowedUntilThereIsRoom() {
        rules = rules(new PolicyLimits(10, 100, 8));
        PolicyEntry policy = ingress("red", "p", labelled("app", "web"), from(new Peer.PodsHere("red", labelled("app", "client"))));
        List<PodEntry> crowd = new ArrayList<>(IntStream.range(0, 20).mapToObj(i -> pod("c" + i, "red", "client", "node-3", "10.244.3." + (10 + i))).toList());
        crowd.addAll(Arrays.asList(WEB, NEAR, FAR, BLUE));
        rules.prepare(Map.of(Ipv4.parse("10.244.1.2"), new PodIdentity("red", "web")));

        assertFalse(rules.change(PolicyChange.everything(crowd, NAMESPACES, List.of(policy))));
        long allowed = crowd.stream().filter(pod -> passes(pod.addresses().getFirst().toString(), "10.244.1.2", "tcp", 80)).count();
        assertEquals(9, allowed, "eight, and the pod itself");

        rules.change(PolicyChange.everything(List.of(WEB, FAR), NAMESPACES, List.of(policy)));
        assertTrue(rules.change(PolicyChange.everything(List.of(WEB, FAR, BLUE), NAMESPACES, List.of(policy))));
        assertEquals(List.of("far"), reaching());
    }

    private boolean limited(RuleEntry... allowed) {
        rules.prepare(Map.of(Ipv4.parse("10.244.1.2"), new PodIdentity("red", "web")));
        rules.change(PolicyChange.everything(List.of(WEB, NEAR, FAR, BLUE), NAMESPACES, List.of(ingress("red", "p", labelled("app", "web"), allowed))));
        // What found no place is placed when something changes again.
        return rules.change(PolicyChange.everything(List.of(WEB, NEAR, FAR, BLUE), NAMESPACES, List.of(ingress("red", "p", labelled("app", "web"), allowed))));
    }
}

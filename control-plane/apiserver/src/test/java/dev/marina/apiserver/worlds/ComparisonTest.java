package dev.marina.apiserver.worlds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.explanation.Step;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Rows: changes of two worlds in, where they part out.
class ComparisonTest {

    private static final ClusterId CLUSTER = new ClusterId("c000000000000000");
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource SETS = new GroupResource("apps", "replicasets");
    private static final GroupResource SECRETS = new GroupResource("", "secrets");

    private long version = 1;

    private Step step(GroupResource resource, String name, Optional<Stored> before, String object) {
        Instant now = Instant.EPOCH;
        ResourceVersion its = new ResourceVersion(version++);
        ObjectKey key = new ObjectKey(CLUSTER, resource, "shop", name);
        Stored stored = new Stored(key, its, object.getBytes(StandardCharsets.UTF_8), new Fields(name + "-uid", Map.of(), Map.of(), Set.of(), Set.of(), false),
                new Origin("somebody", Cause.request("r")), now, false);
        return new Step(its, key, before.isEmpty(), object.isEmpty(), stored, before, Optional.empty());
    }

    private static String pod(String name, String owner, String rest) {
        return """
                {"metadata":{"name":"%s","generateName":"%s-","ownerReferences":[{"kind":"ReplicaSet","name":"%s","uid":"%s-uid","controller":true}]}%s}"""
                .formatted(name, owner, owner, owner, rest);
    }

    private Step made(String name, String owner) {
        return step(PODS, name, Optional.empty(), pod(name, owner, ""));
    }

    private Step placed(Step made, String owner, String node) {
        return step(PODS, made.key().name(), Optional.of(made.value()), pod(made.key().name(), owner, ",\"spec\":{\"nodeName\":\"%s\"}".formatted(node)));
    }

    private Step set(String name, int replicas) {
        return step(SETS, name, Optional.empty(), """
                {"metadata":{"name":"%s","ownerReferences":[{"kind":"Deployment","name":"web","uid":"web-uid","controller":true}]},"spec":{"replicas":%d}}"""
                .formatted(name, replicas));
    }

    private static Comparison comparison(Set<Alias> own) {
        return new Comparison(own, key -> !key.resource().equals(SECRETS), Map.of(Side.A, new Lineage(Map.of()), Side.B, new Lineage(Map.of())));
    }

    private static Map<Side, List<Step>> both(List<Step> a, List<Step> b) {
        return Map.of(Side.A, a, Side.B, b);
    }

    @Test
    void madeUpNamesMeanNothing() {
        Comparison comparison = comparison(Set.of());
        assertTrue(comparison.moment(0, both(List.of(set("web-1a", 2), made("web-1a-x", "web-1a"), made("web-1a-y", "web-1a")),
                List.of(set("web-2b", 2), made("web-2b-p", "web-2b"), made("web-2b-q", "web-2b")))).isEmpty());
        assertEquals(List.of(), comparison.apart());
        assertTrue(comparison.parting().isEmpty());
    }

    @Test
    void theyPartInWhatOneHasAndTheOtherHasNot() {
        Comparison comparison = comparison(Set.of());
        List<Step> a = new ArrayList<>(List.of(set("web-1a", 2), made("web-1a-x", "web-1a"), made("web-1a-y", "web-1a")));
        Optional<Comparison.Parting> parting = comparison.moment(3, both(a, List.of(set("web-2b", 2), made("web-2b-p", "web-2b"))));
        assertEquals(3, parting.orElseThrow().second());
        assertEquals("pods 2 of replicasets.apps 1 of Deployment web", parting.get().object().toString());
        assertEquals(Set.of(Side.A), parting.get().changes().keySet());
    }

    @Test
    void theWayToTheSameEndMeansNothing() {
        Comparison comparison = comparison(Set.of());
        Step a = made("web-x", "web");
        Step b = made("web-y", "web");
        assertTrue(comparison.moment(0, both(List.of(a, placed(a, "web", "n2"), placed(a, "web", "n1")), List.of(b, placed(b, "web", "n1")))).isEmpty());
        assertEquals(List.of(), comparison.apart());
    }

    @Test
    void theyComeTogetherAgainAndHavePartedAllTheSame() {
        Comparison comparison = comparison(Set.of());
        Step a = made("web-x", "web");
        Step b = made("web-y", "web");
        assertEquals(0, comparison.moment(0, both(List.of(a, placed(a, "web", "n1")), List.of(b))).orElseThrow().second());
        assertTrue(comparison.moment(5, both(List.of(), List.of(placed(b, "web", "n1")))).isEmpty());
        assertEquals(List.of(), comparison.apart());
        assertEquals(0, comparison.parting().orElseThrow().second());
    }

    @Test
    void whatTheDifferenceIsAboutIsNoNewsUnlessThereIsNoOther() {
        Alias own = Alias.named(new GroupResource("", "configmaps"), "shop", "c");
        Comparison comparison = comparison(Set.of(own));
        Step map = step(new GroupResource("", "configmaps"), "c", Optional.empty(), "{}");
        assertTrue(comparison.moment(0, both(List.of(map), List.of())).isEmpty());
        assertEquals(own, comparison.parting().orElseThrow().object());
        assertEquals(2, comparison.moment(2, both(List.of(made("web-x", "web")), List.of())).orElseThrow().second());
        assertEquals(2, comparison.parting().orElseThrow().second());
    }

    @Test
    void whatTheAskerMayNotGetIsNeitherToldNorCompared() {
        Comparison comparison = comparison(Set.of());
        assertTrue(comparison.moment(0, both(List.of(step(SECRETS, "s", Optional.empty(), "{\"status\":{\"a\":1}}")), List.of())).isEmpty());
        assertEquals(List.of(), comparison.apart());
        assertTrue(comparison.moments().getFirst().changes().get(Side.A).getFirst().object().isEmpty());
    }

    @Test
    void timesAddressesAndMessagesDoNotPart() {
        Comparison comparison = comparison(Set.of());
        String status = "{\"status\":{\"phase\":\"Running\",\"podIP\":\"%s\",\"startTime\":\"%s\",\"conditions\":[{\"type\":\"Ready\",\"message\":\"%s\"}]}}";
        assertTrue(comparison.moment(0, both(List.of(step(PODS, "p", Optional.empty(), status.formatted("1", "2", "3"))),
                List.of(step(PODS, "p", Optional.empty(), status.formatted("4", "5", "6"))))).isEmpty());
        assertEquals(Document.parse("{\"conditions\":[{\"type\":\"Ready\"}],\"phase\":\"Running\"}".getBytes(StandardCharsets.UTF_8)).root(),
                comparison.state(Side.A, Alias.named(PODS, "shop", "p")).orElseThrow().compared().path("status"));
    }
}

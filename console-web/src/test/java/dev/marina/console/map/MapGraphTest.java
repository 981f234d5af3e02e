package dev.marina.console.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.feed.FeedState;
import dev.marina.console.kube.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MapGraphTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Set<String> ids(MapGraph graph) {
        return graph.items().stream().map(MapGraph.Item::id).collect(Collectors.toSet());
    }

    private static MapGraph shop(Map<String, List<Reference>> references) {
        return MapGraph.of(Maps.shop(), references);
    }

    @Test
    void ownersAndNodesComeFromRowsAlone() {
        MapGraph graph = shop(Map.of());
        assertTrue(graph.edges().contains(new MapGraph.Edge("deployments/web", "replicasets/web-1", Relation.OWNS)));
        assertTrue(graph.edges().contains(new MapGraph.Edge("replicasets/web-1", "pods/web-1-a", Relation.OWNS)));
        assertTrue(graph.edges().contains(new MapGraph.Edge("pods/web-1-a", "nodes/n1", Relation.RUNS_ON)));
    }

    @Test
    void whatNothingLeadsToAndOldRevisionsAreNotPartOfThePicture() {
        Set<String> ids = ids(shop(Map.of()));
        assertFalse(ids.contains("replicasets/web-0") || ids.contains("nodes/n2") || ids.contains("configmaps/settings"), ids::toString);
        ids = ids(shop(Map.of("deployments/web", List.of(new Reference.To("ConfigMap", "settings", Relation.READS)))));
        assertTrue(ids.contains("configmaps/settings") && !ids.contains("configmaps/unused"), ids::toString);
    }

    @Test
    void aWorkloadCountsItsPodsOverItsReplicaSets() {
        MapGraph.Item web = shop(Map.of()).find("deployments/web").orElseThrow();
        assertEquals(Map.of(Tone.GOOD, 1, Tone.BAD, 1), web.pods());
        assertTrue(web.troubled());
    }

    @Test
    void aSelectorLeadsToThePodsThatHaveItsLabels() {
        MapGraph graph = shop(Map.of("services/web", List.of(new Reference.Pods(new Selector(Map.of("app", "web"), List.of()), Relation.SELECTS))));
        assertEquals(2, graph.edges().stream().filter(edge -> edge.relation() == Relation.SELECTS).count());
        graph = shop(Map.of("services/web", List.of(new Reference.Pods(new Selector(Map.of("app", "db"), List.of()), Relation.SELECTS))));
        assertEquals(0, graph.edges().stream().filter(edge -> edge.relation() == Relation.SELECTS).count());
    }

    @Test
    void whatIsNamedAndNotThereIsSaidWhereTheListIsSeenWhole() {
        Map<String, List<Reference>> references = Map.of("deployments/web", List.of(new Reference.To("ConfigMap", "gone", Relation.READS)));
        assertEquals(Set.of("deployments/web → configmaps/gone"), shop(references).missing());
        Map<MapKind, Rows> lists = new HashMap<>(Maps.shop());
        lists.put(Maps.kind("ConfigMap"), new Rows(List.of(), List.of(), new FeedState.Refused(403, "no"), 0));
        assertEquals(Set.of(), MapGraph.of(lists, references).missing());
    }

    @Test
    void ofAFullNamespaceWhatIsInTroubleIsShownAndTheRestCounted() {
        List<Row> pods = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            pods.add(Maps.pod("p" + i, "", i == 4_999 ? "CrashLoopBackOff" : "Running", "n1"));
        }
        MapGraph graph = MapGraph.of(Map.of(Maps.kind("Pod"), Maps.rows(Maps.POD_COLUMNS, pods.toArray(Row[]::new))), Map.of());
        assertEquals(MapGraph.MOST_ITEMS, graph.items().size());
        assertEquals(4_800, graph.leftOut());
        assertTrue(ids(graph).contains("pods/p4999"));
    }

    @Test
    void whatOwnsItselfIsNoEndlessChain() {
        MapGraph graph = MapGraph.of(Map.of(Maps.kind("ReplicaSet"), Maps.rows(List.of(), Maps.row("a", "ReplicaSet/a", Map.of())),
                Maps.kind("Pod"), Maps.rows(Maps.POD_COLUMNS, Maps.pod("p", "ReplicaSet/a", "Running", "n1"))), Map.of());
        assertEquals(2, graph.items().size());
    }

    @Test
    void onlyTroubleShowsItWithItsNeighbours() {
        Set<String> ids = ids(shop(Map.of()).troubled());
        assertTrue(ids.containsAll(Set.of("pods/web-1-b", "replicasets/web-1", "nodes/n1")), ids::toString);
        assertFalse(ids.contains("services/web"), ids::toString);
    }

    private static List<Reference> references(String kind, String object) {
        try {
            JsonNode json = JSON.readTree(object.replace('\'', '"'));
            return Reference.of(Maps.kind(kind), json);
        } catch (IOException e) {
            throw new IllegalArgumentException(object, e);
        }
    }

    @Test
    void aTemplateNamesClaimsAndConfigurationOnce() {
        assertEquals(List.of(new Reference.To("PersistentVolumeClaim", "data", Relation.USES), new Reference.To("Secret", "key", Relation.READS),
                new Reference.To("ConfigMap", "settings", Relation.READS)), references("Deployment", """
                        {'spec':{'template':{'spec':{
                          'volumes':[{'persistentVolumeClaim':{'claimName':'data'}},{'secret':{'secretName':'key'}}],
                          'containers':[{'envFrom':[{'configMapRef':{'name':'settings'}}],
                                         'env':[{'valueFrom':{'configMapKeyRef':{'name':'settings','key':'a'}}},{'value':'b'}]}]}}}}"""));
    }

    @Test
    void anEndpointSaysWhetherItIsReady() {
        assertEquals(List.of(new Reference.To("Pod", "a", Relation.ENDPOINT), new Reference.To("Pod", "b", Relation.UNREADY_ENDPOINT)),
                references("EndpointSlice", """
                        {'endpoints':[{'targetRef':{'kind':'Pod','name':'a'},'conditions':{'ready':true}},
                                      {'targetRef':{'kind':'Pod','name':'b'},'conditions':{'ready':false}},{'addresses':['1.2.3.4']}]}"""));
    }

    @Test
    void aServiceWithoutSelectorSelectsNothingAPolicyWithoutOneEverything() {
        assertEquals(List.of(), references("Service", "{'spec':{}}"));
        assertTrue(((Reference.Pods) references("NetworkPolicy", "{'spec':{'podSelector':{}}}").getFirst()).selector().takes(Map.of()));
    }

    @Test
    void expressionsOfASelectorHoldTogether() throws Exception {
        Selector selector = Selector.of(JSON.readTree("""
                {"matchExpressions":[{"key":"a","operator":"In","values":["1"]},{"key":"b","operator":"DoesNotExist"}]}"""));
        assertTrue(selector.takes(Map.of("a", "1")));
        assertFalse(selector.takes(Map.of("a", "1", "b", "2")) || selector.takes(Map.of("a", "2")) || selector.takes(Map.of()));
    }
}

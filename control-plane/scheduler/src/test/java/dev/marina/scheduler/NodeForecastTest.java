package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Origin;
import dev.marina.controllers.engine.Decoder;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.scheduler.NodeForecast.Need;
import dev.marina.store.ClusterStore;
import dev.marina.store.EncodedObject;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.StoreConfig;
import dev.marina.store.Stores;
import dev.marina.store.backend.MemoryBackend;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeForecastTest {

    private final ClusterStore store = Stores.open(StoreConfig.defaults("p", "a").withShards(1), new MemoryBackend());
    private final ClusterId cluster = store.create(new NewCluster("acme", "default", Map.of(), Map.of())).id();
    private final Decoder decoder = new Decoder();

    @AfterEach
    void close() {
        store.close();
    }

    private NodeForecast forecast() {
        return new NodeForecast(Profile.standard(), new Snapshot(store.image(cluster), decoder));
    }

    private <T extends HasMetadata> void there(ResourceType<T> type, T object, String node) {
        String json = new String(decoder.write(object).edited(root -> root.withObjectProperty("metadata").put("resourceVersion", "@")).bytes(),
                StandardCharsets.UTF_8);
        int place = json.indexOf('@');
        store.commit(new Mutation(cluster, new Origin("test", Cause.clock("test")),
                List.of(new Mutation.Put(type.key(cluster, type.namespaced() ? "default" : "", object.getMetadata().getName()),
                        new EncodedObject(json.substring(0, place).getBytes(StandardCharsets.UTF_8),
                                json.substring(place + 1).getBytes(StandardCharsets.UTF_8)),
                        new Fields(object.getMetadata().getUid(), Map.of(), node.isEmpty() ? Map.of() : Map.of("spec.nodeName", node), Set.of(), Set.of(),
                                false))),
                List.of(), OptionalLong.empty()));
    }

    private static Node node(String name, String cpu) {
        return new NodeBuilder().withNewMetadata().withName(name).withUid("uid-" + name).addToLabels("disk", "ssd").endMetadata().withNewSpec().endSpec()
                .withNewStatus()
                .withAllocatable(Map.of("cpu", new Quantity(cpu), "memory", new Quantity("4Gi"), "pods", new Quantity("110"))).endStatus().build();
    }

    private static Pod pod(String name, String cpu, String node, Map<String, String> selector) {
        return new PodBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("uid-" + name).endMetadata().withNewSpec().withNodeName(node)
                .withNodeSelector(selector).addNewContainer().withName("c").withImage("c:1").withNewResources().addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .endContainer().endSpec().withNewStatus().withPhase("Pending").endStatus().build();
    }

    private static List<Pod> pods(int count, String cpu) {
        return IntStream.range(0, count).mapToObj(i -> pod("p" + i, cpu, null, Map.of())).toList();
    }

    @Test
    void podsArePackedOntoNodesThatAreNotThere() {
        assertEquals(new Need(2, 3, Map.of(), 0), forecast().need(pods(3, "600m"), node("t", "1500m"), 0, 9));
        assertEquals(new Need(0, 3, Map.of(), 0), forecast().need(pods(3, "600m"), node("t", "1500m"), 2, 9), "those that are coming are enough");
        assertEquals(new Need(1, 2, Map.of(), 1), forecast().need(pods(3, "600m"), node("t", "1500m"), 0, 1), "there may be no more");
    }

    @Test
    void whatWouldNotRunOnANewNodeBringsNoneAndSaysWhy() {
        List<Pod> waiting = List.of(pod("large", "7", null, Map.of()), pod("elsewhere", "100m", null, Map.of("disk", "tape")),
                pod("fine", "100m", null, Map.of("disk", "ssd")));
        Need need = forecast().need(waiting, node("t", "1"), 0, 9);
        assertEquals(1, need.nodes());
        assertEquals("Insufficient cpu", need.impossible().get("default/large"));
        assertTrue(need.impossible().get("default/elsewhere").contains("node affinity/selector"), need.toString());
        assertEquals(2, need.impossible().size());
    }

    @Test
    void aTaintKeepsAwayWhoDoesNotTolerateIt() {
        Node tainted = new NodeBuilder(node("t", "1")).editSpec().addNewTaint("NoSchedule", "gpu", null, "yes").endSpec().build();
        Pod tolerant = new PodBuilder(pod("b", "100m", null, Map.of())).editSpec().addNewToleration().withKey("gpu").withOperator("Exists").endToleration()
                .endSpec()
                .build();
        Need need = forecast().need(List.of(pod("a", "100m", null, Map.of()), tolerant), tainted, 0, 9);
        assertEquals(1, need.nodes());
        assertEquals(Set.of("default/a"), need.impossible().keySet());
    }

    @Test
    void aThousandPodsAreBoundedByWhatThereMayBe() {
        Need need = forecast().need(pods(1000, "600m"), node("t", "1"), 0, 5);
        assertEquals(new Need(5, 5, Map.of(), 995), need);
    }

    @Test
    void whoseNodeGoesMovesOnlyWhereThereIsRoom() {
        there(Types.NODES, node("a", "1"), "");
        there(Types.NODES, node("b", "1"), "");
        Pod small = pod("small", "300m", "a", Map.of());
        Pod other = pod("other", "600m", "b", Map.of());
        there(Types.PODS, small, "a");
        there(Types.PODS, other, "b");
        assertTrue(forecast().wouldMove(List.of(small), "a"));
        assertFalse(forecast().wouldMove(List.of(pod("large", "500m", "a", Map.of())), "a"));
    }
}

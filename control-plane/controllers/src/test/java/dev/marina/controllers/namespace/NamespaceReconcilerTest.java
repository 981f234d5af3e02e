package dev.marina.controllers.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.FurtherContent;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespaceReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private FurtherContent further = FurtherContent.NONE;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void podsGoFirstAndTheRestWaitsForThem() throws Exception {
        Pod running = world.writes(acme).create(Types.PODS, Samples.running(Samples.pod("web"), "n1", world.time.instant()));
        world.writes(acme).create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withName("m").withNamespace("default").endMetadata().build());
        world.writes(acme).delete(Types.NAMESPACES, world.require(acme, Types.NAMESPACES, "", "default"));

        reconcile();

        assertEquals(1, world.snapshot(acme).list(Types.CONFIG_MAPS, "default").size());
        assertTrue(world.require(acme, Types.NAMESPACES, "", "default").getStatus().getConditions().stream().anyMatch(
                condition -> condition.getType().equals("NamespaceContentRemaining") && condition.getMessage().contains("pods. has 1 resource instances")));

        world.writes(acme).delete(Types.PODS, running, Document.mapper().createObjectNode().put("gracePeriodSeconds", 0));
        reconcile();
        assertTrue(world.snapshot(acme).list(Types.CONFIG_MAPS, "default").isEmpty());
    }

    @Test
    void aLivingNamespaceKeepsEverything() throws Exception {
        world.writes(acme).create(Types.PODS, Samples.pod("web"));
        reconcile();
        assertEquals(1, world.snapshot(acme).list(Types.PODS, "default").size());
    }

    private String condition(String type) {
        return world.require(acme, Types.NAMESPACES, "", "default").getStatus().getConditions().stream().filter(each -> each.getType().equals(type))
                .map(each -> "%s %s %s".formatted(each.getStatus(), each.getReason(), each.getMessage())).findFirst().orElseThrow();
    }

    @Test
    void aNamespaceStaysAsLongAsFurtherApisHaveSomethingInIt() throws Exception {
        world.writes(acme).delete(Types.NAMESPACES, world.require(acme, Types.NAMESPACES, "", "default"));
        further = new FurtherContent(Map.of("flunders.example.com", 2L), Map.of("example.com/stays", 1L), Map.of(), List.of("/apis/x: no answer"));
        reconcile();
        assertEquals("True SomeResourcesRemain Some resources are remaining: flunders.example.com has 2 resource instances",
                condition("NamespaceContentRemaining"));
        assertEquals("True SomeFinalizersRemain Some content in the namespace has finalizers remaining: example.com/stays in 1 resource instances",
                condition("NamespaceFinalizersRemaining"));
        assertEquals("True ContentDeletionFailed Failed to delete all resource types, 1 remaining: /apis/x: no answer",
                condition("NamespaceDeletionContentFailure"));
        further = new FurtherContent(Map.of(), Map.of(), Map.of("example.com/v1", "stale GroupVersion discovery: example.com/v1"), List.of());
        reconcile();
        assertEquals("True DiscoveryFailed Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: "
                + "example.com/v1: stale GroupVersion discovery: example.com/v1", condition("NamespaceDeletionDiscoveryFailure"));
        further = FurtherContent.NONE;
        reconcile();
        assertEquals(List.of(), world.require(acme, Types.NAMESPACES, "", "default").getSpec().getFinalizers(), "nobody holds it any more");
    }

    private void reconcile() throws Exception {
        world.reconcile(new NamespaceReconciler((_, _) -> further), acme, "", "default");
    }
}

package dev.marina.controllers.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespaceReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

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

    private void reconcile() throws Exception {
        world.reconcile(new NamespaceReconciler(), acme, "", "default");
    }
}

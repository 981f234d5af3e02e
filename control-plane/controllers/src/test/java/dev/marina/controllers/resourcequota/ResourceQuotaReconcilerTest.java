package dev.marina.controllers.resourcequota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResourceQuotaReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatIsUsedIsCountedAndEndedPodsAreNot() throws Exception {
        world.writes(acme).create(Types.RESOURCE_QUOTAS, new ResourceQuotaBuilder().withNewMetadata().withName("q").withNamespace("default").endMetadata()
                .withNewSpec().addToHard(Map.of("pods", new Quantity("5"), "requests.cpu", new Quantity("2"), "count/configmaps", new Quantity("9"))).endSpec()
                .build());
        pod("a", "Running");
        pod("b", "Pending");
        pod("c", "Succeeded");
        world.writes(acme).create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withName("m").withNamespace("default").endMetadata().build());

        world.reconcile(new ResourceQuotaReconciler(), acme, "default", "q");

        assertEquals(Map.of("pods", new Quantity("2"), "requests.cpu", new Quantity("600m"), "count/configmaps", new Quantity("1")),
                world.require(acme, Types.RESOURCE_QUOTAS, "default", "q").getStatus().getUsed());
        int writes = world.client.calls.size();
        world.reconcile(new ResourceQuotaReconciler(), acme, "default", "q");
        assertEquals(writes, world.client.calls.size());
    }

    private void pod(String name, String phase) {
        world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod(name)).editSpec().editFirstContainer().withNewResources()
                .addToRequests("cpu", new Quantity("300m")).endResources().endContainer().endSpec().editStatus().withPhase(phase).endStatus().build());
    }
}

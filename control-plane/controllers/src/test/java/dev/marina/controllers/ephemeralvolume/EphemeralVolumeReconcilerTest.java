package dev.marina.controllers.ephemeralvolume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EphemeralVolumeReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    private Pod pod() {
        return world.writes(acme).create(Types.PODS,
                new PodBuilder(Samples.pod("web")).editSpec().addNewVolume().withName("scratch").withNewEphemeral().withNewVolumeClaimTemplate()
                        .withNewMetadata().addToLabels("kind", "scratch").endMetadata().withNewSpec().withAccessModes("ReadWriteOnce")
                        .withStorageClassName("fast").withNewResources()
                        .addToRequests("storage", new Quantity("1Gi")).endResources().endSpec().endVolumeClaimTemplate().endEphemeral().endVolume().endSpec()
                        .build());
    }

    @Test
    void theClaimOfAnEphemeralVolumeIsMadeAndBelongsToThePod() throws Exception {
        Pod pod = pod();

        world.reconcile(new EphemeralVolumeReconciler(), acme, "default", "web");
        world.reconcile(new EphemeralVolumeReconciler(), acme, "default", "web");

        PersistentVolumeClaim claim = world.require(acme, Types.CLAIMS, "default", "web-scratch");
        assertEquals(Map.of("kind", "scratch"), claim.getMetadata().getLabels());
        assertEquals("fast", claim.getSpec().getStorageClassName());
        assertEquals(pod.getMetadata().getUid(), claim.getMetadata().getOwnerReferences().getFirst().getUid());
    }

    @Test
    void aClaimOfThatNameThatIsNotThePodsIsLeftAloneAndSaid() throws Exception {
        world.writes(acme).create(Types.CLAIMS,
                new PersistentVolumeClaimBuilder().withNewMetadata().withName("web-scratch").withNamespace("default").endMetadata()
                        .withNewSpec().endSpec().build());
        pod();

        world.reconcile(new EphemeralVolumeReconciler(), acme, "default", "web");

        assertEquals(List.of("ephemeral volume scratch: PVC default/web-scratch was not created for pod default/web (pod is not owner)"),
                world.snapshot(acme).list(Types.EVENTS, "default").stream().map(event -> event.getMessage()).toList());
    }
}

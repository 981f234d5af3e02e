package dev.marina.controllers.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId cluster = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    private void reconcile() throws Exception {
        world.reconcile(new ClaimReconciler(), cluster, "default", "data");
    }

    private PersistentVolumeClaim claim() {
        return world.require(cluster, Types.CLAIMS, "default", "data");
    }

    @Test
    void a_claim_gets_the_default_class_waits_for_its_consumer_and_is_bound_to_what_was_made_for_it() throws Exception {
        world.writes(cluster).create(Types.STORAGE_CLASSES, new StorageClassBuilder().withNewMetadata().withName("standard")
                .addToAnnotations("storageclass.kubernetes.io/is-default-class", "true").endMetadata()
                .withProvisioner("csi.marina.dev").withVolumeBindingMode("WaitForFirstConsumer").build());
        world.writes(cluster).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withNamespace("default").endMetadata()
                .withNewSpec().withAccessModes("ReadWriteOnce").withNewResources().addToRequests("storage", new Quantity("1Gi")).endResources()
                .endSpec().build());
        reconcile();
        assertEquals("standard", claim().getSpec().getStorageClassName());
        assertEquals("Pending", claim().getStatus().getPhase());
        assertTrue(claim().getMetadata().getFinalizers().contains(ClaimReconciler.PROTECTION));

        world.writes(cluster).create(Types.VOLUMES, new PersistentVolumeBuilder().withNewMetadata().withName("pvc-1").endMetadata()
                .withNewSpec().withStorageClassName("standard").withAccessModes("ReadWriteOnce").addToCapacity("storage", new Quantity("1Gi"))
                .withNewClaimRef().withNamespace("default").withName("data").withUid(claim().getMetadata().getUid()).endClaimRef().endSpec().build());
        reconcile();
        assertEquals("Bound", claim().getStatus().getPhase());
        assertEquals("pvc-1", claim().getSpec().getVolumeName());
        assertEquals(new Quantity("1Gi"), claim().getStatus().getCapacity().get("storage"));

        world.reconcile(new VolumeReconciler(), cluster, "", "pvc-1");
        assertEquals("Bound", world.require(cluster, Types.VOLUMES, "", "pvc-1").getStatus().getPhase());

        long version = world.snapshot(cluster).image().version().value();
        reconcile();
        assertEquals(version, world.snapshot(cluster).image().version().value(), "a second look wrote something");
    }
}

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId cluster = world.cluster("acme");
    private final ClusterId other = world.cluster("globex");

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

    @Test
    void a_claim_that_grows_says_that_it_is_expanded_elsewhere() throws Exception {
        for (ClusterId each : List.of(cluster, other)) {
            world.writes(each).create(Types.VOLUMES, new PersistentVolumeBuilder().withNewMetadata().withName("pv").endMetadata().withNewSpec()
                    .withAccessModes("ReadWriteOnce").addToCapacity("storage", new Quantity("1Gi")).withNewCsi().withDriver("csi.example.com")
                    .withVolumeHandle("h").endCsi().endSpec().build());
            world.writes(each).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withNamespace("default")
                    .endMetadata().withNewSpec().withAccessModes("ReadWriteOnce").withStorageClassName("").withVolumeName("pv").withNewResources()
                    .addToRequests("storage", new Quantity("1Gi")).endResources().endSpec().build());
            for (int times = 0; times < 2; times++) {
                world.reconcile(new ClaimReconciler(), each, "default", "data");
            }
        }
        assertEquals(0, expanding(cluster));

        world.writes(cluster).update(Types.CLAIMS, new PersistentVolumeClaimBuilder(claim()).editSpec().editResources()
                .addToRequests("storage", new Quantity("2048Mi")).endResources().endSpec().build());
        reconcile();

        world.await("it is told", () -> expanding(cluster) == 1, () -> world.snapshot(cluster).list(Types.EVENTS, ""));
        assertEquals(0, expanding(other));
    }

    private long expanding(ClusterId where) {
        return world.snapshot(where).list(Types.EVENTS, "").stream().filter(event -> event.getReason().equals("ExternalExpanding")
                && event.getMessage().equals("waiting for an external controller to expand this PVC")).count();
    }
}

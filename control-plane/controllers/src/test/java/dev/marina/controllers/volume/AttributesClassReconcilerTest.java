package dev.marina.controllers.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClassBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttributesClassReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId cluster = world.cluster("acme");
    private final ClusterId other = world.cluster("globex");

    @BeforeEach
    void classes() throws Exception {
        for (ClusterId each : List.of(cluster, other)) {
            world.writes(each).create(Types.VOLUME_ATTRIBUTES_CLASSES, new VolumeAttributesClassBuilder().withNewMetadata().withName("fast").endMetadata()
                    .withDriverName("csi.marina.dev").withParameters(Map.of("directIO", "true")).build());
        }
        reconcile();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void reconcile() throws Exception {
        world.reconcile(new AttributesClassReconciler(), cluster, "", "fast");
    }

    private boolean there() {
        return world.snapshot(cluster).find(Types.VOLUME_ATTRIBUTES_CLASSES, "", "fast").isPresent();
    }

    @Test
    void a_class_is_held_from_its_beginning_and_once() throws Exception {
        ObjectMeta metadata = world.require(cluster, Types.VOLUME_ATTRIBUTES_CLASSES, "", "fast").getMetadata();
        assertEquals(List.of("kubernetes.io/vac-protection"), metadata.getFinalizers());

        reconcile();
        assertEquals(metadata.getResourceVersion(), world.require(cluster, Types.VOLUME_ATTRIBUTES_CLASSES, "", "fast").getMetadata().getResourceVersion());
    }

    @Test
    void a_class_goes_with_the_last_who_names_it_in_its_own_cluster() throws Exception {
        world.writes(other).create(Types.VOLUMES, volume());
        world.writes(cluster).create(Types.VOLUMES, volume());
        world.writes(cluster).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withNamespace("default").withName("data").endMetadata()
                .withNewSpec().withVolumeAttributesClassName("fast").withAccessModes("ReadWriteOnce").withNewResources()
                .addToRequests("storage", new Quantity("1Gi")).endResources().endSpec().build());
        world.writes(cluster).delete(Types.VOLUME_ATTRIBUTES_CLASSES, world.require(cluster, Types.VOLUME_ATTRIBUTES_CLASSES, "", "fast"));
        reconcile();
        assertTrue(there());

        world.writes(cluster).delete(Types.VOLUMES, world.require(cluster, Types.VOLUMES, "", "pv"));
        reconcile();
        assertTrue(there());

        world.writes(cluster).delete(Types.CLAIMS, world.require(cluster, Types.CLAIMS, "default", "data"));
        reconcile();
        assertEquals(false, there());
        assertTrue(world.snapshot(other).find(Types.VOLUME_ATTRIBUTES_CLASSES, "", "fast").isPresent());
    }

    private static io.fabric8.kubernetes.api.model.PersistentVolume volume() {
        return new PersistentVolumeBuilder().withNewMetadata().withName("pv").endMetadata().withNewSpec().withAccessModes("ReadWriteOnce")
                .addToCapacity("storage", new Quantity("1Gi")).withVolumeAttributesClassName("fast").withNewCsi().withDriver("csi.marina.dev")
                .withVolumeHandle("c1_x").endCsi().endSpec().build();
    }
}

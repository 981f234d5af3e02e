package dev.marina.controllers.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimPlanTest {

    private static final Optional<StorageClass> STANDARD = Optional.of(new StorageClassBuilder().withNewMetadata().withName("standard").endMetadata()
            .withProvisioner("csi.marina.dev").withVolumeBindingMode("WaitForFirstConsumer").build());
    private static final Optional<StorageClass> IMMEDIATE = Optional.of(new StorageClassBuilder(STANDARD.get()).withVolumeBindingMode("Immediate").build());

    private static PersistentVolumeClaim claim(Map<String, String> annotations, String volume) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata().withName("data").withNamespace("default").withUid("u1").withAnnotations(annotations).endMetadata()
                .withNewSpec().withStorageClassName("standard").withAccessModes("ReadWriteOnce").withVolumeName(volume)
                .withNewResources().addToRequests("storage", new Quantity("1Gi")).endResources().endSpec().build();
    }

    private static PersistentVolume volume(String name, String size) {
        return new PersistentVolumeBuilder().withNewMetadata().withName(name).endMetadata()
                .withNewSpec().withStorageClassName("standard").withAccessModes("ReadWriteOnce").addToCapacity("storage", new Quantity(size)).endSpec().build();
    }

    private static PersistentVolume volumeFor(String name, String claim, String uid) {
        return new PersistentVolumeBuilder(volume(name, "1Gi")).editSpec()
                .withNewClaimRef().withNamespace("default").withName(claim).withUid(uid).endClaimRef().endSpec().build();
    }

    @Test
    void a_class_that_waits_for_the_first_consumer_makes_the_claim_wait() {
        assertEquals(new ClaimPlan.AwaitConsumer(), ClaimPlan.of(claim(Map.of(), null), List.of(volume("free", "5Gi")), STANDARD, Optional.empty()));
    }

    @Test
    void once_a_node_is_selected_the_provisioner_is_waited_for() {
        assertEquals(new ClaimPlan.AwaitProvisioner("csi.marina.dev"),
                ClaimPlan.of(claim(Map.of(ClaimPlan.SELECTED_NODE, "n1"), null), List.of(), STANDARD, Optional.empty()));
    }

    @Test
    void the_volume_that_was_made_for_the_claim_is_bound_to_it() {
        PersistentVolume made = volumeFor("pvc-u1", "data", "u1");
        assertEquals(new ClaimPlan.Bind(made),
                ClaimPlan.of(claim(Map.of(), null), List.of(volumeFor("other", "data", "u0"), made), STANDARD, Optional.empty()));
        assertEquals(new ClaimPlan.Bind(made), ClaimPlan.of(claim(Map.of(), "pvc-u1"), List.of(made), STANDARD, Optional.empty()));
        assertEquals(new ClaimPlan.Bound(made),
                ClaimPlan.of(claim(Map.of(ClaimPlan.BIND_COMPLETED, "yes"), "pvc-u1"), List.of(made), STANDARD, Optional.empty()));
    }

    @Test
    void the_smallest_volume_that_is_large_enough_is_taken() {
        PersistentVolume fitting = volume("b", "2Gi");
        assertEquals(new ClaimPlan.Bind(fitting),
                ClaimPlan.of(claim(Map.of(), null), List.of(volume("a", "5Gi"), fitting, volume("c", "500Mi")), IMMEDIATE, Optional.empty()));
    }

    @Test
    void a_block_device_is_no_file_system() {
        PersistentVolume disk = new PersistentVolumeBuilder(volume("disk", "5Gi")).editSpec().withVolumeMode("Block").endSpec().build();
        PersistentVolume disksFor = new PersistentVolumeBuilder(volumeFor("disk", "data", "u1")).editSpec().withVolumeMode("Block").endSpec().build();
        PersistentVolumeClaim block = new PersistentVolumeClaimBuilder(claim(Map.of(), null)).editSpec().withVolumeMode("Block").endSpec().build();

        assertEquals(new ClaimPlan.Bind(disk), ClaimPlan.of(block, List.of(volume("files", "1Gi"), disk), IMMEDIATE, Optional.empty()));
        assertEquals(new ClaimPlan.AwaitProvisioner("csi.marina.dev"), ClaimPlan.of(claim(Map.of(), null), List.of(disk), IMMEDIATE, Optional.empty()));
        assertEquals(new ClaimPlan.Mismatch("Cannot bind PersistentVolume \"disk\" to requested PersistentVolumeClaim due to incompatible volumeMode."),
                ClaimPlan.of(claim(Map.of(), null), List.of(disksFor), STANDARD, Optional.empty()));
        assertEquals(new ClaimPlan.Mismatch("Cannot bind to requested volume \"disk\": incompatible volumeMode"),
                ClaimPlan.of(claim(Map.of(), "disk"), List.of(disk), STANDARD, Optional.empty()));
    }

    @Test
    void a_volume_that_is_named_has_to_do() {
        assertEquals(new ClaimPlan.Mismatch("Cannot bind to requested volume \"small\": requested PV is too small"),
                ClaimPlan.of(claim(Map.of(), "small"), List.of(volume("small", "500Mi")), STANDARD, Optional.empty()));
    }

    @Test
    void a_bound_claim_without_its_volume_is_lost() {
        assertInstanceOf(ClaimPlan.Lost.class, ClaimPlan.of(claim(Map.of(ClaimPlan.BIND_COMPLETED, "yes"), "gone"), List.of(), STANDARD, Optional.empty()));
        assertInstanceOf(ClaimPlan.Lost.class,
                ClaimPlan.of(claim(Map.of(ClaimPlan.BIND_COMPLETED, "yes"), "v"), List.of(volumeFor("v", "data", "u0")), STANDARD, Optional.empty()));
    }

    @Test
    void without_class_and_volume_there_is_nothing_to_wait_for() {
        assertInstanceOf(ClaimPlan.Unavailable.class, ClaimPlan.of(claim(Map.of(), null), List.of(), Optional.empty(), Optional.empty()));
    }

    @Test
    void a_volume_is_released_when_its_claim_is_another_one_now() {
        PersistentVolume volume = volumeFor("v", "data", "u1");
        assertEquals("Bound", VolumePlan.of(volume, Optional.of(claim(Map.of(), "v"))).phase());
        assertEquals("Released", VolumePlan.of(volume, Optional.empty()).phase());
        assertEquals("Released", VolumePlan.of(volumeFor("v", "data", "u0"), Optional.of(claim(Map.of(), "v"))).phase());
        assertEquals("Available", VolumePlan.of(volume("v", "1Gi"), Optional.empty()).phase());
    }

    @Test
    void of_volumes_that_are_there_one_on_the_selected_node_is_taken() {
        Node node = new NodeBuilder().withNewMetadata().withName("n1").addToLabels("kubernetes.io/hostname", "n1").endMetadata().build();
        PersistentVolume elsewhere = on(volume("elsewhere", "1Gi"), "n2");
        PersistentVolume here = on(volume("here", "5Gi"), "n1");

        assertEquals(new ClaimPlan.Bind(here),
                ClaimPlan.of(claim(Map.of(ClaimPlan.SELECTED_NODE, "n1"), null), List.of(elsewhere, here), STANDARD, Optional.of(node)));
    }

    private static PersistentVolume on(PersistentVolume volume, String node) {
        return new PersistentVolumeBuilder(volume).editSpec().withNewNodeAffinity().withNewRequired().addNewNodeSelectorTerm().addNewMatchExpression()
                .withKey("kubernetes.io/hostname").withOperator("In").withValues(node).endMatchExpression().endNodeSelectorTerm().endRequired()
                .endNodeAffinity().endSpec().build();
    }
}

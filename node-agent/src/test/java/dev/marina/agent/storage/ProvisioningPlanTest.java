package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.CsiDriver;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeStatusBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProvisioningPlanTest {

    private static final String DRIVER = "csi.marina.dev";
    private static final String KEY = "topology.csi.marina.dev/machine";
    private static final StorageClass STANDARD = Serialization.unmarshal(
            "---\n{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: standard}, provisioner: csi.marina.dev, reclaimPolicy: Delete}",
            StorageClass.class);
    private static final PersistentVolumeClaim CLAIM = Serialization.unmarshal("""
            ---
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: default, uid: u1, annotations: {volume.kubernetes.io/selected-node: node-1}}, \
            spec: {storageClassName: standard, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}""", PersistentVolumeClaim.class);

    private static PersistentVolume volume() {
        return ProvisioningPlan.volume(CLAIM, STANDARD, DRIVER, "c1_pvc-u1", Map.of(), KEY, "machine-1");
    }

    @Test
    void theDriverIsTheOneThatClustersName() {
        assertEquals(VolumeDriver.NAME, CsiDriver.NAME);
    }

    @Test
    void claimIsProvisionedByTheNodeThatTheSchedulerSelected() {
        assertTrue(ProvisioningPlan.wanted(CLAIM, "node-1", DRIVER, Optional.of(STANDARD)));
        assertFalse(ProvisioningPlan.wanted(CLAIM, "node-2", DRIVER, Optional.of(STANDARD)));
        assertFalse(ProvisioningPlan.wanted(CLAIM, "node-1", "other.example.org", Optional.of(STANDARD)));
        assertFalse(ProvisioningPlan.wanted(CLAIM, "node-1", DRIVER, Optional.empty()));
    }

    @Test
    void boundClaimIsLeftAlone() {
        PersistentVolumeClaim bound = new PersistentVolumeClaimBuilder(CLAIM).editSpec().withVolumeName("pvc-u1").endSpec().build();

        assertFalse(ProvisioningPlan.wanted(bound, "node-1", DRIVER, Optional.of(STANDARD)));
    }

    @Test
    void claimThatWaitsForNoPodIsTakenByAnyNode() {
        PersistentVolumeClaim unselected = new PersistentVolumeClaimBuilder(CLAIM).editMetadata().withAnnotations(Map.of()).endMetadata().build();
        StorageClass waiting = new StorageClassBuilder(STANDARD).withVolumeBindingMode("WaitForFirstConsumer").build();
        StorageClass immediate = new StorageClassBuilder(STANDARD).withVolumeBindingMode("Immediate").build();

        assertTrue(ProvisioningPlan.takeable(unselected, DRIVER, Optional.of(immediate)));
        assertFalse(ProvisioningPlan.takeable(unselected, DRIVER, Optional.of(waiting)));
        assertFalse(ProvisioningPlan.takeable(unselected, "other.example.org", Optional.of(immediate)));
        assertFalse(ProvisioningPlan.takeable(CLAIM, DRIVER, Optional.of(immediate)));
    }

    @Test
    void volumeNamesItsClaimItsDriverAndItsMachine() {
        PersistentVolume volume = volume();

        assertEquals("pvc-u1", volume.getMetadata().getName());
        assertEquals("u1", volume.getSpec().getClaimRef().getUid());
        assertEquals("c1_pvc-u1", volume.getSpec().getCsi().getVolumeHandle());
        assertEquals("machine-1",
                volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms().getFirst().getMatchExpressions().getFirst().getValues().getFirst());
        assertEquals(1L << 30, ProvisioningPlan.bytes(CLAIM));
    }

    @Test
    void releasedVolumesOfThisMachineExpireUnlessTheyAreToBeKept() {
        PersistentVolume released = new PersistentVolumeBuilder(volume()).withStatus(new PersistentVolumeStatusBuilder().withPhase("Released").build()).build();
        PersistentVolume kept = new PersistentVolumeBuilder(released).editSpec().withPersistentVolumeReclaimPolicy("Retain").endSpec().build();

        assertTrue(ProvisioningPlan.expired(released, DRIVER, KEY, "machine-1"));
        assertFalse(ProvisioningPlan.expired(released, DRIVER, KEY, "machine-2"));
        assertFalse(ProvisioningPlan.expired(kept, DRIVER, KEY, "machine-1"));
        assertFalse(ProvisioningPlan.expired(volume(), DRIVER, KEY, "machine-1"));
    }
}

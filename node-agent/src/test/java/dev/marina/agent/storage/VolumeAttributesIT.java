package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.volume.VolumeId;
import dev.marina.csi.volume.VolumeStates;
import dev.marina.csi.volume.XfsImages;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClassBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a claim's class of attributes does to its volume, with a driver whose volumes have some.
class VolumeAttributesIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final FakeVolumes cluster = new FakeVolumes();
    private VolumeStates states;
    private CsiDriver driver;
    private CsiClient client;
    private Provisioning provisioning;

    @BeforeEach
    void open() throws IOException {
        Path socket = directory.resolve("csi.sock");
        states = new VolumeStates(directory.resolve("states"));
        driver = new CsiDriver(socket, "machine-1", states, new XfsImages(directory.resolve("volumes")));
        client = new CsiClient(socket);
        provisioning = new Provisioning(new NodeRef("c1", "node-1"), "machine-1", client, _ -> false, _ -> Optional.empty());
        for (String direct : List.of("true", "false")) {
            cluster.attributesClasses.put("direct-" + direct, new VolumeAttributesClassBuilder().withNewMetadata().withName("direct-" + direct).endMetadata()
                    .withDriverName(CsiDriver.NAME).withParameters(Map.of("directIO", direct)).build());
        }
        cluster.claims.add(new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withNamespace("default").withUid("uid-data")
                .addToAnnotations(ProvisioningPlan.SELECTED_NODE, "node-1").endMetadata()
                .withNewSpec().withStorageClassName("standard").withAccessModes("ReadWriteOnce").withVolumeMode("Block")
                .withVolumeAttributesClassName("direct-true").withNewResources().addToRequests("storage", new Quantity("16Mi")).endResources().endSpec()
                .build());
    }

    @AfterEach
    void close() {
        client.close();
        driver.close();
    }

    @Test
    void volumeIsMadeAsItsClassSaysAndChangedWhenTheClaimNamesAnother() {
        provisioning.pass(cluster, NOW);
        assertEquals("direct-true", cluster.volumes.getFirst().getSpec().getVolumeAttributesClassName());
        assertEquals("Block", cluster.volumes.getFirst().getSpec().getVolumeMode());
        assertEquals(Map.of("directIO", "true"), states.find(new VolumeId("c1_pvc-uid-data")).orElseThrow().attributes());
        cluster.bind("data");
        cluster.claims.replaceAll(known -> new PersistentVolumeClaimBuilder(known).editSpec().withVolumeAttributesClassName("direct-false").endSpec()
                .editStatus().withCurrentVolumeAttributesClassName("direct-true").endStatus().build());
        cluster.events.clear();

        provisioning.pass(cluster, NOW);

        assertEquals(List.of("data InProgress direct-false ModifyingVolume ModifyVolume operation in progress.",
                "data VolumeModify external resizer is modifying volume data with vac direct-false",
                "data VolumeModifySuccessful external resizer modified volume data with vac direct-false successfully"), cluster.events);
        assertEquals("direct-false", cluster.claims.getFirst().getStatus().getCurrentVolumeAttributesClassName());
        assertEquals("direct-false", cluster.volumes.getFirst().getSpec().getVolumeAttributesClassName());
        assertEquals(Map.of("directIO", "false"), states.find(new VolumeId("c1_pvc-uid-data")).orElseThrow().attributes());
        cluster.events.clear();
        provisioning.pass(cluster, NOW.plusSeconds(60));
        assertEquals(List.of(), cluster.events);
    }
}

package dev.marina.scheduler.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.snapshot.SnapshotTypes;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.NodeStates;
import dev.marina.scheduler.PodFacts;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySelectorTermBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacityBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where a pod's volumes let it run, apart from their binding.
class VolumePluginsTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aClaimForOnePodIsUsedByOne() {
        claim("data", "pv", "ReadWriteOncePod");
        claim("shared", "pv-2", "ReadWriteOnce");
        NodeState node = node(Map.of(), using("there", "data"), using("too", "shared"));

        assertEquals("node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode",
                refusal(new VolumeRestrictions(), using("p", "data"), node));
        assertEquals("", refusal(new VolumeRestrictions(), using("p", "shared"), node));
        assertEquals("",
                refusal(new VolumeRestrictions(), new PodBuilder(using("p", "data")).editMetadata().withNamespace("other").endMetadata().build(), node));
    }

    @Test
    void volumesOfAZoneAreUsedThere() {
        volume("pv", Map.of("topology.kubernetes.io/zone", "a__b"), "h1");
        claim("data", "pv", "ReadWriteOnce");

        assertEquals("", refusal(new VolumeZone(), using("p", "data"), node(Map.of("topology.kubernetes.io/zone", "b"))));
        assertEquals("node(s) had no available volume zone", refusal(new VolumeZone(), using("p", "data"), node(Map.of("topology.kubernetes.io/zone", "c"))));
        assertEquals("", refusal(new VolumeZone(), using("p", "data"), node(Map.of("failure-domain.beta.kubernetes.io/zone", "a"))));
        assertEquals("", refusal(new VolumeZone(), using("p", "data"), node(Map.of("disk", "ssd"))), "a node without zones is not kept from");
    }

    @Test
    void aNodeTakesAsManyVolumesOfADriverAsItSays() {
        volume("pv-1", Map.of(), "h1");
        volume("pv-2", Map.of(), "h2");
        volume("pv-3", Map.of(), "h3");
        claim("one", "pv-1", "ReadWriteOnce");
        claim("two", "pv-2", "ReadWriteOnce");
        claim("three", "pv-3", "ReadWriteOnce");
        world.writes(acme).create(Types.CSI_NODES, new CSINodeBuilder().withNewMetadata().withName("n1").endMetadata().withNewSpec().addNewDriver()
                .withName("csi.example.com").withNodeID("n1").withNewAllocatable().withCount(2).endAllocatable().endDriver().endSpec().build());
        NodeState node = node(Map.of(), using("there", "one", "two"));

        assertEquals("node(s) exceed max volume count", refusal(new NodeVolumeLimits(), using("p", "three"), node));
        assertEquals("", refusal(new NodeVolumeLimits(), using("p", "two"), node), "it is there already");
        assertEquals("", refusal(new NodeVolumeLimits(), using("p", "three"), node(Map.of(), using("there", "one"))));
    }

    @Test
    void aVolumeIsMadeWhereItsClassAllowsAndItsDriverHasRoom() {
        world.writes(acme).create(Types.STORAGE_CLASSES, new StorageClassBuilder().withNewMetadata().withName("block").endMetadata()
                .withProvisioner("csi.example.com").withVolumeBindingMode("WaitForFirstConsumer").withAllowedTopologies(new TopologySelectorTermBuilder()
                        .addNewMatchLabelExpression().withKey("zone").withValues("a", "b").endMatchLabelExpression().build())
                .build());
        world.writes(acme).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withNamespace("default").withName("data").endMetadata()
                .withNewSpec().withStorageClassName("block").withNewResources().addToRequests("storage", new Quantity("2Gi")).endResources().endSpec().build());
        assertEquals("", refusal(new VolumeBinding(), using("p", "data"), node(Map.of("zone", "a"))));
        assertEquals("node(s) didn't find available persistent volumes to bind", refusal(new VolumeBinding(), using("p", "data"), node(Map.of("zone", "c"))));

        world.writes(acme).create(Types.CSI_DRIVERS, new CSIDriverBuilder().withNewMetadata().withName("csi.example.com").endMetadata().withNewSpec()
                .withStorageCapacity(true).endSpec().build());
        room("of-a", "a", "10Gi", "1Gi");
        room("of-b", "b", "2Gi", null);

        assertEquals("node(s) did not have enough free storage", refusal(new VolumeBinding(), using("p", "data"), node(Map.of("zone", "a"))),
                "no volume may be so large");
        assertEquals("", refusal(new VolumeBinding(), using("p", "data"), node(Map.of("zone", "b"))));
    }

    private void room(String name, String zone, String capacity, String largest) {
        world.writes(acme).create(Types.CSI_STORAGE_CAPACITIES, new CSIStorageCapacityBuilder().withNewMetadata().withNamespace("default").withName(name)
                .endMetadata().withStorageClassName("block").withCapacity(new Quantity(capacity))
                .withMaximumVolumeSize(largest == null ? null : new Quantity(largest)).withNewNodeTopology().addToMatchLabels("zone", zone).endNodeTopology()
                .build());
    }

    /// Volumes never leave their machine, so a copy of one is made there.
    @Test
    void aVolumeThatIsToBeMadeOfSomethingIsMadeWhereThatLies() {
        String machine = "topology.csi.marina.dev/machine";
        world.writes(acme).create(Types.STORAGE_CLASSES, new StorageClassBuilder().withNewMetadata().withName("standard").endMetadata()
                .withProvisioner("csi.marina.dev").withVolumeBindingMode("WaitForFirstConsumer").build());
        world.writes(acme).create(Types.VOLUMES, new PersistentVolumeBuilder().withNewMetadata().withName("pv").endMetadata().withNewSpec()
                .withNewNodeAffinity().withNewRequired().addNewNodeSelectorTerm().addNewMatchExpression().withKey(machine).withOperator("In").withValues("m1")
                .endMatchExpression().endNodeSelectorTerm()
                .endRequired().endNodeAffinity().endSpec().build());
        claim("data", "pv", "ReadWriteOnce");
        world.writes(acme).create(SnapshotTypes.CONTENTS, new GenericKubernetesResourceBuilder().withApiVersion("snapshot.storage.k8s.io/v1")
                .withKind("VolumeSnapshotContent").withNewMetadata().withName("content").addToLabels(machine, "m1").endMetadata().build());
        world.writes(acme).create(SnapshotTypes.SNAPSHOTS, new GenericKubernetesResourceBuilder().withApiVersion("snapshot.storage.k8s.io/v1")
                .withKind("VolumeSnapshot").withNewMetadata().withNamespace("default").withName("monday").endMetadata()
                .addToAdditionalProperties("status", Map.of("boundVolumeSnapshotContentName", "content")).build());
        copy("clone", null, "PersistentVolumeClaim", "data");
        copy("restored", "snapshot.storage.k8s.io", "VolumeSnapshot", "monday");
        copy("soon", "snapshot.storage.k8s.io", "VolumeSnapshot", "of-which-nothing-is-known");

        for (String claim : List.of("clone", "restored")) {
            assertEquals("", refusal(new VolumeBinding(), using("p", claim), node(Map.of(machine, "m1"))), claim);
            assertEquals("node(s) didn't find available persistent volumes to bind", refusal(new VolumeBinding(), using("p", claim),
                    node(Map.of(machine, "m2"))), claim);
        }
        assertEquals("", refusal(new VolumeBinding(), using("p", "soon"), node(Map.of(machine, "m2"))));
    }

    private void copy(String name, String group, String kind, String source) {
        world.writes(acme).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withNamespace("default").withName(name).endMetadata()
                .withNewSpec().withStorageClassName("standard").withNewDataSource(group, kind, source).endSpec().build());
    }

    private String refusal(SchedulerPlugin.Filter plugin, Pod pod, NodeState node) {
        Cycle cycle = new Cycle(PodFacts.of(pod), List.of(node), world.snapshot(acme));
        return plugin.concerns(cycle) && plugin.filter(cycle, node) instanceof Fit.Misfit(List<String> reasons, boolean _) ? reasons.getFirst() : "";
    }

    private static NodeState node(Map<String, String> labels, Pod... pods) {
        Node node = new NodeBuilder(Samples.node("n1", "4", "4Gi")).editMetadata().withLabels(labels).endMetadata().build();
        return NodeStates.of(node, List.of(pods));
    }

    private static Pod using(String name, String... claims) {
        PodBuilder pod = new PodBuilder(Samples.pod(name)).editMetadata().withUid("uid-" + name).endMetadata();
        for (String claim : claims) {
            pod = pod.editSpec().addNewVolume().withName(claim).withNewPersistentVolumeClaim(claim, false).endVolume().endSpec();
        }
        return pod.build();
    }

    private void claim(String name, String volume, String mode) {
        world.writes(acme).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withNamespace("default").withName(name).endMetadata()
                .withNewSpec().withVolumeName(volume).withAccessModes(mode).endSpec().build());
    }

    private void volume(String name, Map<String, String> labels, String handle) {
        world.writes(acme).create(Types.VOLUMES, new PersistentVolumeBuilder().withNewMetadata().withName(name).withLabels(labels).endMetadata()
                .withNewSpec().withNewCsi().withDriver("csi.example.com").withVolumeHandle(handle).endCsi().endSpec().build());
    }
}

package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.eviction.NodeFigures;
import dev.marina.agent.pod.Pods;
import dev.marina.model.Machine;
import dev.marina.net.BackendState;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusPatchTest {

    private static JsonNode json(String patch) throws IOException {
        return new ObjectMapper().readTree(patch);
    }

    @Test
    void conditionsOfOthersAreNotWritten() throws IOException {
        Pod pod = new PodBuilder(Pods.pod("containers: [{name: main, image: a}]")).editStatus()
                .addNewCondition().withType("DisruptionTarget").withStatus("True").endCondition().endStatus().build();
        PodStatus status = new PodStatusBuilder(pod.getStatus()).withPhase("Running").withPodIP("10.244.1.5").addNewPodIP().withIp("10.244.1.5").endPodIP()
                .addNewCondition().withType("Ready").withStatus("True").endCondition().build();

        JsonNode patch = json(StatusPatch.of(pod, status));

        assertEquals(json("[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":null,\"message\":null}]"), patch.at("/status/conditions"));
        assertEquals(json("[{\"$patch\":\"replace\"},{\"ip\":\"10.244.1.5\"}]"), patch.at("/status/podIPs"));
        assertTrue(patch.at("/status/reason").isNull());
        assertEquals("uid-1", patch.at("/metadata/uid").asText());
    }

    @Test
    void nodeWritesOnlyItsOwnConditions() throws IOException {
        Machine.AssignedNode node = new Machine.AssignedNode("c1", "acme", "dev", "pool", "node-1", 0, 7, "10.244.0.0/16",
                "10.96.0.0/12", "10.244.1.0/24", "100.64.0.7", "2", "4Gi", List.of());
        var status = NodeObject.status(node, new NodeFigures(4L << 30, 0, 1L << 30, 1L << 30, 100, 100, 100, 1), Set.of(), Set.of(), BackendState.unknown(),
                List.of(), List.of(),
                Optional.empty(),
                new MachineFacts("docker://1", true, "6.1", "Debian", "boot", 2, 1),
                Instant.EPOCH);

        JsonNode patch = json(StatusPatch.of(status, Optional.empty()));

        assertEquals(List.of("MemoryPressure", "DiskPressure", "PIDPressure", "Ready", "NetworkUnavailable", "NetworkBackend"),
                patch.at("/status/conditions").findValuesAsText("type"));
        assertEquals("replace", patch.at("/status/addresses/0/$patch").asText());
    }

    @Test
    void whatOthersSayThatTheNodeHasCanBePromised() throws Exception {
        NodeStatus own = new NodeStatusBuilder().addToCapacity("cpu", new Quantity("2")).addToAllocatable("cpu", new Quantity("2")).build();
        NodeStatus before = new NodeStatusBuilder().addToCapacity("cpu", new Quantity("9")).addToCapacity("example.com/dongle", new Quantity("4"))
                .addToAllocatable("cpu", new Quantity("9")).addToAllocatable("example.com/gone", new Quantity("1")).build();

        JsonNode patch = json(StatusPatch.of(own, Optional.of(before)));

        assertEquals("{\"cpu\":\"2\"}", patch.at("/status/capacity").toString());
        assertEquals(json("{\"cpu\":\"2\",\"example.com/gone\":null,\"example.com/dongle\":\"4\"}"), patch.at("/status/allocatable"));
    }

    @Test
    void volumesThatAreInUseNoMoreAreTakenBack() throws IOException {
        NodeStatus before = new NodeStatusBuilder().withVolumesInUse("kubernetes.io/csi/d^v").build();

        assertEquals("[\"kubernetes.io/csi/d^v\"]", json(StatusPatch.of(before, Optional.empty())).at("/status/volumesInUse").toString());
        assertEquals("[]", json(StatusPatch.of(new NodeStatus(), Optional.of(before))).at("/status/volumesInUse").toString());
        assertTrue(json(StatusPatch.of(new NodeStatus(), Optional.of(new NodeStatus()))).at("/status/volumesInUse").isMissingNode());
    }

    @Test
    void claimThatHasGrownWaitsForNothingMore() throws IOException {
        PersistentVolumeClaim claim = new PersistentVolumeClaimBuilder().withNewMetadata().withUid("u").endMetadata().withNewStatus()
                .addNewCondition().withType("FileSystemResizePending").endCondition().addNewCondition().withType("Other").endCondition().endStatus().build();

        JsonNode status = json(StatusPatch.expanded(claim, new Quantity("2Gi"))).path("status");

        assertEquals(json("{\"storage\":\"2Gi\"}"), status.path("capacity"));
        assertTrue(status.path("allocatedResourceStatuses").isNull());
        assertEquals(json("[{\"$patch\":\"delete\",\"type\":\"FileSystemResizePending\"}]"), status.path("conditions"));
    }
}

package dev.marina.controllers.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.model.NodePool;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeBearingTest {

    private static NodePool.Spec pool(Map<String, String> labels, NodePool.Taint... taints) {
        return new NodePool.Spec("default", 1, "1", "2Gi", labels, List.of(taints), null, null);
    }

    private static Node node(Map<String, String> labels, String borne, Taint... taints) {
        return new NodeBuilder().withNewMetadata().withName("n").withLabels(labels).withAnnotations(borne.isEmpty() ? null : Map.of(NodeBearing.BORNE, borne))
                .endMetadata().withNewSpec().withTaints(taints).endSpec().build();
    }

    private static final String BORE = "{\"labels\":[\"disk\",\"old\"],\"taints\":[\"gpu:NoSchedule\"]}";

    @Test
    void aPoolThatSaysNothingTouchesNothing() {
        assertEquals(Optional.empty(), NodeBearing.patch(node(Map.of("mine", "1"), "", new Taint("NoSchedule", "own", null, "x")), pool(null)));
    }

    @Test
    void whatIsSaidComesWhatIsSaidNoMoreGoesAndWhatOthersPutThereStays() {
        Node node = node(Map.of("disk", "hdd", "old", "1", "mine", "1"), BORE, new Taint("NoSchedule", "gpu", null, "yes"),
                new Taint("NoExecute", "node.kubernetes.io/unreachable", "2026-01-01T00:00:00Z", null));
        ObjectNode patch = NodeBearing.patch(node, pool(Map.of("disk", "ssd"), new NodePool.Taint("fast", null, "NoSchedule"))).orElseThrow();
        assertEquals("{\"disk\":\"ssd\",\"old\":null}", patch.at("/metadata/labels").toString());
        assertEquals(List.of("node.kubernetes.io/unreachable", "fast"),
                List.of(patch.at("/spec/taints/0/key").asText(), patch.at("/spec/taints/1/key").asText()));
        assertEquals("2026-01-01T00:00:00Z", patch.at("/spec/taints/0/timeAdded").asText());
    }

    @Test
    void nothingChangesTheSecondTime() {
        Node node = node(Map.of("disk", "ssd"), "{\"labels\":[\"disk\"],\"taints\":[\"gpu:NoSchedule\"]}", new Taint("NoSchedule", "gpu", null, "yes"));
        assertEquals(Optional.empty(), NodeBearing.patch(node, pool(Map.of("disk", "ssd"), new NodePool.Taint("gpu", "yes", "NoSchedule"))));
    }

    @Test
    void whatATenantWroteIntoTheAnnotationCannotBeReadAndDoesNoHarm() {
        Node node = node(Map.of("disk", "ssd"), "not json");
        assertTrue(NodeBearing.patch(node, pool(Map.of("disk", "ssd"))).orElseThrow().at("/metadata/labels").isEmpty());
    }
}

package dev.marina.controllers.nodelifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeLifecyclePlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static Node node(String ready, Taint... taints) {
        return new NodeBuilder().withNewMetadata().withName("n1").endMetadata().withNewSpec().withTaints(taints).endSpec()
                .withNewStatus().addNewCondition().withType("Ready").withStatus(ready).endCondition().endStatus().build();
    }

    private static List<String> shown(NodeLifecyclePlan plan) {
        return plan.taints().stream().map(taint -> taint.getKey() + ":" + taint.getEffect()).toList();
    }

    @Test
    void a_node_that_reports_and_is_ready_has_no_taint_of_ours() {
        NodeLifecyclePlan plan = NodeLifecyclePlan.of(node("True", new Taint("NoExecute", NodeLifecyclePlan.NOT_READY, "2026-01-01T00:00:00Z", null),
                new Taint("NoSchedule", "dedicated", null, "db")), false, NOW);
        assertFalse(plan.unknown());
        assertEquals(List.of("dedicated:NoSchedule"), shown(plan));
    }

    @Test
    void a_silent_node_is_unreachable() {
        NodeLifecyclePlan plan = NodeLifecyclePlan.of(node("True"), true, NOW);
        assertTrue(plan.unknown());
        assertEquals(List.of("node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"), shown(plan));
        assertFalse(NodeLifecyclePlan.of(node("Unknown"), true, NOW).unknown());
    }

    @Test
    void a_taint_keeps_the_time_at_which_it_was_put_on() {
        Taint old = new Taint("NoExecute", NodeLifecyclePlan.NOT_READY, "2026-01-01T00:00:00Z", null);
        assertTrue(NodeLifecyclePlan.of(node("False", old), false, NOW).taints().contains(old));
    }

    @Test
    void pods_stay_as_long_as_they_tolerate_the_taint() {
        List<Taint> taints = List.of(new Taint("NoExecute", NodeLifecyclePlan.UNREACHABLE, "2026-01-01T00:08:00Z", null));
        Pod silent = new PodBuilder().withNewSpec().endSpec().build();
        assertEquals(Optional.of(Duration.ofMinutes(3)), NodeLifecyclePlan.mayStay(silent, taints, NOW));
        Pod patient = new PodBuilder().withNewSpec().addNewToleration().withOperator("Exists").endToleration().endSpec().build();
        assertEquals(Optional.empty(), NodeLifecyclePlan.mayStay(patient, taints, NOW));
        Pod hasty = new PodBuilder().withNewSpec().addNewToleration().withKey(NodeLifecyclePlan.UNREACHABLE).withOperator("Exists")
                .withEffect("NoExecute").withTolerationSeconds(60L).endToleration().endSpec().build();
        assertEquals(Optional.of(Duration.ofMinutes(-1)), NodeLifecyclePlan.mayStay(hasty, taints, NOW));
    }
}

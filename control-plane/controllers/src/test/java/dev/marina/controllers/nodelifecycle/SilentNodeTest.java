package dev.marina.controllers.nodelifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.NodeStatuses;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A node that says nothing any more, beside one that goes on.
class SilentNodeTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final NodeLifecycleReconciler reconciler = new NodeLifecycleReconciler();

    @BeforeEach
    void nodes() {
        for (String node : List.of("n1", "n2")) {
            world.writes(acme).create(Types.NODES, new NodeBuilder().withNewMetadata().withName(node).endMetadata().withNewStatus()
                    .addNewCondition().withType("Ready").withStatus("True").withLastHeartbeatTime(world.time.instant().toString()).endCondition().endStatus()
                    .build());
            world.writes(acme).create(Types.PODS, new PodBuilder().withNewMetadata().withNamespace("default").withName("web-" + node).endMetadata()
                    .withNewSpec().withNodeName(node).endSpec().withNewStatus().withPhase("Running")
                    .addNewCondition().withType("Ready").withStatus("True").endCondition()
                    .addNewCondition().withType("ContainersReady").withStatus("True").endCondition().endStatus().build());
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    private String pod(String name, String condition) {
        return world.require(acme, Types.PODS, "default", name).getStatus().getConditions().stream().filter(each -> each.getType().equals(condition))
                .findFirst().orElseThrow().getStatus();
    }

    @Test
    void itsPodsAreNotReadyFromThenOnAndRunAsFarAsAnybodyKnows() throws Exception {
        world.reconcile(reconciler, acme, "", "n1");
        world.time.advance(Duration.ofSeconds(49));
        world.reconcile(reconciler, acme, "", "n1");
        assertEquals("True", pod("web-n1", "Ready"));

        world.time.advance(Duration.ofSeconds(2));
        world.reconcile(reconciler, acme, "", "n1");
        world.reconcile(reconciler, acme, "", "n1");

        assertEquals("Unknown", NodeStatuses.condition(world.require(acme, Types.NODES, "", "n1"), "Ready").orElseThrow().getStatus());
        assertEquals("False", pod("web-n1", "Ready"));
        assertEquals("True", pod("web-n1", "ContainersReady"));
        assertEquals("Running", world.require(acme, Types.PODS, "default", "web-n1").getStatus().getPhase());
        assertEquals("True", pod("web-n2", "Ready"));
        assertEquals(1, world.snapshot(acme).list(Types.EVENTS, "default").stream().filter(event -> event.getReason().equals("NodeNotReady")
                && event.getInvolvedObject().getKind().equals("Pod")).count());
    }
}

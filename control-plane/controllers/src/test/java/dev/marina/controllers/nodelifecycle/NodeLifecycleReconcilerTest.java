package dev.marina.controllers.nodelifecycle;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeLifecycleReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPodThatComesToANodeWhichLetsPodsGoHasToGoToo() {
        world.start(List.of(NodeLifecycleReconciler.controller()));
        world.writes(acme).create(Types.NODES,
                new NodeBuilder(Samples.node("n1", "2", "2Gi")).editSpec().addNewTaint("NoExecute", "gone", null, "yes").endSpec()
                        .build());
        world.writes(acme).create(Types.NODES, Samples.node("n2", "2", "2Gi"));
        world.writes(other).create(Types.NODES, Samples.node("n1", "2", "2Gi"));
        world.writes(acme).create(Types.PODS, on("stays", "n2"));
        world.writes(other).create(Types.PODS, on("stays", "n1"));
        world.writes(acme).create(Types.PODS, on("goes", "n1"));

        world.await("it is told to go", () -> world.snapshot(acme).find(Types.PODS, "default", "goes").filter(pod -> !PodState.terminating(pod)).isEmpty(),
                () -> world.snapshot(acme).list(Types.PODS, "default"));

        assertFalse(PodState.terminating(world.require(acme, Types.PODS, "default", "stays")));
        assertFalse(PodState.terminating(world.require(other, Types.PODS, "default", "stays")));
    }

    private static Pod on(String name, String node) {
        return new PodBuilder(Samples.pod(name)).editSpec().withNodeName(node).endSpec().build();
    }
}

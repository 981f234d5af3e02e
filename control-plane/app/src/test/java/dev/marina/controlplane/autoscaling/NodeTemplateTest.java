package dev.marina.controlplane.autoscaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.model.NodePool;
import dev.marina.model.placement.NodeFeatures;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeTemplateTest {

    /// Else no node would come for pods that need what every node here can do.
    @Test
    void aNodeThatIsNotThereYetDeclaresWhatThoseHereDo() {
        NodePool pool = Serialization.unmarshal("""
                apiVersion: marina.dev/v1
                kind: NodePool
                metadata: {name: pool, namespace: acme}
                spec: {cluster: default, replicas: 0}
                """, NodePool.class);

        assertEquals(NodeFeatures.DECLARED, NodeTemplate.of(pool, Optional.empty()).getStatus().getDeclaredFeatures());
    }
}

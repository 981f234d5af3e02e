package dev.marina.agent.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.csi.CsiDriver;
import dev.marina.model.Machine;
import dev.marina.net.BackendState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node's objects in its cluster: there when the node is, gone when it goes. Every method may be called twice.
final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final int EXISTS = 409;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Machine.AssignedNode node;
    private final String machine;
    private final KubernetesClient client;

    Registration(Machine.AssignedNode node, String machine, KubernetesClient client) {
        this.node = node;
        this.machine = machine;
        this.client = client;
    }

    /// @return the Node as it stands
    Node register() {
        Node wanted = NodeObject.of(node, machine);
        Node present = client.nodes().withName(node.name()).get();
        if (present == null) {
            present = client.nodes().resource(wanted).create();
            LOG.atInfo().addKeyValue("node", node.clusterId() + "/" + node.name()).log("node registered");
        } else if (!present.getMetadata().getLabels().entrySet().containsAll(wanted.getMetadata().getLabels().entrySet())) {
            client.nodes().withName(node.name()).patch(MERGE, client.getKubernetesSerialization().asJson(
                    Map.of("metadata", Map.of("labels", wanted.getMetadata().getLabels(), "annotations", wanted.getMetadata().getAnnotations()))));
        }
        return present;
    }

    /// Has the Node say how it carries packets to others. A null takes an annotation away.
    void note(Node present, BackendState state) {
        Map<String, String> missing = BackendNotes.missing(present, BackendNotes.of(state));
        if (!missing.isEmpty()) {
            ObjectNode patch = JSON.createObjectNode();
            ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
            missing.forEach(annotations::put);
            client.nodes().withName(node.name()).patch(MERGE, patch.toString());
        }
    }

    void registerStorage() {
        CSINode wanted = new CSINodeBuilder().withNewMetadata().withName(node.name()).endMetadata().withNewSpec()
                .addNewDriver().withName(CsiDriver.NAME).withNodeID(machine).withTopologyKeys(CsiDriver.TOPOLOGY_KEY).endDriver().endSpec().build();
        if (client.storage().v1().csiNodes().withName(node.name()).get() != null) {
            return;
        }
        try {
            client.storage().v1().csiNodes().resource(wanted).create();
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != EXISTS) {
                throw failure;
            }
        }
    }

    /// As far as the cluster still answers.
    void deregister() {
        for (Runnable step : List.<Runnable>of(() -> client.nodes().withName(node.name()).delete(),
                () -> client.leases().inNamespace(Heartbeat.LEASES).withName(node.name()).delete(),
                () -> client.storage().v1().csiNodes().withName(node.name()).delete())) {
            try {
                step.run();
            } catch (RuntimeException failure) {
                LOG.atDebug().addKeyValue("node", node.name()).addKeyValue("error", failure.getMessage()).log("node not taken out of its cluster");
            }
        }
    }
}

package dev.marina.agent.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.csi.CsiDriver;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// [NodeRecords] by the cluster's API, as the node. What others write at the same objects meanwhile is written about again.
final class ApiNodeRecords implements NodeRecords {

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONFLICT = 409;
    private static final int ATTEMPTS = 5;

    private final String node;
    private final Supplier<KubernetesClient> client;

    ApiNodeRecords(String node, Supplier<KubernetesClient> client) {
        this.node = node;
        this.client = client;
    }

    @Override
    public synchronized void put(DriverInfo driver) throws DriverInfo.Refused {
        label(driver);
        drivers(present -> NodeRecordPlan.anew(present, driver) ? Optional.of(NodeRecordPlan.without(present, Set.of(driver.name()))) : Optional.empty());
        drivers(present -> NodeRecordPlan.with(present, driver));
    }

    private void label(DriverInfo driver) throws DriverInfo.Refused {
        Node present = client.get().nodes().withName(node).get();
        if (present == null) {
            throw new KubernetesClientException("node \"%s\" not found".formatted(node));
        }
        Map<String, String> labels = NodeRecordPlan.labels(present, driver);
        ObjectNode ids = ids(present);
        boolean known = driver.nodeId().equals(ids.path(driver.name()).asText());
        if (labels.isEmpty() && known) {
            return;
        }
        ObjectNode patch = JSON.createObjectNode();
        ObjectNode metadata = patch.putObject("metadata");
        labels.forEach(metadata.putObject("labels")::put);
        metadata.putObject("annotations").put(NodeRecordPlan.NODE_IDS, ids.put(driver.name(), driver.nodeId()).toString());
        client.get().nodes().withName(node).patch(MERGE, patch.toString());
    }

    /// By the drivers' names; empty where somebody has written something else there.
    private static ObjectNode ids(Node present) {
        String written = Optional.ofNullable(present.getMetadata().getAnnotations()).map(all -> all.get(NodeRecordPlan.NODE_IDS)).orElse("{}");
        try {
            return JSON.readTree(written) instanceof ObjectNode ids ? ids : JSON.createObjectNode();
        } catch (JsonProcessingException _) {
            return JSON.createObjectNode();
        }
    }

    @Override
    public synchronized void remove(String driver) {
        drivers(present -> present.stream().anyMatch(known -> known.getName().equals(driver))
                ? Optional.of(NodeRecordPlan.without(present, Set.of(driver)))
                : Optional.empty());
    }

    @Override
    public synchronized void keepOnly(Set<String> drivers) {
        Set<String> there = new HashSet<>(drivers);
        there.add(CsiDriver.NAME);
        drivers(present -> {
            Set<String> stale = NodeRecordPlan.stale(present, there);
            return stale.isEmpty() ? Optional.empty() : Optional.of(NodeRecordPlan.without(present, stale));
        });
    }

    private void drivers(Function<List<CSINodeDriver>, Optional<List<CSINodeDriver>>> change) {
        for (int tries = 1;; tries++) {
            CSINode present = client.get().storage().v1().csiNodes().withName(node).get();
            if (present == null) {
                throw new KubernetesClientException("csinode \"%s\" not found".formatted(node));
            }
            Optional<List<CSINodeDriver>> wanted = change.apply(present.getSpec().getDrivers());
            if (wanted.isEmpty()) {
                return;
            }
            try {
                client.get().storage().v1().csiNodes().resource(new CSINodeBuilder(present).editSpec().withDrivers(wanted.get()).endSpec().build()).update();
                return;
            } catch (KubernetesClientException failure) {
                if (failure.getCode() != CONFLICT || tries == ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }
}

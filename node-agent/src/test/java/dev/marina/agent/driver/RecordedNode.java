package dev.marina.agent.driver;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/// What a node's objects say of its drivers, in memory.
final class RecordedNode implements NodeRecords {

    final Map<String, DriverInfo> drivers = new ConcurrentSkipListMap<>();
    private final Node node;

    RecordedNode(Map<String, String> labels) {
        node = new NodeBuilder().withNewMetadata().withLabels(labels).endMetadata().build();
    }

    @Override
    public void put(DriverInfo driver) throws DriverInfo.Refused {
        NodeRecordPlan.labels(node, driver);
        drivers.put(driver.name(), driver);
    }

    @Override
    public void remove(String driver) {
        drivers.remove(driver);
    }

    @Override
    public void keepOnly(Set<String> there) {
        drivers.keySet().retainAll(there);
    }
}

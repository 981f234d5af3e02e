package dev.marina.agent.driver;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriverBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is written of drivers at the node's objects. pkg/volume/csi/nodeinfomanager/nodeinfomanager.go
final class NodeRecordPlan {

    static final String NODE_IDS = "csi.volume.kubernetes.io/nodeid";
    /// Where a driver may say more than the Node does. plugin/pkg/admission/noderestriction lets kubelets say no other labels of these domains.
    private static final Set<String> PLACES = Set.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");
    private static final List<String> OTHERS_DOMAINS = List.of("kubernetes.io", "k8s.io", "marina.dev");

    private NodeRecordPlan() {}

    /// The drivers with this one; empty where nothing changes.
    static Optional<List<CSINodeDriver>> with(List<CSINodeDriver> present, DriverInfo driver) {
        CSINodeDriver wanted = new CSINodeDriverBuilder().withName(driver.name()).withNodeID(driver.nodeId()).withTopologyKeys(driver.topologyKeys())
                .build();
        if (driver.mostVolumes() > 0) {
            wanted = new CSINodeDriverBuilder(wanted).withNewAllocatable().withCount((int) driver.mostVolumes()).endAllocatable().build();
        }
        if (present.contains(wanted)) {
            return Optional.empty();
        }
        List<CSINodeDriver> with = new ArrayList<>(without(present, Set.of(driver.name())));
        with.add(wanted);
        return Optional.of(with);
    }

    /// Whether the API refuses to have the driver's entry replaced by this one: all but the count of volumes is for good.
    static boolean anew(List<CSINodeDriver> present, DriverInfo driver) {
        return present.stream().anyMatch(known -> known.getName().equals(driver.name())
                && (!driver.nodeId().equals(known.getNodeID()) || !driver.topologyKeys().equals(known.getTopologyKeys())));
    }

    static List<CSINodeDriver> without(List<CSINodeDriver> present, Set<String> drivers) {
        return present.stream().filter(known -> !drivers.contains(known.getName())).toList();
    }

    /// Labels that the Node is to get, with none that it has.
    static Map<String, String> labels(Node node, DriverInfo driver) throws DriverInfo.Refused {
        Map<String, String> present = Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
        Map<String, String> missing = new TreeMap<>();
        for (Map.Entry<String, String> segment : driver.topology().entrySet()) {
            String known = present.get(segment.getKey());
            if (known != null && !known.equals(segment.getValue())) {
                throw new DriverInfo.Refused("detected topology value collision: driver reported \"%s\":\"%s\" but existing label is \"%s\":\"%s\""
                        .formatted(segment.getKey(), segment.getValue(), segment.getKey(), known));
            }
            if (known == null) {
                if (!PLACES.contains(segment.getKey()) && OTHERS_DOMAINS.stream().anyMatch(domain -> within(segment.getKey(), domain))) {
                    throw new DriverInfo.Refused("topology segment \"%s\" is a label that drivers do not give to nodes".formatted(segment.getKey()));
                }
                missing.put(segment.getKey(), segment.getValue());
            }
        }
        return missing;
    }

    private static boolean within(String label, String domain) {
        String own = label.contains("/") ? label.substring(0, label.indexOf('/')) : "";
        return own.equals(domain) || own.endsWith("." + domain);
    }

    /// Names of drivers that are told of but are not there.
    static Set<String> stale(List<CSINodeDriver> present, Set<String> there) {
        return present.stream().map(CSINodeDriver::getName).filter(name -> !there.contains(name)).collect(Collectors.toSet());
    }
}

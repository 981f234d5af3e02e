package dev.marina.agent.driver;

import dev.marina.csi.v1.NodeGetInfoResponse;
import dev.marina.csi.v1.registration.PluginInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A driver that has made itself known, by its own word as far as that can be believed.
///
/// @param endpoint of its socket, in the node's file system
/// @param nodeId by which it knows the node
/// @param mostVolumes that it takes on the node; 0 as many as there are
/// @param topology where the node is, as labels
record DriverInfo(String name, String endpoint, String nodeId, long mostVolumes, Map<String, String> topology) {

    static final String TYPE = "CSIPlugin";
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_ENDPOINT = 1024;
    private static final int LONGEST_NODE_ID = 256;
    private static final int MOST_VERSIONS = 32;
    private static final int MOST_SEGMENTS = 16;
    private static final int LONGEST_SHOWN = 64;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?");
    /// pkg/util/version/version.go#HighestSupportedVersion: every 1.x will do, and what else it knows does no harm.
    private static final Pattern VERSION = Pattern.compile("v?1\\.\\d{1,9}(\\.\\d{1,9})*([-+.].{0,32})?");
    private static final Pattern LABEL = Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    /// Why it is not taken; the message is for the driver.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /// What its registrar says of it.
    ///
    /// @param socket of the registrar, which is the driver's own where it names no other
    /// @param platforms the name of the platform's own driver
    static PluginInfo checked(PluginInfo said, String platforms) throws Refused {
        if (!TYPE.equals(said.getType())) {
            throw new Refused("plugins of type \"%s\" are not known to this node; it knows %s".formatted(shown(said.getType()), TYPE));
        }
        if (said.getName().length() > LONGEST_NAME || !NAME.matcher(said.getName()).matches()) {
            throw new Refused("driver name \"%s\" must be at most %d letters, digits, dashes and dots".formatted(shown(said.getName()), LONGEST_NAME));
        }
        if (said.getName().equalsIgnoreCase(platforms)) {
            throw new Refused("driver name \"%s\" is that of the platform's own driver".formatted(said.getName()));
        }
        if (said.getSupportedVersionsCount() > MOST_VERSIONS
                || said.getSupportedVersionsList().stream().noneMatch(version -> version.length() <= LONGEST_SHOWN && VERSION.matcher(version).matches())) {
            throw new Refused("driver \"%s\" supports no version 1.x of CSI; it says %s".formatted(said.getName(),
                    said.getSupportedVersionsList().stream().limit(MOST_VERSIONS).map(DriverInfo::shown).toList()));
        }
        if (said.getEndpoint().length() > LONGEST_ENDPOINT || said.getEndpoint().indexOf('\0') >= 0) {
            throw new Refused("the endpoint of driver \"%s\" must be a path of at most %d letters".formatted(said.getName(), LONGEST_ENDPOINT));
        }
        return said;
    }

    /// @param registered checked
    static DriverInfo of(PluginInfo registered, String endpoint, NodeGetInfoResponse said) throws Refused {
        if (said.getNodeId().isEmpty() || said.getNodeId().length() > LONGEST_NODE_ID) {
            throw new Refused("node_id must be 1 to %d letters, not %d".formatted(LONGEST_NODE_ID, said.getNodeId().length()));
        }
        Map<String, String> segments = said.getAccessibleTopology().getSegmentsMap();
        if (segments.size() > MOST_SEGMENTS) {
            throw new Refused("accessible_topology has %d segments, at most %d are taken".formatted(segments.size(), MOST_SEGMENTS));
        }
        for (Map.Entry<String, String> segment : segments.entrySet()) {
            if (!LABEL.matcher(segment.getKey()).matches() || !VALUE.matcher(segment.getValue()).matches()) {
                throw new Refused("topology segment \"%s\": \"%s\" is no label of a node".formatted(shown(segment.getKey()), shown(segment.getValue())));
            }
        }
        return new DriverInfo(registered.getName(), endpoint, said.getNodeId(), Math.max(0, Math.min(said.getMaxVolumesPerNode(), Integer.MAX_VALUE)),
                new TreeMap<>(segments));
    }

    List<String> topologyKeys() {
        return List.copyOf(topology.keySet());
    }

    /// What a driver says may be a hundred megabytes.
    static String shown(String said) {
        return said.length() > LONGEST_SHOWN ? said.substring(0, LONGEST_SHOWN) + "…" : said;
    }
}

package dev.marina.launcher.instance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marina.launcher.Complaint;

/// How many processes there are of each part that may have several.
///
/// @param etcd members
/// @param controlPlane of which one serves
/// @param payara all of which serve
public record Replicas(int etcd, int controlPlane, int payara) {
    private static final Map<String, List<Integer>> POSSIBLE = Map.of("etcd", List.of(1, 3), "control-plane", List.of(1, 2), "payara", List.of(1, 2));
    private static final String EXAMPLE = "etcd=3,control-plane=2,payara=2";

    /// @param setting such as `etcd=3,control-plane=2`; of what it does not name there is one
    static Replicas of(String setting) {
        Map<String, Integer> counts = new TreeMap<>(Map.of("etcd", 1, "control-plane", 1, "payara", 1));
        for (String item : setting.split(",")) {
            String[] parts = item.strip().split("=", 2);
            if (item.isBlank()) {
                continue;
            }
            List<Integer> possible = POSSIBLE.getOrDefault(parts[0].strip(), List.of());
            String count = parts.length == 2 ? parts[1].strip() : "";
            if (!count.matches("\\d") || !possible.contains(Integer.parseInt(count))) {
                throw new Complaint("MARINA_REPLICAS has '%s'; it must be etcd with 1 or 3, control-plane or payara with 1 or 2, such as %s"
                        .formatted(item.strip(), EXAMPLE));
            }
            counts.put(parts[0].strip(), Integer.parseInt(count));
        }
        return new Replicas(counts.get("etcd"), counts.get("control-plane"), counts.get("payara"));
    }

    /// Whether the front has ports that otherwise a part has itself.
    public boolean severalControlPlanes() {
        return controlPlane > 1;
    }

    public boolean severalPayaras() {
        return payara > 1;
    }
}

package dev.marina.labs.asking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.labs.content.Texts;

/// Where whoever comes from outside finds what is asked for, as far as objects tell.
sealed interface OutsideTarget {

    int ENTRANCE = 80;

    /// A port at every node.
    record AtNodes(int port) implements OutsideTarget {}

    /// An address of its own. That it says so proves nothing: the node's agent knows which addresses the cluster has.
    record AtAddress(String address, int port) implements OutsideTarget {}

    record Nowhere(Texts why) implements OutsideTarget {}

    /// @param service the Service, or nothing
    /// @param port by number or name
    static OutsideTarget of(JsonNode service, String name, String port) {
        if (!service.isObject()) {
            return new Nowhere(new Texts("There is no Service %s yet.".formatted(name), "还没有 Service %s。".formatted(name)));
        }
        JsonNode found = service.path("spec").path("ports").valueStream()
                .filter(each -> each.path("name").asText().equals(port) || each.path("port").asText().equals(port)).findFirst().orElse(null);
        if (found == null) {
            return new Nowhere(new Texts("Service %s has no port %s.".formatted(name, port), "Service %s 没有端口 %s。".formatted(name, port)));
        }
        String type = service.path("spec").path("type").asText();
        String address = service.path("status").path("loadBalancer").path("ingress").path(0).path("ip").asText("");
        if (type.equals("LoadBalancer") && !address.isEmpty()) {
            return new AtAddress(address, found.path("port").asInt());
        }
        int nodePort = found.path("nodePort").asInt();
        return nodePort == 0
                ? new Nowhere(new Texts("Service %s is of type %s: nobody outside reaches it.".formatted(name, type),
                        "Service %s 的类型是 %s：外部无法访问。".formatted(name, type)))
                : new AtNodes(nodePort);
    }
}

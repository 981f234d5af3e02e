package dev.marina.net.cni;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;

/// What ADD made.
///
/// @param hostLink name of the node's end
public record CniResult(String hostLink, MacAddress hostMac, String link, MacAddress mac, int mtu, String sandbox, Ipv4 address, Ipv4 gateway) {

    /// The result in the form of one version of the specification.
    ObjectNode toJson(CniVersion version) {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("cniVersion", version.text());
        var interfaces = result.putArray("interfaces");
        ObjectNode host = interfaces.addObject().put("name", hostLink).put("mac", hostMac.toString());
        ObjectNode inside = interfaces.addObject().put("name", link).put("mac", mac.toString());
        if (version.atLeast(1, 1)) {
            host.put("mtu", mtu);
            inside.put("mtu", mtu);
        }
        inside.put("sandbox", sandbox);
        ObjectNode ip = result.putArray("ips").addObject();
        if (!version.atLeast(1, 0)) {
            ip.put("version", "4");
        }
        ip.put("address", address + "/32").put("gateway", gateway.toString()).put("interface", 1);
        result.putArray("routes").addObject().put("dst", "0.0.0.0/0").put("gw", gateway.toString());
        result.putObject("dns");
        return result;
    }
}

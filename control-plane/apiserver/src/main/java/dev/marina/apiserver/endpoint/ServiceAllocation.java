package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.StatusException;
import dev.marina.api.net.IpAddress;
import java.util.List;
import java.util.random.RandomGenerator;

/// Chooses cluster addresses and node ports of Services at random. Whether one is free the store says when it commits (claims
/// of [dev.marina.store.Fields]); then another is chosen.
final class ServiceAllocation {

    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final int FIRST_NODE_PORT = 30000;
    private static final int LAST_NODE_PORT = 32767;

    private final RandomGenerator random;

    ServiceAllocation(RandomGenerator random) {
        this.random = random;
    }

    static boolean concerns(GroupResource resource) {
        return resource.equals(SERVICES);
    }

    /// `service` with what it lacks; `stored` as it was, so that an update keeps its addresses.
    Document allocate(Document service, Document stored, ClusterView view) {
        String type = service.text("spec", "type").isEmpty() ? "ClusterIP" : service.text("spec", "type");
        if (type.equals("ExternalName")) {
            return service;
        }
        return service.edited(node -> {
            ObjectNode spec = node.withObject("/spec");
            spec.put("type", type);
            clusterAddress(spec, stored, view);
            boolean allocates = spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
            if (type.equals("NodePort") || type.equals("LoadBalancer")) {
                nodePorts(spec, stored, type.equals("NodePort") || allocates);
            }
            if (type.equals("LoadBalancer") && spec.path("externalTrafficPolicy").asText().equals("Local")) {
                healthCheckPort(spec, stored);
            }
        });
    }

    private void clusterAddress(ObjectNode spec, Document stored, ClusterView view) {
        String before = stored.text("spec", "clusterIP");
        String address = spec.path("clusterIP").asText("");
        if (address.isEmpty()) {
            address = before.isEmpty() ? ServiceNetworks.of(view).random(random).toString() : before;
        } else if (!before.isEmpty() && !address.equals(before)) {
            throw invalid(stored.name(), "spec.clusterIPs[0]", "Invalid value: [\"%s\"]: may not change once set".formatted(address));
        } else if (!address.equals(before) && IpAddress.parse(address).isPresent() && !ServiceNetworks.of(view).contain(address)) {
            throw invalid(stored.name(), "spec.clusterIPs", "Invalid value: [\"%s\"]: failed to allocate IP %s: %s"
                    .formatted(address, address, "the provided network does not match the current range"));
        }
        spec.put("clusterIP", address);
        spec.putArray("clusterIPs").add(address);
        if (!spec.has("ipFamilies")) {
            spec.putArray("ipFamilies").add("IPv4");
        }
        if (!spec.has("ipFamilyPolicy")) {
            spec.put("ipFamilyPolicy", "SingleStack");
        }
    }

    /// Stays what it was, as long as it is needed.
    private void healthCheckPort(ObjectNode spec, Document stored) {
        int chosen = spec.path("healthCheckNodePort").asInt();
        int before = stored.at("spec", "healthCheckNodePort").asInt();
        if (chosen == 0) {
            spec.put("healthCheckNodePort", before != 0 ? before : random.nextInt(FIRST_NODE_PORT, LAST_NODE_PORT + 1));
        } else if (chosen != before && (chosen < FIRST_NODE_PORT || chosen > LAST_NODE_PORT)) {
            throw invalid(stored.name(), "spec.healthCheckNodePort",
                    "Invalid value: %d: provided port is not in the valid range. The range of valid ports is %d-%d"
                            .formatted(chosen, FIRST_NODE_PORT, LAST_NODE_PORT));
        }
    }

    /// @param all whether ports get one that ask for none
    private void nodePorts(ObjectNode spec, Document stored, boolean all) {
        for (JsonNode port : spec.path("ports")) {
            ObjectNode node = (ObjectNode) port;
            int chosen = node.path("nodePort").asInt();
            if (chosen == 0 && !all) {
                continue;
            }
            if (chosen == 0) {
                node.put("nodePort", storedNodePort(stored, port));
            } else if (chosen < FIRST_NODE_PORT || chosen > LAST_NODE_PORT) {
                throw invalid(stored.name(), "spec.ports[0].nodePort",
                        "Invalid value: %d: provided port is not in the valid range. The range of valid ports is %d-%d"
                                .formatted(chosen, FIRST_NODE_PORT, LAST_NODE_PORT));
            }
        }
    }

    private int storedNodePort(Document stored, JsonNode port) {
        return stored.at("spec", "ports").valueStream()
                .filter(old -> old.path("port").asInt() == port.path("port").asInt()
                        && old.path("protocol").asText("TCP").equals(port.path("protocol").asText("TCP")))
                .mapToInt(old -> old.path("nodePort").asInt()).filter(number -> number != 0).findFirst()
                .orElseGet(() -> random.nextInt(FIRST_NODE_PORT, LAST_NODE_PORT + 1));
    }

    private static StatusException invalid(String name, String field, String message) {
        return new StatusException(422, "Invalid", "Service \"%s\" is invalid: %s: %s".formatted(name, field, message),
                new StatusException.Details(name, "", "Service", "", List.of(new StatusException.StatusCause("FieldValueInvalid", message, field)), 0));
    }

    /// What a claim that another Service holds is answered with, when the client chose it.
    static StatusException taken(String name, String claim) {
        String value = claim.substring(claim.lastIndexOf('/') + 1);
        return claim.startsWith("clusterIP")
                ? invalid(name, "spec.clusterIPs",
                        "Invalid value: [\"%s\"]: failed to allocate IP %s: provided IP is already allocated".formatted(value, value))
                : invalid(name, "spec.ports[0].nodePort", "Invalid value: %s: provided port is already allocated".formatted(value));
    }
}

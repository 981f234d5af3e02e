package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.net.IpPrefix;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.List;
import java.util.Optional;

/// What makes a NetworkPolicy valid. ValidateNetworkPolicySpec in pkg/apis/networking/validation/validation.go
public final class NetworkPolicyRules {

    private final Errors errors = new Errors();

    private NetworkPolicyRules() {}

    public static List<FieldError> check(JsonNode spec) {
        NetworkPolicyRules rules = new NetworkPolicyRules();
        SelectorRules.check(rules.errors, spec.path("podSelector"), "spec.podSelector");
        rules.direction(spec.path("ingress"), "from", "spec.ingress");
        rules.direction(spec.path("egress"), "to", "spec.egress");
        rules.types(spec.path("policyTypes"));
        return rules.errors.found();
    }

    private void types(JsonNode types) {
        if (types.size() > 2) {
            errors.invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
            return;
        }
        for (int i = 0; i < types.size(); i++) {
            errors.oneOf("spec.policyTypes[" + i + "]", types.get(i).asText(), "Ingress", "Egress");
        }
    }

    private void direction(JsonNode rules, String peers, String path) {
        for (int i = 0; i < rules.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode ports = rules.get(i).path("ports");
            for (int j = 0; j < ports.size(); j++) {
                port(ports.get(j), at + ".ports[" + j + "]");
            }
            JsonNode others = rules.get(i).path(peers);
            for (int j = 0; j < others.size(); j++) {
                peer(others.get(j), at + "." + peers + "[" + j + "]");
            }
        }
    }

    private void port(JsonNode entry, String path) {
        errors.oneOf(path + ".protocol", entry.path("protocol").asText("TCP"), "TCP", "UDP", "SCTP");
        JsonNode port = entry.path("port");
        JsonNode end = entry.path("endPort");
        if (port.isNumber()) {
            Names.port(port.asLong()).forEach(wrong -> errors.invalid(path + ".port", port.asLong(), wrong));
            if (end.isNumber()) {
                if (end.asLong() < port.asLong()) {
                    errors.invalid(path + ".endPort", port.asLong(), "must be greater than or equal to `port`");
                }
                Names.port(end.asLong()).forEach(wrong -> errors.invalid(path + ".endPort", end.asLong(), wrong));
            }
        } else if (end.isNumber()) {
            errors.invalid(path + ".endPort", end.asLong(),
                    port.isTextual() ? "may not be specified when `port` is non-numeric" : "may not be specified when `port` is not specified");
        }
        if (port.isTextual()) {
            errors.invalid(path + ".port", port.asText(), Names.portName(port.asText()));
        }
    }

    private void peer(JsonNode peer, String path) {
        int given = 0;
        for (String selector : List.of("podSelector", "namespaceSelector")) {
            if (peer.path(selector).isObject()) {
                given++;
                SelectorRules.check(errors, peer.path(selector), path + "." + selector);
            }
        }
        boolean block = peer.path("ipBlock").isObject();
        if (block) {
            block(peer.path("ipBlock"), path + ".ipBlock");
        }
        if (given == 0 && !block) {
            errors.required(path, "must specify a peer");
        } else if (given > 0 && block) {
            errors.forbidden(path, "may not specify both ipBlock and another peer");
        }
    }

    private void block(JsonNode block, String path) {
        String cidr = block.path("cidr").asText();
        if (cidr.isEmpty()) {
            errors.required(path + ".cidr");
            return;
        }
        Optional<IpPrefix> whole = network(cidr, path + ".cidr");
        JsonNode except = block.path("except");
        for (int i = 0; i < except.size(); i++) {
            String at = path + ".except[" + i + "]";
            String text = except.get(i).asText();
            Optional<IpPrefix> part = network(text, at);
            if (whole.isPresent() && part.isPresent() && (!whole.get().contains(part.get()) || whole.get().length() == part.get().length())) {
                errors.invalid(at, text, "must be a strict subset of `cidr`");
            }
        }
    }

    /// Bits behind its length have always been allowed here.
    private Optional<IpPrefix> network(String text, String path) {
        Optional<IpPrefix> network = IpPrefix.parse(text);
        if (network.isEmpty()) {
            errors.invalid(path, text, NetworkRules.NETWORK);
        }
        return network;
    }
}

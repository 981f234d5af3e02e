package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What makes a Service valid. ValidateService in pkg/apis/core/validation/validation.go
public final class ServiceRules {

    private final Errors errors = new Errors();
    private final Document service;
    private final String type;
    private final Set<String> names = new HashSet<>();
    private final Set<String> pairs = new HashSet<>();
    private final Set<String> nodePorts = new HashSet<>();

    private ServiceRules(Document service) {
        this.service = service;
        this.type = service.text("spec", "type");
    }

    public static List<FieldError> check(Document service) {
        ServiceRules rules = new ServiceRules(service);
        rules.service();
        return rules.errors.found();
    }

    private void service() {
        JsonNode ports = service.at("spec", "ports");
        boolean headless = service.text("spec", "clusterIP").equals("None");
        if (ports.isEmpty() && !headless && !type.equals("ExternalName")) {
            errors.required("spec.ports");
        }
        if (headless && (type.equals("NodePort") || type.equals("LoadBalancer"))) {
            errors.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for %s services".formatted(type));
        }
        for (int i = 0; i < ports.size(); i++) {
            port(ports.get(i), "spec.ports[" + i + "]", ports.size() > 1);
        }
        MetadataRules.labels(errors, service.at("spec", "selector"), "spec.selector");
        errors.oneOf("spec.sessionAffinity", service.text("spec", "sessionAffinity"), "ClientIP", "None");
        errors.oneOf("spec.type", type, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        addresses();
        errors.addAll(BalancerRules.check(service));
        if (type.equals("ExternalName")) {
            for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
                JsonNode value = service.at("spec", field);
                if (!value.isEmpty() || !value.asText("").isEmpty()) {
                    errors.forbidden("spec." + field, "may not be set for ExternalName services");
                }
            }
            String external = service.text("spec", "externalName");
            if (external.isEmpty()) {
                errors.required("spec.externalName");
            } else {
                errors.invalid("spec.externalName", external,
                        Names.dnsSubdomain(external.endsWith(".") ? external.substring(0, external.length() - 1) : external));
            }
        }
    }

    private void addresses() {
        String address = service.text("spec", "clusterIP");
        if (!address.isEmpty() && !address.equals("None") && !Addresses.valid(address)) {
            errors.invalid("spec.clusterIPs[0]", address, Addresses.RULE);
        }
        JsonNode external = service.at("spec", "externalIPs");
        for (int i = 0; i < external.size(); i++) {
            if (!Addresses.valid(external.get(i).asText())) {
                errors.invalid("spec.externalIPs[" + i + "]", external.get(i).asText(), Addresses.RULE);
            }
        }
    }

    private void port(JsonNode port, String at, boolean named) {
        String name = port.path("name").asText();
        if (name.isEmpty() && named) {
            errors.required(at + ".name");
        } else if (!name.isEmpty()) {
            errors.invalid(at + ".name", name, Names.dnsLabel(name));
            if (!names.add(name)) {
                errors.duplicate(at + ".name", name);
            }
        }
        long number = port.path("port").asLong();
        Names.port(number).forEach(detail -> errors.invalid(at + ".port", number, detail));
        String protocol = port.path("protocol").asText("TCP");
        errors.oneOf(at + ".protocol", protocol, "SCTP", "TCP", "UDP");
        JsonNode target = port.path("targetPort");
        if (target.isTextual()) {
            errors.invalid(at + ".targetPort", target.asText(), Names.portName(target.asText()));
        } else if (target.isNumber()) {
            Names.port(target.asLong()).forEach(detail -> errors.invalid(at + ".targetPort", target.asLong(), detail));
        }
        if (!pairs.add(protocol + "/" + number)) {
            errors.duplicate(at, port);
        }
        nodePort(port.path("nodePort").asLong(), protocol, at);
    }

    private void nodePort(long nodePort, String protocol, String at) {
        if (nodePort == 0) {
            return;
        }
        if (type.equals("ClusterIP")) {
            errors.forbidden(at + ".nodePort", "may not be used when `type` is 'ClusterIP'");
        } else if (nodePort < 30000 || nodePort > 32767) {
            errors.invalid(at + ".nodePort", nodePort, "provided port is not in the valid range. The range of valid ports is 30000-32767");
        } else if (!nodePorts.add(protocol + "/" + nodePort)) {
            errors.invalid(at + ".nodePort", nodePort, "provided port is already allocated");
        }
    }
}

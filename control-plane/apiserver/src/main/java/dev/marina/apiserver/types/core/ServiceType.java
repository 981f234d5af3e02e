package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.defaulting.Defaults.flag;
import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.defaulting.Defaults.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.table.ServiceColumns;
import dev.marina.apiserver.validation.BalancerRules;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.ServiceRules;
import dev.marina.apiserver.warning.ServiceWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Services claim their addresses and node ports, so that a cluster hands each out once.
/// pkg/registry/core/service/strategy.go
public final class ServiceType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Service", "services").shortNames("svc").categories("all")
            .named(NameRule.DNS_LABEL)
            .strategy(new ServiceType()).status()
            .subresource("proxy", new GroupVersionKind("", "v1", "ServiceProxyOptions"), "create", "delete", "get", "patch", "update")
            .columns(ServiceColumns.ALL)
            .build();

    @Override
    public Document defaulted(Document object) {
        return object.edited(ServiceType::fillIn);
    }

    private static void fillIn(ObjectNode root) {
        ObjectNode spec = root.withObjectProperty("spec");
        text(spec, "type", "ClusterIP");
        text(spec, "sessionAffinity", "None");
        if (spec.path("sessionAffinity").asText().equals("ClientIP")) {
            number(spec.withObjectProperty("sessionAffinityConfig").withObjectProperty("clientIP"), "timeoutSeconds", 10800);
        }
        String type = spec.path("type").asText();
        if (!type.equals("ExternalName")) {
            text(spec, "internalTrafficPolicy", "Cluster");
        }
        if (type.equals("NodePort") || type.equals("LoadBalancer")) {
            text(spec, "externalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            flag(spec, "allocateLoadBalancerNodePorts", true);
        }
        root.path("status").path("loadBalancer").path("ingress").forEach(point -> {
            // SetDefaults_Service in pkg/apis/core/v1/defaults.go
            if (point instanceof ObjectNode at && type.equals("LoadBalancer") && !at.path("ip").asText().isEmpty()) {
                text(at, "ipMode", "VIP");
            }
        });
        spec.path("ports").forEach(node -> {
            ObjectNode port = (ObjectNode) node;
            text(port, "protocol", "TCP");
            JsonNode target = port.path("targetPort");
            if (target.isMissingNode() || target.isNull() || target.asText().isEmpty() || target.asText().equals("0")) {
                port.set("targetPort", port.path("port"));
            }
        });
    }

    @Override
    public boolean defaultsStatus() {
        return true;
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> root.putObject("status").putObject("loadBalancer"));
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        Document kept = super.prepareForUpdate(submitted, stored);
        boolean addressed = !submitted.text("spec", "type").equals("ExternalName");
        for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
            if (addressed && !kept.has("spec", field) && stored.has("spec", field)) {
                kept = kept.with(stored.at("spec", field), "spec", field);
            }
        }
        return ServiceTypeChange.apply(kept, stored);
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return ServiceRules.check(object);
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        if (object.at("spec").equals(stored.at("spec"))) {
            return List.of();
        }
        Errors errors = new Errors();
        String before = stored.text("spec", "clusterIP");
        String now = object.text("spec", "clusterIP");
        if (!before.isEmpty() && !now.equals(before) && !object.text("spec", "type").equals("ExternalName")) {
            errors.invalid("spec.clusterIPs[0]", object.at("spec", "clusterIPs"), "may not change once set");
        }
        errors.addAll(BalancerRules.checkChange(object, stored));
        errors.addAll(ServiceRules.check(object));
        return errors.found();
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return object.at("status").equals(stored.at("status")) ? List.of() : BalancerRules.checkStatus(object);
    }

    @Override
    public Set<String> claims(Document object) {
        Set<String> claims = new HashSet<>();
        object.at("spec", "clusterIPs").forEach(address -> {
            if (!address.asText().equals("None") && !address.asText().isEmpty()) {
                claims.add("clusterIP/" + address.asText());
            }
        });
        object.at("spec", "ports").forEach(port -> {
            if (port.path("nodePort").asInt() != 0) {
                claims.add("nodePort/" + port.path("protocol").asText("TCP") + "/" + port.path("nodePort").asInt());
            }
        });
        int health = object.at("spec", "healthCheckNodePort").asInt();
        if (health != 0) {
            claims.add("nodePort/TCP/" + health);
        }
        return claims;
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("spec.clusterIP", object.text("spec", "clusterIP"), "spec.type", object.text("spec", "type"));
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        ServiceWarnings.service(warnings, object.root());
        return warnings.found();
    }

    @Override
    public List<String> statusWarnings(Document object) {
        Warnings warnings = new Warnings();
        ServiceWarnings.balancer(warnings, object.at("status"));
        return warnings.found();
    }
}

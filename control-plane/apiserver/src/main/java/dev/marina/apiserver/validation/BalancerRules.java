package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.net.IpPrefix;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.List;
import java.util.Optional;

/// What a Service may say of how it is reached from outside. The parts of ValidateService in pkg/apis/core/validation/validation.go
/// that are about load balancers and traffic policies.
public final class BalancerRules {

    private static final String ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";
    private static final String NETWORK = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
    private static final int LAST_PORT = 65_535;

    private final Errors errors = new Errors();
    private final Document service;
    private final String type;

    private BalancerRules(Document service) {
        this.service = service;
        type = service.text("spec", "type");
    }

    /// Whether nodes have to say which of them has endpoints. NeedsHealthCheck in pkg/api/service/util.go
    public static boolean checked(Document service) {
        return service.text("spec", "type").equals("LoadBalancer") && service.text("spec", "externalTrafficPolicy").equals("Local");
    }

    public static List<FieldError> check(Document service) {
        BalancerRules rules = new BalancerRules(service);
        rules.balancer();
        rules.policies();
        rules.health();
        return rules.errors.found();
    }

    /// What never changes while a Service is of this type.
    public static List<FieldError> checkChange(Document service, Document stored) {
        Errors errors = new Errors();
        boolean both = service.text("spec", "type").equals("LoadBalancer") && stored.text("spec", "type").equals("LoadBalancer");
        if (both && !service.at("spec", "loadBalancerClass").equals(stored.at("spec", "loadBalancerClass"))) {
            errors.invalid("spec.loadBalancerClass", service.at("spec", "loadBalancerClass"), "may not change once set");
        }
        long before = stored.at("spec", "healthCheckNodePort").asLong();
        long now = service.at("spec", "healthCheckNodePort").asLong();
        if (checked(service) && checked(stored) && before != 0 && now != before) {
            errors.invalid("spec.healthCheckNodePort", now, "field is immutable");
        }
        return errors.found();
    }

    private void balancer() {
        boolean balanced = type.equals("LoadBalancer");
        JsonNode ranges = service.at("spec", "loadBalancerSourceRanges");
        if (!ranges.isEmpty() && !balanced) {
            errors.forbidden("spec.LoadBalancerSourceRanges", ONLY_BALANCED);
        }
        for (int i = 0; i < ranges.size(); i++) {
            // may be padded with spaces, as they could in the annotation that was before the field
            String range = ranges.get(i).asText().strip();
            if (network(range).isEmpty()) {
                errors.invalid("spec.LoadBalancerSourceRanges[" + i + "]", range, NETWORK);
            }
        }
        if (!service.at("spec", "allocateLoadBalancerNodePorts").isMissingNode() && !balanced) {
            errors.forbidden("spec.allocateLoadBalancerNodePorts", ONLY_BALANCED);
        }
        JsonNode loadBalancerClass = service.at("spec", "loadBalancerClass");
        if (loadBalancerClass.isTextual()) {
            if (!balanced) {
                errors.forbidden("spec.loadBalancerClass", ONLY_BALANCED);
            } else {
                errors.invalid("spec.loadBalancerClass", loadBalancerClass.asText(), Names.qualified(loadBalancerClass.asText()));
            }
        }
    }

    private static Optional<IpPrefix> network(String text) {
        return text.contains("/") ? IpPrefix.parse(text) : Optional.empty();
    }

    private void policies() {
        String external = service.text("spec", "externalTrafficPolicy");
        boolean reachable = type.equals("LoadBalancer") || type.equals("NodePort") || type.equals("ClusterIP") && !service.at("spec", "externalIPs").isEmpty();
        if (!external.isEmpty() && !reachable) {
            errors.invalid("spec.externalTrafficPolicy", external, "may only be set for externally-accessible services");
        } else if (!external.isEmpty()) {
            errors.oneOf("spec.externalTrafficPolicy", external, "Cluster", "Local");
        }
        String internal = service.text("spec", "internalTrafficPolicy");
        if (!internal.isEmpty()) {
            errors.oneOf("spec.internalTrafficPolicy", internal, "Cluster", "Local");
        }
    }

    private void health() {
        long port = service.at("spec", "healthCheckNodePort").asLong();
        if (port != 0 && !checked(service)) {
            errors.invalid("spec.healthCheckNodePort", port,
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        } else if (port < 0 || port > LAST_PORT) {
            errors.invalid("spec.healthCheckNodePort", port, "must be between 1 and 65535, inclusive");
        }
    }

    /// ValidateLoadBalancerStatus in pkg/apis/core/validation/validation.go
    public static List<FieldError> checkStatus(Document service) {
        Errors errors = new Errors();
        JsonNode points = service.at("status", "loadBalancer", "ingress");
        if (!points.isEmpty() && !service.text("spec", "type").equals("LoadBalancer")) {
            errors.forbidden("status.loadBalancer.ingress", "may only be used when `spec.type` is 'LoadBalancer'");
        }
        for (int i = 0; i < points.size(); i++) {
            point(errors, points.get(i), "status.loadBalancer.ingress[" + i + "]");
        }
        return errors.found();
    }

    private static void point(Errors errors, JsonNode point, String path) {
        String ip = point.path("ip").asText();
        String mode = point.path("ipMode").asText();
        if (!ip.isEmpty() && !Addresses.valid(ip)) {
            errors.invalid(path + ".ip", ip, Addresses.RULE);
        }
        if (ip.isEmpty() && !mode.isEmpty()) {
            errors.forbidden(path + ".ipMode", "may not be specified when `ip` is not set");
        } else if (!mode.isEmpty()) {
            errors.oneOf(path + ".ipMode", mode, "Proxy", "VIP");
        }
        String name = point.path("hostname").asText();
        if (!name.isEmpty()) {
            errors.invalid(path + ".hostname", name, Names.dnsSubdomain(name));
            if (Addresses.valid(name)) {
                errors.invalid(path + ".hostname", name, "must be a DNS name, not an IP address");
            }
        }
    }
}

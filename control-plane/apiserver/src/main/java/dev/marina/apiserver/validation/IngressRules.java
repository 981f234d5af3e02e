package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.List;

/// What makes an Ingress valid. pkg/apis/networking/validation/validation.go
public final class IngressRules {

    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final List<String> REFUSED_IN_PATHS = List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> REFUSED_ENDS = List.of("/..", "/.");

    private final Errors errors = new Errors();

    private IngressRules() {}

    public static List<FieldError> check(Document ingress) {
        IngressRules rules = new IngressRules();
        rules.spec(ingress.at("spec"));
        String annotated = ingress.annotations().get(CLASS_ANNOTATION);
        if (annotated != null && ingress.has("spec", "ingressClassName") && !annotated.equals(ingress.text("spec", "ingressClassName"))) {
            rules.errors.invalid("annotations." + CLASS_ANNOTATION, annotated, "must match `ingressClassName` when both are specified");
        }
        return rules.errors.found();
    }

    public static List<FieldError> checkStatus(Document ingress) {
        IngressRules rules = new IngressRules();
        JsonNode points = ingress.at("status", "loadBalancer", "ingress");
        for (int i = 0; i < points.size(); i++) {
            rules.point(points.get(i), "status.loadBalancer.ingress[" + i + "]");
        }
        return rules.errors.found();
    }

    private void point(JsonNode point, String path) {
        String ip = point.path("ip").asText();
        if (!ip.isEmpty() && !Addresses.valid(ip)) {
            errors.invalid(path + ".ip", ip, Addresses.RULE);
        }
        String name = point.path("hostname").asText();
        if (!name.isEmpty()) {
            errors.invalid(path + ".hostname", name, Names.dnsSubdomain(name));
            noAddress(name, path + ".hostname");
        }
    }

    private void spec(JsonNode spec) {
        JsonNode rules = spec.path("rules");
        if (rules.isEmpty() && !spec.path("defaultBackend").isObject()) {
            errors.invalid("spec", Errors.list(rules), "either `defaultBackend` or `rules` must be specified");
        }
        if (spec.path("defaultBackend").isObject()) {
            backend(spec.path("defaultBackend"), "spec.defaultBackend");
        }
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), "spec.rules[" + i + "]");
        }
        for (int i = 0; i < spec.path("tls").size(); i++) {
            tls(spec.path("tls").get(i), "spec.tls[" + i + "]");
        }
        if (spec.has("ingressClassName")) {
            String name = spec.path("ingressClassName").asText();
            errors.invalid("spec.ingressClassName", name, Names.dnsSubdomain(name));
        }
    }

    private void tls(JsonNode tls, String path) {
        for (int i = 0; i < tls.path("hosts").size(); i++) {
            host(tls.path("hosts").get(i).asText(), path + ".hosts[" + i + "]");
        }
        String secret = tls.path("secretName").asText();
        if (!secret.isEmpty()) {
            errors.invalid(path + ".secretName", secret, Names.dnsSubdomain(secret));
        }
    }

    private void rule(JsonNode rule, String path) {
        String host = rule.path("host").asText();
        if (!host.isEmpty()) {
            noAddress(host, path + ".host");
            host(host, path + ".host");
        }
        if (!rule.path("http").isObject()) {
            return;
        }
        JsonNode paths = rule.path("http").path("paths");
        if (paths.isEmpty()) {
            errors.required(path + ".http.paths");
        }
        for (int i = 0; i < paths.size(); i++) {
            path(paths.get(i), path + ".http.paths[" + i + "]");
        }
    }

    private void host(String host, String path) {
        errors.invalid(path, host, host.contains("*") ? Names.wildcardSubdomain(host) : Names.dnsSubdomain(host));
    }

    private void noAddress(String host, String path) {
        if (Addresses.valid(host)) {
            errors.invalid(path, host, "must be a DNS name, not an IP address");
        }
    }

    private void path(JsonNode entry, String at) {
        String path = entry.path("path").asText();
        String type = entry.path("pathType").asText("");
        if (type.isEmpty()) {
            errors.required(at + ".pathType", "pathType must be specified");
            return;
        }
        switch (type) {
            case "Exact", "Prefix" -> {
                if (!path.startsWith("/")) {
                    errors.invalid(at + ".path", path, "must be an absolute path");
                }
                REFUSED_IN_PATHS.stream().filter(path::contains).forEach(part -> errors.invalid(at + ".path", path, "must not contain '%s'".formatted(part)));
                REFUSED_ENDS.stream().filter(path::endsWith).forEach(end -> errors.invalid(at + ".path", path, "cannot end with '%s'".formatted(end)));
            }
            case "ImplementationSpecific" -> {
                if (!path.isEmpty() && !path.startsWith("/")) {
                    errors.invalid(at + ".path", path, "must be an absolute path");
                }
            }
            default -> errors.notSupported(at + ".pathType", type, "Exact", "ImplementationSpecific", "Prefix");
        }
        backend(entry.path("backend"), at + ".backend");
    }

    private void backend(JsonNode backend, String path) {
        boolean resource = backend.path("resource").isObject();
        boolean service = backend.path("service").isObject();
        if (resource && service) {
            errors.invalid(path, "", "cannot set both resource and service backends");
        } else if (resource) {
            ReferenceRules.local(errors, backend.path("resource"), path + ".resource");
        } else if (service) {
            service(backend.path("service"), path);
        } else {
            errors.invalid(path, "", "resource or service backend is required");
        }
    }

    private void service(JsonNode service, String path) {
        String name = service.path("name").asText();
        if (name.isEmpty()) {
            errors.required(path + ".service.name");
        } else {
            errors.invalid(path + ".service.name", name, Names.dnsLabel(name));
        }
        String portName = service.path("port").path("name").asText();
        long number = service.path("port").path("number").asLong();
        if (!portName.isEmpty() && number != 0) {
            errors.invalid(path, "", "cannot set both port name & port number");
        } else if (!portName.isEmpty()) {
            errors.invalid(path + ".service.port.name", portName, Names.portName(portName));
        } else if (number != 0) {
            Names.port(number).forEach(wrong -> errors.invalid(path + ".service.port.number", number, wrong));
        } else {
            errors.required(path, "port name or number is required");
        }
    }
}

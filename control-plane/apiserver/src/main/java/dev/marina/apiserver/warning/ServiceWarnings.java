package dev.marina.apiserver.warning;

import com.fasterxml.jackson.databind.JsonNode;

/// pkg/api/service/warnings.go
public final class ServiceWarnings {

    private ServiceWarnings() {}

    public static void service(Warnings warnings, JsonNode service) {
        JsonNode spec = service.path("spec");
        boolean headless = spec.path("type").asText("ClusterIP").equals("ClusterIP") && spec.path("clusterIP").asText().equals("None");
        boolean named = spec.path("type").asText().equals("ExternalName");
        boolean external = !spec.path("externalIPs").isEmpty();
        if (service.path("metadata").path("annotations").has("service.kubernetes.io/topology-aware-hints")) {
            warnings.add("annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead");
        }
        if (!headless && !named) {
            addresses(warnings, "spec.clusterIPs", spec.path("clusterIPs"));
        }
        if (headless) {
            headless(warnings, spec, external);
        }
        addresses(warnings, "spec.externalIPs", spec.path("externalIPs"));
        if (external && !headless && !named) {
            warnings.add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        AddressForms.address(warnings, "spec.loadBalancerIP", spec.path("loadBalancerIP").asText());
        JsonNode ranges = spec.path("loadBalancerSourceRanges");
        for (int i = 0; i < ranges.size(); i++) {
            AddressForms.network(warnings, "spec.loadBalancerSourceRanges[%d]".formatted(i), ranges.get(i).asText());
        }
        if (named && external) {
            warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
        if (!named && !spec.path("externalName").asText().isEmpty()) {
            warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (spec.path("trafficDistribution").asText().equals("PreferClose")) {
            warnings.add("spec.trafficDistribution", "\"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
    }

    private static void headless(Warnings warnings, JsonNode spec, boolean external) {
        if (!spec.path("loadBalancerIP").asText().isEmpty()) {
            warnings.add("spec.loadBalancerIP is ignored for headless services");
        }
        if (external) {
            warnings.add("spec.externalIPs is ignored for headless services");
        }
        if (!spec.path("sessionAffinity").asText("None").equals("None")) {
            warnings.add("spec.SessionAffinity is ignored for headless services");
        }
    }

    /// Of an Ingress's status too.
    public static void balancer(Warnings warnings, JsonNode status) {
        JsonNode points = status.path("loadBalancer").path("ingress");
        for (int i = 0; i < points.size(); i++) {
            AddressForms.address(warnings, "status.loadBalancer.ingress[%d]".formatted(i), points.get(i).path("ip").asText());
        }
    }

    private static void addresses(Warnings warnings, String field, JsonNode addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            AddressForms.address(warnings, "%s[%d]".formatted(field, i), addresses.get(i).asText());
        }
    }
}

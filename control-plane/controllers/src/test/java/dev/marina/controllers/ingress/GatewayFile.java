package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.ResourceType;
import dev.marina.model.ModelReading;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gateways and routes as manifests tell them.
final class GatewayFile {

    private static final KubernetesSerialization READER = ModelReading.serialization();

    static final String CLASS = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: marina}
            spec: {controllerName: marina.dev/gateway}
            ---
            """;

    private GatewayFile() {}

    /// @param namespaces labels by name
    static GatewayWorld of(String manifests, Map<String, Map<String, String>> namespaces) {
        List<GenericKubernetesResource> all = Arrays.stream((CLASS + manifests).split("(?m)^---$")).filter(text -> !text.isBlank())
                .map(text -> READER.unmarshal(text, GenericKubernetesResource.class)).toList();
        List<GatewayObject> routes = new java.util.ArrayList<>(of(all, GatewayTypes.HTTP_ROUTES));
        routes.addAll(of(all, GatewayTypes.GRPC_ROUTES));
        return GatewayWorld.of(of(all, GatewayTypes.CLASSES), of(all, GatewayTypes.GATEWAYS), routes, of(all, GatewayTypes.GRANTS), namespaces,
                new HashMap<>());
    }

    static GatewayWorld of(String manifests) {
        return of(manifests, Map.of());
    }

    private static List<GatewayObject> of(List<GenericKubernetesResource> all, ResourceType<GenericKubernetesResource> type) {
        return all.stream().filter(object -> object.getKind().equals(type.kind())).map(object -> GatewayObject.of(type, object)).toList();
    }

    /// A Gateway of HTTP at port 80 for every name, for routes of its namespace.
    static String gateway() {
        return gateway("edge", "{name: http, port: 80, protocol: HTTP}");
    }

    static String gateway(String name, String... listeners) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: %s, namespace: default, uid: g-%1$s, generation: 1, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec: {gatewayClassName: marina, listeners: [%s]}
                ---
                """.formatted(name, String.join(", ", listeners));
    }

    /// A route of the Gateway `edge`.
    ///
    /// @param rules YAML in one line
    static String route(String name, String hostnames, String rules) {
        return route(name, "default", "{name: edge, namespace: default}", hostnames, rules);
    }

    static String route(String name, String namespace, String parent, String hostnames, String rules) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s, namespace: %s, uid: r-%1$s, generation: 1, creationTimestamp: "2026-01-02T00:00:00Z"}
                spec: {parentRefs: [%s], hostnames: %s, rules: %s}
                ---
                """.formatted(name, namespace, parent, hostnames, rules);
    }

    static String to(String service) {
        return "backendRefs: [{name: %s, port: 80}]".formatted(service);
    }
}

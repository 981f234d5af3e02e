package dev.marina.controllers.ingress;

import dev.marina.model.ModelReading;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.List;

/// HTTPProxies as manifests tell them.
final class ProxyFile {

    private static final KubernetesSerialization READER = ModelReading.serialization();

    private ProxyFile() {}

    static ProxyWorld of(String manifests) {
        List<GenericKubernetesResource> all = Arrays.stream(manifests.split("(?m)^---$")).filter(text -> !text.isBlank())
                .map(text -> READER.unmarshal(text, GenericKubernetesResource.class)).toList();
        return ProxyWorld.of(
                all.stream().filter(object -> object.getKind().equals("HTTPProxy")).map(object -> GatewayObject.of(ProxyTypes.PROXIES, object)).toList(),
                all.stream().filter(object -> object.getKind().equals("TLSCertificateDelegation"))
                        .map(object -> GatewayObject.of(ProxyTypes.DELEGATIONS, object)).toList(),
                name -> name.isEmpty() || name.get().equals("marina"));
    }

    /// @param spec YAML in one line, without its braces
    static String proxy(String namespace, String name, String spec) {
        return """
                apiVersion: projectcontour.io/v1
                kind: HTTPProxy
                metadata: {name: %s, namespace: %s, uid: p-%2$s-%1$s, generation: 3, creationTimestamp: "2026-01-02T00:00:00Z"}
                spec: {%s}
                ---
                """.formatted(name, namespace, spec);
    }

    /// A root in the namespace `default`.
    ///
    /// @param routes YAML in one line
    static String root(String name, String fqdn, String routes) {
        return proxy("default", name, "virtualhost: {fqdn: \"%s\"}, routes: [%s]".formatted(fqdn, routes));
    }

    /// A route.
    ///
    /// @param rest such as `services: …`
    static String route(String conditions, String rest) {
        return "{conditions: [%s], %s}".formatted(conditions, rest);
    }

    static String to(String service) {
        return "services: [{name: %s, port: 80}]".formatted(service);
    }
}

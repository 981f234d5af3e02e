package dev.marina.controllers.ingress;

import java.util.Map;
import java.util.stream.Collectors;

/// Manifests that many tests need.
final class Manifests {

    private Manifests() {}

    /// A Service of one port with these pods behind it.
    static String service(String name, int port, String... addresses) {
        StringBuilder endpoints = new StringBuilder();
        for (String address : addresses) {
            endpoints.append("- {addresses: ['%s'], conditions: {ready: true}}\n".formatted(address));
        }
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s, namespace: default}
                spec: {type: ClusterIP, ports: [{name: http, port: 80, protocol: TCP, targetPort: %2$d}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %1$s-1, namespace: default, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{name: http, port: %2$d, protocol: TCP}]
                endpoints: %3$s
                ---
                """.formatted(name, port, endpoints.isEmpty() ? "[]" : "\n" + endpoints);
    }

    /// An Ingress of one path.
    ///
    /// @param annotations of ingress-nginx's, without their prefix
    static String ingress(String name, String host, String type, String path, String service, Map<String, String> annotations) {
        String all = annotations.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(entry -> "    %s%s: \"%s\"\n".formatted(Annotations.PREFIX, entry.getKey(), yaml(entry.getValue()))).collect(Collectors.joining());
        return """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: %s
                  namespace: default
                  uid: uid-%1$s
                  creationTimestamp: "2026-01-01T00:00:00Z"
                  annotations:
                    example.com/other: "1"
                %sspec:
                  rules:
                  - host: "%s"
                    http:
                      paths:
                      - {path: "%s", pathType: %s, backend: {service: {name: %s, port: {number: 80}}}}
                ---
                """.formatted(name, all, yaml(host), yaml(path), type, service);
    }

    static String yaml(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
                .replace("\0", "\\0").replace("\u2028", "\\u2028");
    }
}

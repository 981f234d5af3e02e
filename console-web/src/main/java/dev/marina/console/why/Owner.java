package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.ClusterApi;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// The object in which what an object wants is written: itself, or whatever made it.
///
/// @param path below the cluster's API
/// @param podSpec where in it a pod's spec stands, as a JSON pointer; "" where none does
record Owner(ObjectAddress address, String path, JsonNode object, String podSpec) {

    private static final String TEMPLATE = "/spec/template/spec";
    /// Kinds whose template may be changed.
    private static final Map<String, Kind> KINDS = Map.of(
            "Pod", new Kind("", "v1", "pods", "/spec"),
            "ReplicationController", new Kind("", "v1", "replicationcontrollers", TEMPLATE),
            "ReplicaSet", new Kind("apps", "v1", "replicasets", TEMPLATE),
            "Deployment", new Kind("apps", "v1", "deployments", TEMPLATE),
            "StatefulSet", new Kind("apps", "v1", "statefulsets", TEMPLATE),
            "DaemonSet", new Kind("apps", "v1", "daemonsets", TEMPLATE));
    private static final int FURTHEST = 4;

    private record Kind(String group, String version, String plural, String podSpec) {
        String path(String namespace, String name) {
            return group.isEmpty()
                    ? "/api/%s/namespaces/%s/%s/%s".formatted(version, namespace, plural, name)
                    : "/apis/%s/%s/namespaces/%s/%s/%s".formatted(group, version, namespace, plural, name);
        }
    }

    /// Goes up from a pod. Blocks. Empty where it belongs to something whose template cannot be changed, such as a job or a type of somebody's own.
    static Optional<Owner> of(ClusterApi api, JsonNode pod) throws IOException {
        String namespace = pod.path("metadata").path("namespace").asText();
        Owner owner = of(KINDS.get("Pod"), namespace, pod);
        for (int i = 0; i < FURTHEST; i++) {
            Optional<JsonNode> reference = controller(owner.object());
            if (reference.isEmpty()) {
                return Optional.of(owner);
            }
            Kind kind = KINDS.get(reference.get().path("kind").asText());
            if (kind == null || !reference.get().path("apiVersion").asText().equals(kind.group().isEmpty() ? "v1" : kind.group() + "/" + kind.version())) {
                return Optional.empty();
            }
            owner = of(kind, namespace, api.read(kind.path(namespace, reference.get().path("name").asText())));
        }
        return Optional.empty();
    }

    private static Owner of(Kind kind, String namespace, JsonNode object) {
        String name = object.path("metadata").path("name").asText();
        return new Owner(new ObjectAddress(kind.group(), kind.plural(), namespace, name), kind.path(namespace, name), object, kind.podSpec());
    }

    private static Optional<JsonNode> controller(JsonNode object) {
        return object.path("metadata").path("ownerReferences").valueStream().filter(reference -> reference.path("controller").asBoolean()).findFirst();
    }

    JsonNode spec() {
        return object.at(podSpec);
    }

    boolean pod() {
        return address.plural().equals("pods");
    }
}

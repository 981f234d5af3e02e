package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.apiserver.tunnel.TunnelStream;
import dev.marina.model.tunnel.StreamRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds the agent that runs a pod and opens streams to the pod's containers.
public final class PodStreams {

    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

    private final ClusterViews views;
    private final NodeAgents agents;

    public PodStreams(ClusterViews views, NodeAgents agents) {
        this.views = views;
        this.agents = agents;
    }

    Document pod(ApiRequest request, Target.Resource target) {
        return views.current(request.requireCluster())
                .find(new ObjectKey(request.clusterId(), target.groupResource(), target.namespace(), target.name()))
                .map(stored -> Document.parse(stored.bytes())).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
    }

    /// @param wanted the container that the client named, or ""
    static String container(Document pod, String wanted) {
        List<String> names = new ArrayList<>();
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            for (JsonNode container : pod.at("spec", list)) {
                names.add(container.path("name").asText());
            }
        }
        if (!wanted.isEmpty()) {
            if (!names.contains(wanted)) {
                throw StatusException.badRequest("container %s is not valid for pod %s".formatted(wanted, pod.name()));
            }
            return wanted;
        }
        String preferred = pod.annotations().getOrDefault(DEFAULT_CONTAINER, "");
        if (names.contains(preferred)) {
            return preferred;
        }
        if (pod.at("spec", "containers").size() != 1) {
            throw StatusException.badRequest("a container name must be specified for pod %s, choose one of: %s".formatted(pod.name(),
                    pod.at("spec", "containers").valueStream().map(container -> container.path("name").asText()).toList()));
        }
        return names.getFirst();
    }

    TunnelStream open(ApiRequest request, Document pod, String kind, String container, List<String> command, List<String> optionNames) {
        String node = pod.text("spec", "nodeName");
        if (node.isEmpty()) {
            throw StatusException.badRequest("pod %s does not have a host assigned".formatted(pod.name()));
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (String name : optionNames) {
            if (!request.query().text(name).isEmpty()) {
                options.put(name, request.query().text(name));
            }
        }
        return agents.open(request.requireCluster(), new StreamRequest(kind, request.clusterId().value(), node, pod.namespace(), pod.name(), pod.uid(),
                container, command, options));
    }

    TunnelStream open(ApiRequest request, Document pod, String kind, int port) {
        String node = pod.text("spec", "nodeName");
        return agents.open(request.requireCluster(), new StreamRequest(kind, request.clusterId().value(), node, pod.namespace(), pod.name(), pod.uid(),
                "", List.of(), Map.of("port", Integer.toString(port))));
    }
}

package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.TopologyLabels;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What a binding makes of a pod. pkg/registry/core/pod/storage/storage.go, BindingREST
final class PodBinding {

    private static final GroupResource PODS = new GroupResource("", "pods");

    private final ClusterViews views;
    private final Clock clock;

    PodBinding(ClusterViews views, Clock clock) {
        this.views = views;
        this.clock = clock;
    }

    Document read(ApiRequest request) {
        Document binding = BodyReader.require(request);
        String node = binding.text("target", "name");
        if (node.isEmpty() || !binding.text("target", "kind").isEmpty() && !binding.text("target", "kind").equals("Node")) {
            throw StatusException.badRequest("a binding needs a target of kind Node with a name");
        }
        return binding;
    }

    UnaryOperator<Document> change(ApiRequest request, Document binding) {
        String node = binding.text("target", "name");
        String uid = binding.uid();
        return pod -> {
            if (!uid.isEmpty() && !uid.equals(pod.uid())) {
                throw conflict(pod, "Precondition failed: UID in precondition: %s, UID in object meta: %s".formatted(uid, pod.uid()));
            }
            if (pod.terminating()) {
                throw conflict(pod, "pod %s is being deleted, cannot be assigned to a host".formatted(pod.name()));
            }
            if (!pod.text("spec", "nodeName").isEmpty()) {
                throw conflict(pod, "pod %s is already assigned to node \"%s\"".formatted(pod.name(), pod.text("spec", "nodeName")));
            }
            if (!pod.at("spec", "schedulingGates").isEmpty()) {
                throw conflict(pod, "pod %s has non-empty .spec.schedulingGates".formatted(pod.name()));
            }
            return pod.edited(root -> {
                bind(root, node);
                copied(root, "annotations", binding.annotations());
                copied(root, "labels", binding.labels());
                copied(root, "labels", TopologyLabels.of(views.current(request.requireCluster()), node));
            });
        };
    }

    static ApiResponse done() {
        return ApiResponse.json(201, Document.object("v1", "Status").edited(root -> root.put("status", "Success").put("code", 201).putObject("metadata")));
    }

    /// Over what the pod has of the same name.
    private static void copied(ObjectNode root, String part, Map<String, String> from) {
        if (!from.isEmpty()) {
            ObjectNode present = root.withObject("/metadata/" + part);
            from.forEach(present::put);
        }
    }

    private void bind(ObjectNode root, String node) {
        root.withObject("/spec").put("nodeName", node);
        ObjectNode status = root.withObject("/status");
        status.remove("nominatedNodeName");
        ArrayNode conditions = status.get("conditions") instanceof ArrayNode present ? present : status.putArray("conditions");
        for (int i = conditions.size() - 1; i >= 0; i--) {
            if (conditions.get(i).path("type").asText().equals("PodScheduled")) {
                conditions.remove(i);
            }
        }
        conditions.addObject().put("type", "PodScheduled").put("status", "True").put("observedGeneration", root.path("metadata").path("generation").asLong())
                .put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static StatusException conflict(Document pod, String why) {
        return StatusException.conflict(PODS, pod.name(), why);
    }
}

package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.TopologyLabels;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// `pods/binding`: the scheduler's word on which node a pod runs.
public final class BindingSubresource implements SubresourceHandler {

    private final ClusterViews views;
    private final Clock clock;

    public BindingSubresource(ClusterViews views, Clock clock) {
        this.views = views;
        this.clock = clock;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document binding = BodyReader.require(request);
        String node = binding.text("target", "name");
        if (node.isEmpty() || !binding.text("target", "kind").isEmpty() && !binding.text("target", "kind").equals("Node")) {
            throw StatusException.badRequest("a binding needs a target of kind Node with a name");
        }
        String uid = binding.uid();
        writer.change("binding", pod -> {
            if (!uid.isEmpty() && !uid.equals(pod.uid())) {
                throw conflict(target, "Precondition failed: UID in precondition: %s, UID in object meta: %s".formatted(uid, pod.uid()));
            }
            if (pod.terminating()) {
                throw conflict(target, "pod %s is being deleted, cannot be assigned to a host".formatted(pod.name()));
            }
            if (!pod.text("spec", "nodeName").isEmpty()) {
                throw conflict(target, "pod %s is already assigned to node \"%s\"".formatted(pod.name(), pod.text("spec", "nodeName")));
            }
            if (!pod.at("spec", "schedulingGates").isEmpty()) {
                throw conflict(target, "pod %s has non-empty .spec.schedulingGates".formatted(pod.name()));
            }
            return pod.edited(root -> {
                bind(root, node);
                copied(root, "annotations", binding.annotations());
                copied(root, "labels", binding.labels());
                copied(root, "labels", TopologyLabels.of(views.current(request.requireCluster()), node));
            });
        });
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

    private static StatusException conflict(Target.Resource target, String why) {
        return StatusException.conflict(target.groupResource(), target.name(), why);
    }
}

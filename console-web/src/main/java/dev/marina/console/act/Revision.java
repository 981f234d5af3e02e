package dev.marina.console.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// A workload as it once was.
///
/// @param cause what was noted when it was made; "" for nothing
/// @param template of its pods
/// @param current whether it is so now
/// @param restoring the request that makes it so again, as `kubectl rollout undo` does
public record Revision(long number, String created, String cause, JsonNode template, boolean current, Request restoring) {

    private static final String NUMBER = "deployment.kubernetes.io/revision";
    private static final String HASH = "pod-template-hash";
    /// Stay the deployment's own. kubectl's pkg/polymorphichelpers/rollback.go
    private static final Set<String> NOT_RESTORED = Set.of("kubectl.kubernetes.io/last-applied-configuration", NUMBER,
            "deployment.kubernetes.io/revision-history",
            "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas", "deprecated.deployment.rollback.to");

    /// Where the revisions of a workload are kept, below the cluster's API.
    public static String path(Subject workload) {
        return "/apis/apps/v1/namespaces/%s/%s".formatted(workload.namespace(),
                workload.plural().equals("deployments") ? "replicasets" : "controllerrevisions");
    }

    public static boolean kept(Subject workload) {
        return workload.group().equals("apps") && Set.of("deployments", "statefulsets", "daemonsets").contains(workload.plural());
    }

    /// Newest first.
    ///
    /// @param kept what is at [#path(Subject)], of all workloads
    public static List<Revision> of(Subject workload, JsonNode kept) {
        List<Revision> revisions = new ArrayList<>();
        String uid = workload.object().at("/metadata/uid").asText();
        kept.path("items").forEach(one -> {
            if (owned(one, uid)) {
                revisions.add(workload.plural().equals("deployments") ? replicaSet(workload, one) : controllerRevision(workload, one));
            }
        });
        revisions.sort(Comparator.comparingLong(Revision::number).reversed());
        if (!workload.plural().equals("deployments") && !revisions.isEmpty()) {
            Revision newest = revisions.getFirst();
            revisions.set(0, new Revision(newest.number, newest.created, newest.cause, newest.template, true, newest.restoring));
        }
        return List.copyOf(revisions);
    }

    private static boolean owned(JsonNode object, String uid) {
        for (JsonNode owner : object.at("/metadata/ownerReferences")) {
            if (owner.path("uid").asText().equals(uid) && owner.path("controller").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    private static Revision replicaSet(Subject deployment, JsonNode set) {
        JsonNode annotations = set.at("/metadata/annotations");
        ObjectNode template = set.at("/spec/template").deepCopy();
        if (template.at("/metadata/labels") instanceof ObjectNode labels) {
            labels.remove(HASH);
        }
        ObjectNode restored = JsonNodeFactory.instance.objectNode();
        deployment.object().at("/metadata/annotations").properties().stream().filter(one -> NOT_RESTORED.contains(one.getKey()))
                .forEach(one -> restored.set(one.getKey(), one.getValue()));
        annotations.properties().stream().filter(one -> !NOT_RESTORED.contains(one.getKey())).forEach(one -> restored.set(one.getKey(), one.getValue()));
        var patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject().put("op", "replace").put("path", "/spec/template").set("value", template);
        patch.addObject().put("op", "add").put("path", "/metadata/annotations").set("value", restored);
        String number = annotations.path(NUMBER).asText("0");
        return new Revision(Long.parseLong(number.matches("\\d{1,18}") ? number : "0"), set.at("/metadata/creationTimestamp").asText(),
                annotations.path("kubernetes.io/change-cause").asText(""), template,
                number.equals(deployment.object().at("/metadata/annotations").path(NUMBER).asText()),
                new Request("PATCH", deployment.path() + "?fieldManager=marina-console", "application/json-patch+json", patch.toString()));
    }

    private static Revision controllerRevision(Subject workload, JsonNode revision) {
        ObjectNode template = revision.at("/data/spec/template").deepCopy();
        template.remove("$patch");
        return new Revision(revision.path("revision").asLong(), revision.at("/metadata/creationTimestamp").asText(),
                revision.at("/metadata/annotations").path("kubernetes.io/change-cause").asText(""), template, false,
                new Request("PATCH", workload.path() + "?fieldManager=marina-console", "application/strategic-merge-patch+json",
                        revision.path("data").toString()));
    }

    public String kubectl(Subject workload) {
        return workload.kubectl("rollout undo", "--to-revision=" + number);
    }
}

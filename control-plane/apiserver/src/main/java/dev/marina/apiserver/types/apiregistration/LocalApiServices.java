package dev.marina.apiserver.types.apiregistration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.util.List;

/// The APIServices that every cluster has: the groups and versions that the server itself serves, with upstream's priorities.
/// pkg/controlplane/apiserver/aggregator.go and cmd/kube-apiserver/app/aggregator.go
public final class LocalApiServices {

    private static final String OURS = "marina.dev";

    private static final List<Local> LOCALS = List.of(
            new Local("", "v1", 18_000, 1),
            new Local("apps", "v1", 17_800, 15),
            new Local("events.k8s.io", "v1", 17_750, 15),
            new Local("authentication.k8s.io", "v1", 17_700, 15),
            new Local("authorization.k8s.io", "v1", 17_600, 15),
            new Local("autoscaling", "v1", 17_500, 15),
            new Local("autoscaling", "v2", 17_500, 30),
            new Local("batch", "v1", 17_400, 15),
            new Local("certificates.k8s.io", "v1", 17_300, 15),
            new Local("networking.k8s.io", "v1", 17_200, 15),
            new Local("policy", "v1", 17_100, 15),
            new Local("rbac.authorization.k8s.io", "v1", 17_000, 15),
            new Local("storage.k8s.io", "v1", 16_800, 15),
            new Local("apiextensions.k8s.io", "v1", 16_700, 15),
            new Local("admissionregistration.k8s.io", "v1", 16_700, 15),
            new Local("scheduling.k8s.io", "v1", 16_600, 15),
            new Local("scheduling.k8s.io", "v1alpha2", 16_600, 9),
            new Local("coordination.k8s.io", "v1", 16_500, 15),
            new Local("node.k8s.io", "v1", 16_300, 15),
            new Local("discovery.k8s.io", "v1", 16_200, 15),
            new Local("resource.k8s.io", "v1", 16_200, 21),
            new Local("flowcontrol.apiserver.k8s.io", "v1", 16_100, 21),
            // as metrics-server registers itself
            new Local("metrics.k8s.io", "v1beta1", 100, 100),
            new Local(OURS, "v1", 1_500, 15),
            new Local("apps." + OURS, "v1", 1_450, 15),
            new Local("learn." + OURS, "v1", 1_400, 15));

    private record Local(String group, String version, int groupPriority, int versionPriority) {}

    private LocalApiServices() {}

    /// As upstream registers them when it starts, and the platform's own.
    public static List<Document> documents() {
        return LOCALS.stream().map(LocalApiServices::document).toList();
    }

    /// Whether nobody else may serve this group, in any version: the platform relies on what it finds there.
    static boolean reserved(String group) {
        return LOCALS.stream().anyMatch(local -> local.group().equals(group)) || group.equals(ApiServiceType.GROUP)
                || group.endsWith("." + OURS);
    }

    private static Document document(Local local) {
        return Document.object(ApiServiceType.GROUP + "/v1", "APIService").edited(root -> {
            ObjectNode metadata = root.putObject("metadata").put("name", local.version() + "." + local.group());
            metadata.putObject("labels").put("kube-aggregator.kubernetes.io/automanaged", "onstart");
            ObjectNode spec = root.putObject("spec");
            spec.put("group", local.group()).put("version", local.version())
                    .put("groupPriorityMinimum", local.groupPriority()).put("versionPriority", local.versionPriority());
            root.putObject("status").putArray("conditions").addObject().put("type", "Available").put("status", "True")
                    .put("reason", "Local").put("message", "Local APIServices are always available");
        });
    }
}

package dev.marina.apiserver.authz;

import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.http.Target;
import java.util.List;
import java.util.Set;

/// What the platform's agent of a node may do: its own Node, its own pods, and the secrets and ConfigMaps that its pods name; and what the
/// volume provisioner beside it does. A node that somebody of the cluster has made may less: [RequestedNodeAuthorizer].
/// https://kubernetes.io/docs/reference/access-authn-authz/node/
final class NodeAuthorizer {

    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> WRITE = Set.of("update", "patch");
    private static final Decision NOT_ON_NODE = Decision.deny("no relationship found between node and this object");

    private final PodReferences references = new PodReferences();

    Decision decide(Identity node, Target target, ClusterView view) {
        return switch (target) {
            case Target.NonResource path ->
                path.verb().equals("get") && !path.path().startsWith("/debug/") ? Decision.allow("node reads discovery") : Decision.noOpinion(List.of());
            case Target.Resource resource -> decide(node.nodeName(), resource, view);
        };
    }

    private Decision decide(String node, Target.Resource target, ClusterView view) {
        String combined = target.groupResource() + (target.subresource().isEmpty() ? "" : "/" + target.subresource());
        String verb = target.verb();
        boolean allowed = switch (combined) {
            case "nodes" -> verb.equals("create") || READ.contains(verb) || (WRITE.contains(verb) || verb.equals("delete")) && target.name().equals(node);
            case "nodes/status" -> WRITE.contains(verb) && target.name().equals(node);
            case "pods" ->
                READ.contains(verb) && (target.name().isEmpty() || onNode(node, target, view)) || verb.equals("delete") && onNode(node, target, view);
            case "pods/status" -> WRITE.contains(verb) && onNode(node, target, view);
            case "secrets", "configmaps" -> READ.contains(verb) && !target.name().isEmpty() && (corefile(target) || named(node, target, view)
                    || target.resource().resource().equals("secrets") && references.namedByVolumes(node, target, view));
            case "serviceaccounts" -> verb.equals("get") && named(node, target, view);
            case "serviceaccounts/token" -> verb.equals("create") && named(node, target, view);
            case "services", "endpoints", "endpointslices.discovery.k8s.io", "namespaces", "networkpolicies.networking.k8s.io",
                    "storageclasses.storage.k8s.io", "volumeattributesclasses.storage.k8s.io", "csidrivers.storage.k8s.io", "runtimeclasses.node.k8s.io",
                    "nodecomponents.marina.dev" ->
                READ.contains(verb);
            // the volume provisioner runs beside the agent and acts as it
            case "persistentvolumeclaims" -> READ.contains(verb) || WRITE.contains(verb);
            case "persistentvolumeclaims/status" -> WRITE.contains(verb);
            case "persistentvolumes" -> READ.contains(verb) || WRITE.contains(verb) || verb.equals("create") || verb.equals("delete");
            case "persistentvolumes/status" -> WRITE.contains(verb);
            // and so do its snapshots, where the cluster has their definitions
            case "volumesnapshots.snapshot.storage.k8s.io", "volumesnapshotclasses.snapshot.storage.k8s.io",
                    "volumegroupsnapshotclasses.groupsnapshot.storage.k8s.io" ->
                verb.equals("get");
            case "volumesnapshotcontents.snapshot.storage.k8s.io", "volumegroupsnapshotcontents.groupsnapshot.storage.k8s.io" ->
                READ.contains(verb) || WRITE.contains(verb);
            case "volumesnapshotcontents.snapshot.storage.k8s.io/status", "volumegroupsnapshotcontents.groupsnapshot.storage.k8s.io/status" ->
                WRITE.contains(verb);
            case "customresourcedefinitions.apiextensions.k8s.io" -> READ.contains(verb);
            case "events", "events.events.k8s.io" -> verb.equals("create") || WRITE.contains(verb);
            case "leases.coordination.k8s.io" -> target.namespace().equals("kube-node-lease") && (verb.equals("create") || target.name().equals(node));
            case "csinodes.storage.k8s.io" -> verb.equals("create") || target.name().equals(node);
            case "volumeattachments.storage.k8s.io" -> READ.contains(verb);
            case "selfsubjectreviews.authentication.k8s.io", "selfsubjectaccessreviews.authorization.k8s.io" -> verb.equals("create");
            default -> false;
        };
        return allowed ? Decision.allow("node authorizer") : NOT_ON_NODE;
    }

    /// By which every node answers names.
    private static boolean corefile(Target.Resource target) {
        return target.resource().resource().equals("configmaps") && target.namespace().equals("kube-system") && target.name().equals("coredns");
    }

    private static boolean onNode(String node, Target.Resource target, ClusterView view) {
        return PodReferences.onNode(node, target, view);
    }

    private boolean named(String node, Target.Resource target, ClusterView view) {
        return references.named(node, target, view);
    }
}

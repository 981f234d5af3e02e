package dev.marina.apiserver.authz;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.http.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a node may do that somebody of the cluster has made by a certificate of the cluster's signer: what a kubelet may, with its own Node,
/// Lease and CSINode, its own pods and what these name. It has none of the rights by which the platform's agents make volumes and snapshots,
/// and hears of no other node and its pods. What it may not by this, a role of the cluster may allow.
/// https://kubernetes.io/docs/reference/access-authn-authz/node/, NodeRules in plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go
final class RequestedNodeAuthorizer {

    private static final GroupResource VOLUMES = new GroupResource("", "persistentvolumes");
    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> WRITE = Set.of("update", "patch");
    private static final String NODE_LEASES = "kube-node-lease";

    private final PodReferences references = new PodReferences();

    Decision decide(Identity node, Target target, ClusterView view) {
        return target instanceof Target.Resource resource && allows(node.nodeName(), resource, view)
                ? Decision.allow("node authorizer, for a node of the cluster's own")
                : Decision.noOpinion(List.of());
    }

    private boolean allows(String node, Target.Resource target, ClusterView view) {
        String verb = target.verb();
        boolean own = target.name().equals(node);
        boolean reads = READ.contains(verb);
        boolean writes = WRITE.contains(verb);
        boolean one = !target.name().isEmpty();
        return switch (target.groupResource() + (target.subresource().isEmpty() ? "" : "/" + target.subresource())) {
            case "nodes" -> verb.equals("create") || (reads || writes) && own;
            case "nodes/status" -> writes && own;
            case "pods" -> one ? (reads || verb.equals("delete")) && PodReferences.onNode(node, target, view) : reads && target.onNode().equals(node);
            case "pods/status" -> writes && PodReferences.onNode(node, target, view);
            case "secrets" -> reads && one && (references.named(node, target, view) || references.namedByVolumes(node, target, view));
            case "configmaps" -> reads && one && references.named(node, target, view);
            case "persistentvolumeclaims" -> verb.equals("get") && references.named(node, target, view);
            case "persistentvolumes" -> verb.equals("get") && ofOwnPods(node, target, view);
            case "serviceaccounts" -> verb.equals("get") && references.named(node, target, view);
            case "serviceaccounts/token" -> verb.equals("create") && references.named(node, target, view);
            case "services", "csidrivers.storage.k8s.io", "runtimeclasses.node.k8s.io" -> reads;
            case "events", "events.events.k8s.io" -> verb.equals("create") || writes;
            // the name of what is created is in its body: admission looks at it
            case "leases.coordination.k8s.io" ->
                target.namespace().equals(NODE_LEASES) && (verb.equals("create") || own && (verb.equals("get") || writes || verb.equals("delete")));
            case "csinodes.storage.k8s.io" -> verb.equals("create") || own && (verb.equals("get") || writes || verb.equals("delete"));
            case "certificatesigningrequests.certificates.k8s.io" -> verb.equals("create") || reads;
            default -> false;
        };
    }

    /// Whether the volume belongs to a claim that one of the node's pods names.
    private boolean ofOwnPods(String node, Target.Resource target, ClusterView view) {
        Optional<Document> volume = view.image().find(new ObjectKey(view.cluster(), VOLUMES, "", target.name())).filter(stored -> !stored.opaque())
                .map(stored -> Document.parse(stored.bytes()));
        return volume.map(found -> found.at("spec", "claimRef")).filter(claim -> claim.isObject())
                .filter(claim -> references.named(node, claim.path("namespace").asText(), "persistentvolumeclaims/" + claim.path("name").asText(), view))
                .isPresent();
    }
}

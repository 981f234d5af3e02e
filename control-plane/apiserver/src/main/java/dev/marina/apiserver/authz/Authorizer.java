package dev.marina.apiserver.authz;

import dev.marina.api.GroupResource;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.http.Target;
import java.util.List;

/// The authorizers in order: the first that allows decides. Reads the given view of the cluster and nothing else.
public final class Authorizer {

    public static final String MASTERS = "system:masters";
    private static final GroupResource SIGNING_REQUESTS = new GroupResource("certificates.k8s.io", "certificatesigningrequests");

    private final NodeAuthorizer nodes = new NodeAuthorizer();
    private final RequestedNodeAuthorizer requestedNodes = new RequestedNodeAuthorizer();
    private final MachineAuthorizer machines = new MachineAuthorizer();
    private final RoleBindings roles;

    public Authorizer(DefaultObjects defaults) {
        roles = new RoleBindings(defaults);
    }

    public Decision decide(Identity identity, Target target, ClusterView view) {
        if (identity.in(MASTERS)) {
            return Decision.allow("member of system:masters");
        }
        if (identity.by() == Identity.Proof.IN_PROCESS) {
            return Decision.allow("component of the control plane");
        }
        if (identity.node()) {
            Decision decision = identity.agent() ? nodes.decide(identity, target, view) : requestedNodes.decide(identity, target, view);
            return decision.allowed() || identity.agent() && !ofSigning(target) ? decision : roles.decide(identity, target, view);
        }
        if (identity.machine()) {
            return machines.decide(identity, target);
        }
        return roles.decide(identity, target, view);
    }

    /// Whether a node may renew its certificate says a role of the cluster, as upstream's `selfnodeclient` has it.
    private static boolean ofSigning(Target target) {
        return target instanceof Target.Resource resource && resource.groupResource().equals(SIGNING_REQUESTS);
    }

    /// The rules that hold for an identity in a namespace ("" for cluster-wide ones).
    public List<PolicyRule> rules(Identity identity, String namespace, ClusterView view) {
        if (identity.in(MASTERS) || identity.by() == Identity.Proof.IN_PROCESS) {
            return List.of(new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
                    new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));
        }
        return roles.rules(identity, namespace, view);
    }

    /// What a role of the cluster allows; nothing for a role that is not there.
    public List<PolicyRule> rulesOfRole(String kind, String name, String namespace, ClusterView view) {
        return roles.rulesOf(kind, name, namespace, view);
    }
}

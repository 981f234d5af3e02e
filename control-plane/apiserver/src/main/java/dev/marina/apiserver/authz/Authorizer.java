package dev.marina.apiserver.authz;

import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.http.Target;
import java.util.List;

/// The authorizers in order: the first that allows decides. Reads the given view of the cluster and nothing else.
public final class Authorizer {

    public static final String MASTERS = "system:masters";

    private final NodeAuthorizer nodes = new NodeAuthorizer();
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
            return nodes.decide(identity, target, view);
        }
        if (identity.machine()) {
            return machines.decide(identity, target);
        }
        return roles.decide(identity, target, view);
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

package dev.marina.apiserver.authz;

import java.util.List;

/// An authorizer's answer with its reason.
///
/// @param reason such as `RBAC: allowed by ClusterRoleBinding "marina:owner" of ClusterRole "cluster-admin" to Group "marina:acme:owner"`
/// @param tried bindings that hold for the identity and do not allow this
public record Decision(boolean allowed, String reason, List<String> tried) {

    public static Decision allow(String reason) {
        return new Decision(true, reason, List.of());
    }

    public static Decision noOpinion(List<String> tried) {
        return new Decision(false, "", tried);
    }

    public static Decision deny(String reason) {
        return new Decision(false, reason, List.of());
    }
}

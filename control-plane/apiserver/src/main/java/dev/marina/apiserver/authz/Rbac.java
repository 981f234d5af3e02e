package dev.marina.apiserver.authz;

import dev.marina.api.GroupResource;

/// Names of the role-based access control API.
public final class Rbac {

    public static final String GROUP = "rbac.authorization.k8s.io";
    public static final GroupResource CLUSTER_ROLES = new GroupResource(GROUP, "clusterroles");
    public static final GroupResource CLUSTER_ROLE_BINDINGS = new GroupResource(GROUP, "clusterrolebindings");
    public static final GroupResource ROLES = new GroupResource(GROUP, "roles");
    public static final GroupResource ROLE_BINDINGS = new GroupResource(GROUP, "rolebindings");

    private Rbac() {}
}

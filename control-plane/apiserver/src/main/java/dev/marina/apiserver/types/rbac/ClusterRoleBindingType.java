package dev.marina.apiserver.types.rbac;

import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;

/// Who may do what a role says, everywhere.
public final class ClusterRoleBindingType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings")
            .clusterScoped().named(NameRule.PATH_SEGMENT).strategy(new BindingStrategy())
            .columns(BindingColumns.ALL)
            .build();

    private ClusterRoleBindingType() {}
}

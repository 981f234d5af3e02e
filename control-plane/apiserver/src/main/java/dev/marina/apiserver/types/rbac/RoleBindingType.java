package dev.marina.apiserver.types.rbac;

import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;

/// Who may do what a role says, in a namespace.
public final class RoleBindingType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings")
            .named(NameRule.PATH_SEGMENT).strategy(new BindingStrategy())
            .columns(BindingColumns.ALL)
            .build();

    private RoleBindingType() {}
}

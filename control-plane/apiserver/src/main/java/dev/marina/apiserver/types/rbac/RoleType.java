package dev.marina.apiserver.types.rbac;

import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;

/// What may be done in a namespace.
public final class RoleType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("rbac.authorization.k8s.io", "v1", "Role", "roles")
            .named(NameRule.PATH_SEGMENT).strategy(new RoleStrategy())
            .columns(name(), text("Created At", object -> object.text("metadata", "creationTimestamp")))
            .build();

    private RoleType() {}
}

package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;

/// Who pods are.
public final class ServiceAccountType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "ServiceAccount", "serviceaccounts")
            .shortNames("sa")
            .subresource("token", new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"), "create")
            .columns(name(), number("Secrets", object -> object.at("secrets").size()), age())
            .build();

    private ServiceAccountType() {}
}

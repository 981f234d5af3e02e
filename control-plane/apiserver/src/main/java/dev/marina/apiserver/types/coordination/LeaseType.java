package dev.marina.apiserver.types.coordination;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.apiserver.registry.ResourceDefinition;

/// Who holds what, and until when.
public final class LeaseType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("coordination.k8s.io", "v1", "Lease", "leases")
            .columns(name(), text("Holder", object -> object.text("spec", "holderIdentity")), age())
            .build();

    private LeaseType() {}
}

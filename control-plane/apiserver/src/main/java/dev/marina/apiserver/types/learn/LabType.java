package dev.marina.apiserver.types.learn;

import static dev.marina.apiserver.registry.Columns.name;

import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;

/// A lab of the installation. It is read and not stored.
public final class LabType {

    public static final String GROUP = "learn.marina.dev";
    static final GroupVersionKind TEXT = new GroupVersionKind(GROUP, "v1", "LabText");

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare(GROUP, "v1", "Lab", "labs").clusterScoped().verbs(Verb.GET, Verb.LIST)
            .subresource("text", TEXT, "get")
            .columns(name(), Columns.text("Title", object -> object.text("spec", "title", "en")),
                    Columns.text("Course", object -> object.text("spec", "course")),
                    Columns.number("Minutes", object -> object.at("spec", "minutes").asLong()),
                    Columns.number("Points", object -> object.at("spec", "points").asLong()))
            .build();

    private LabType() {}
}

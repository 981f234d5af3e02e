package dev.marina.apiserver.types.learn;

import static dev.marina.apiserver.registry.Columns.name;

import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;

/// An exam of the installation. It is read and not stored.
public final class ExamType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare(LabType.GROUP, "v1", "Exam", "exams").clusterScoped()
            .verbs(Verb.GET, Verb.LIST)
            .columns(name(), Columns.text("Title", object -> object.text("spec", "title", "en")),
                    Columns.number("Minutes", object -> object.at("spec", "minutes").asLong()),
                    Columns.number("Tasks", object -> object.at("spec", "tasks").size()),
                    Columns.text("Pass", object -> object.at("spec", "pass").asText() + "%"))
            .build();

    private ExamType() {}
}

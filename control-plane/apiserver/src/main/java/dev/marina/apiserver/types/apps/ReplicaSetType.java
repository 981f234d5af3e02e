package dev.marina.apiserver.types.apps;

import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.validation.ReplicaCounts;
import java.util.List;

/// A number of pods of one template. printReplicaSet in pkg/printers/internalversion/printers.go
public final class ReplicaSetType extends WorkloadStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("apps", "v1", "ReplicaSet", "replicasets").shortNames("rs").categories("all")
            .strategy(new ReplicaSetType()).status().scale()
            .columns(name(),
                    Columns.number("Desired", object -> object.at("spec", "replicas").asInt()),
                    Columns.number("Current", object -> object.at("status", "replicas").asInt()),
                    Columns.number("Ready", object -> object.at("status", "readyReplicas").asInt()), age(),
                    TemplateColumns.containers(), TemplateColumns.images(), TemplateColumns.selector())
            .build();

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return ReplicaCounts.check(object.at("status"));
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            number(spec, "replicas", 1);
            PodDefaults.template(spec);
        });
    }
}

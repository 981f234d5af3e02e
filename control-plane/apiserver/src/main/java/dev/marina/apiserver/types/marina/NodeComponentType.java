package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;
import java.util.stream.Stream;

/// What the nodes of a cluster do beside running pods, and may be switched off: answering DNS, programming Services. Every cluster has one
/// object for each; its nodes follow them, and say in conditions of their Nodes what they do.
public final class NodeComponentType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "NodeComponent", "nodecomponents")
            .clusterScoped().strategy(new NodeComponentType()).verbs(Verb.GET, Verb.LIST, Verb.WATCH, Verb.UPDATE, Verb.PATCH)
            .columns(name(), Columns.text("Switched", object -> object.at("spec", "off").asBoolean() ? "Off" : "On"), age())
            .build();

    /// The node agents know them by these names.
    public static final List<String> NAMES = List.of("dns", "service-proxy");

    /// As they are until somebody changes them.
    public static Stream<Document> documents() {
        return NAMES.stream().map(name -> Document.object("marina.dev/v1", "NodeComponent").with(name, "metadata", "name"));
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            if (!spec.has("off")) {
                spec.put("off", false);
            }
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (!NAMES.contains(object.name())) {
            errors.invalid("metadata.name", object.name(),
                    "nodes have no component of that name that can be switched off: it is " + String.join(" or ", NAMES));
        }
        return errors.found();
    }
}

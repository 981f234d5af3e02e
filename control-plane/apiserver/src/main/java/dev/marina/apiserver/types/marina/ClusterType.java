package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.net.IpPrefix;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// A Cluster's addresses are chosen when it is made.
public final class ClusterType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Cluster", "clusters").named(NameRule.DNS_LABEL)
            .strategy(new ClusterType()).status()
            .subresource("usercredentials", new GroupVersionKind("marina.dev", "v1", "UserCredentials"), "create")
            .columns(name(), Columns.text("Phase", object -> object.text("status", "phase")),
                    Columns.text("Nodes", object -> object.at("status", "readyNodes").asInt() + "/" + object.at("status", "nodes").asInt()), age(),
                    wide("Endpoint", object -> object.text("status", "endpoint")))
            .build();

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            text(spec, "podCidr", "10.244.0.0/16");
            text(spec, "serviceCidr", "10.96.0.0/16");
        });
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        for (String field : List.of("podCidr", "serviceCidr")) {
            String value = object.text("spec", field);
            if (IpPrefix.parse(value).filter(network -> !network.address().six()).isEmpty()) {
                errors.invalid("spec." + field, value, "must be an IPv4 network such as 10.244.0.0/16");
            }
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        for (String field : List.of("podCidr", "serviceCidr")) {
            errors.immutable("spec." + field, object.at("spec", field), stored.at("spec", field));
        }
        return errors.found();
    }
}

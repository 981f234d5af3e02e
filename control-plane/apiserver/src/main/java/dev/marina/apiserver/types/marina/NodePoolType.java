package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.model.NodePool;
import java.util.List;

/// A NodePool belongs to one cluster for ever; its nodes are at least big enough to run something.
public final class NodePoolType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "NodePool", "nodepools").shortNames("np")
            .named(NameRule.DNS_LABEL)
            .strategy(new NodePoolType()).status().scale()
            .columns(name(), Columns.text("Cluster", object -> object.text("spec", "cluster")),
                    Columns.number("Desired", object -> object.at("spec", "replicas").asInt()),
                    Columns.number("Ready", object -> object.at("status", "readyReplicas").asInt()),
                    age(), Columns.wide("Runtime", NodePoolType::runtime))
            .build();

    private static String runtime(Document pool) {
        String named = pool.text("spec", "runtime");
        return named.isEmpty() ? NodePool.DOCKER : named;
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            number(spec, "replicas", 1);
            text(spec, "cpu", "1");
            text(spec, "memory", "2Gi");
        });
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.text("spec", "cluster").isEmpty()) {
            errors.required("spec.cluster");
        }
        errors.notNegative("spec.replicas", object.at("spec", "replicas"));
        for (String field : List.of("cpu", "memory")) {
            String amount = object.text("spec", field);
            if (Quantities.valid(amount) && Quantities.value(amount).signum() <= 0) {
                errors.invalid("spec." + field, amount, "must be greater than zero");
            } else if (!Quantities.valid(amount)) {
                errors.invalid("spec." + field, amount, "must be a quantity such as 500m, 2 or 1.5Gi");
            }
        }
        if (object.at("spec").hasNonNull("runtime")) {
            errors.oneOf("spec.runtime", object.text("spec", "runtime"), NodePool.RUNTIMES.toArray(String[]::new));
        }
        int subnet = object.at("spec", "subnet").asInt();
        if (subnet < 0 || subnet >= NodePool.MOST_SUBNETS) {
            errors.invalid("spec.subnet", Integer.toString(subnet), "must be from 0 to %d".formatted(NodePool.MOST_SUBNETS - 1));
        }
        NodePoolRules.check(object.at("spec"), errors);
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        errors.immutable("spec.cluster", object.at("spec", "cluster"), stored.at("spec", "cluster"));
        if (!runtime(object).equals(runtime(stored))) {
            errors.invalid("spec.runtime", runtime(object), "field is immutable");
        }
        if (object.at("spec", "subnet").asInt() != stored.at("spec", "subnet").asInt()) {
            errors.invalid("spec.subnet", object.at("spec", "subnet").asText(), "field is immutable");
        }
        return errors.found();
    }
}

package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.model.Fault;
import dev.marina.model.FaultCase;
import dev.marina.model.FaultSign;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What somebody breaks of their own cluster's nodes or controllers, for a while.
public final class FaultType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Fault", "faults")
            .clusterScoped().strategy(new FaultType()).status()
            .columns(name(), Columns.text("Type", object -> object.text("spec", "type")), Columns.text("Nodes", FaultType::nodes),
                    Columns.text("Phase", object -> object.text("status", "phase")), Columns.text("Until", object -> object.text("status", "until")),
                    Columns.text("Expected", object -> object.text("spec", "prediction")),
                    Columns.text("Seen", object -> object.text("status", "prediction", "seen")), age(),
                    Columns.wide("Controllers", FaultType::controllers))
            .build();

    private static final String NODES = "nodes";
    private static final String CONTROLLERS = "controllers";
    private static final String SECONDS = "seconds";
    private static final String UNDONE = "undone";
    private static final String DELAY = "delayMillis";
    private static final String SKEW = "skewSeconds";
    private static final List<String> DELAYED = List.of(FaultCase.AGENT_SLOWED.text(), FaultCase.CONTROLLER_SLOWED.text());

    private static String nodes(Document fault) {
        return names(fault, NODES);
    }

    private static String controllers(Document fault) {
        return names(fault, CONTROLLERS);
    }

    private static String names(Document fault, String field) {
        return fault.at("spec", field).valueStream().map(JsonNode::asText).collect(Collectors.joining(","));
    }

    /// Held from the first, so that no node stays broken by a fault that is gone.
    @Override
    public Document prepareForCreate(Document submitted) {
        Document prepared = super.prepareForCreate(submitted);
        return prepared.finalizers().contains(Fault.FINALIZER)
                ? prepared
                : prepared.edited(root -> root.withObjectProperty("metadata").withArrayProperty("finalizers").add(Fault.FINALIZER));
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            String type = spec.path("type").asText();
            absent(spec, SECONDS, Fault.DEFAULT_SECONDS);
            if (DELAYED.contains(type)) {
                absent(spec, DELAY, Fault.DEFAULT_DELAY_MILLIS);
            }
            if (type.equals(FaultCase.CLOCK_SKEWED.text())) {
                absent(spec, SKEW, Fault.DEFAULT_SKEW_SECONDS);
            }
        });
    }

    private static void absent(ObjectNode spec, String field, int value) {
        if (!spec.has(field)) {
            spec.put(field, value);
        }
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        String type = object.text("spec", "type");
        errors.oneOf("spec.type", type, FaultCase.texts().toArray(String[]::new));
        if (FaultCase.of(type).map(FaultCase::ofNodes).orElse(true)) {
            names(errors, object, NODES, "the name of a node", Fault.MOST_NODES);
            none(errors, object, CONTROLLERS, "only a fault of type %s has them".formatted(FaultCase.CONTROLLER_SLOWED.text()));
        } else {
            names(errors, object, CONTROLLERS, "the name of a controller", Fault.MOST_CONTROLLERS);
            object.at("spec", CONTROLLERS).valueStream().map(JsonNode::asText).filter(name -> !name.isEmpty() && !ControllerType.NAMES.contains(name))
                    .forEach(name -> errors.invalid("spec." + CONTROLLERS, name, "this cluster has no controller of that name that can be held up"));
            none(errors, object, NODES, "a fault of type %s is of no node".formatted(type));
        }
        between(errors, "spec." + SECONDS, object.at("spec", SECONDS), Fault.LEAST_SECONDS, Fault.MOST_SECONDS);
        if (object.at("spec").hasNonNull("prediction")) {
            errors.oneOf("spec.prediction", object.text("spec", "prediction"), FaultSign.texts().toArray(String[]::new));
        }
        only(errors, object, DELAY, DELAYED, 1, Fault.MOST_DELAY_MILLIS);
        only(errors, object, SKEW, List.of(FaultCase.CLOCK_SKEWED.text()), -Fault.MOST_SKEW_SECONDS, Fault.MOST_SKEW_SECONDS);
        return errors.found();
    }

    private static void names(Errors errors, Document object, String list, String what, int most) {
        JsonNode names = object.at("spec", list);
        if (names.isEmpty()) {
            errors.required("spec." + list, what + " at least");
        }
        errors.tooMany("spec." + list, names.size(), most);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String field = "spec.%s[%d]".formatted(list, i);
            String name = names.get(i).asText();
            if (name.isEmpty()) {
                errors.required(field, what);
            } else if (!seen.add(name)) {
                errors.duplicate(field, name);
            }
        }
    }

    private static void none(Errors errors, Document object, String list, String why) {
        if (!object.at("spec", list).isEmpty()) {
            errors.forbidden("spec." + list, why);
        }
    }

    private static void between(Errors errors, String field, JsonNode value, int least, int most) {
        if (value.asLong() < least || value.asLong() > most) {
            errors.invalid(field, value.asLong(), "must be from %d to %d".formatted(least, most));
        }
    }

    private static void only(Errors errors, Document object, String field, List<String> of, int least, int most) {
        JsonNode value = object.at("spec", field);
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        if (!of.contains(object.text("spec", "type"))) {
            errors.forbidden("spec." + field, "only a fault of type %s has it".formatted(String.join(" or ", of)));
        } else {
            between(errors, "spec." + field, value, least, most);
        }
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        for (String field : List.of("type", NODES, CONTROLLERS, "prediction", DELAY, SKEW)) {
            errors.immutable("spec." + field, object.at("spec", field), stored.at("spec", field));
        }
        if (stored.at("spec", UNDONE).asBoolean() && !object.at("spec", UNDONE).asBoolean()) {
            errors.invalid("spec." + UNDONE, object.at("spec", UNDONE), "what is undone does not begin again: make another fault");
        }
        return errors.found();
    }
}

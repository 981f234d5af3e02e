package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.time.ClusterTime;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import java.time.Duration;
import java.util.List;

/// A cluster's clock. What it shows follows from its status, which [dev.marina.apiserver.admission.ClockAdmission] alone writes.
public final class ClockType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Clock", "clocks")
            .clusterScoped().strategy(new ClockType()).verbs(Verb.GET, Verb.LIST, Verb.WATCH, Verb.UPDATE, Verb.PATCH)
            .columns(name(), Columns.text("Speed", object -> object.at("spec", "speedPercent").asInt() + "%"),
                    Columns.text("Advanced", object -> Duration.ofSeconds(object.at("spec", "advancedSeconds").asLong()).toString()), age())
            .build();

    private static final int FULL_SPEED = 100;
    private static final String SPEED = "speedPercent";
    private static final String ADVANCED = "advancedSeconds";

    /// As it is until somebody changes it.
    public static Document document() {
        return Document.object("marina.dev/v1", "Clock").with(ClusterTime.NAME, "metadata", "name");
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            if (!spec.has(SPEED)) {
                spec.put(SPEED, FULL_SPEED);
            }
            if (!spec.has(ADVANCED)) {
                spec.put(ADVANCED, 0);
            }
        });
    }

    /// The status is admission's to write.
    @Override
    public Document prepareAdmitted(Document admitted, Document stored) {
        return admitted;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (!object.name().equals(ClusterTime.NAME)) {
            errors.invalid("metadata.name", object.name(), "a cluster has one clock, named " + ClusterTime.NAME);
        }
        long speed = object.at("spec", SPEED).asLong();
        if (speed < 0 || speed > ClusterTime.FASTEST) {
            errors.invalid("spec." + SPEED, speed, "must be between 0 and %d, inclusive".formatted(ClusterTime.FASTEST));
        }
        long advanced = object.at("spec", ADVANCED).asLong();
        if (advanced < 0 || advanced > ClusterTime.FURTHEST.toSeconds()) {
            errors.invalid("spec." + ADVANCED, advanced, "must be between 0 and %d, inclusive".formatted(ClusterTime.FURTHEST.toSeconds()));
        }
        return errors.found();
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        if (object.at("spec", ADVANCED).asLong() < stored.at("spec", ADVANCED).asLong()) {
            errors.invalid("spec." + ADVANCED, object.at("spec", ADVANCED), "a clock never goes back");
        }
        return errors.found();
    }
}

package dev.marina.apiserver.types.applications;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.Defaults;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.ScalePaths;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.table.Cells;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// A program that people run: an image, where it listens, how often it runs, under which names it is found.
public final class ApplicationType extends SpecStrategy {

    public static final String GROUP = "apps.marina.dev";

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare(GROUP, "v1", "Application", "applications").shortNames("app")
            .categories("all").named(NameRule.DNS_LABEL).strategy(new ApplicationType()).status().scale()
            .columns(name(), text("Status", ApplicationType::phase), text("Ready", ApplicationType::ready),
                    Columns.number("Revision", object -> object.at("status", "revision").asLong()),
                    text("URL", object -> Cells.orNone(object.text("status", "url"))), text("Image", ApplicationType::image), age(),
                    wide("Message", object -> object.text("status", "message")))
            .build();

    private static String phase(Document application) {
        String phase = application.text("status", "phase");
        return phase.isEmpty() ? "Waiting" : phase;
    }

    private static String ready(Document application) {
        if (application.has("spec", "source")) {
            JsonNode objects = application.at("status", "release", "objects");
            long ready = objects.valueStream().filter(each -> each.path("state").asText().equals("Ready")).count();
            return "%d/%d".formatted(ready, objects.size());
        }
        return application.has("spec", "schedule")
                ? "<none>"
                : application.at("status", "readyReplicas").asInt() + "/" + application.at("status", "replicas").asInt();
    }

    private static String image(Document application) {
        if (application.has("spec", "source")) {
            String chart = application.text("status", "release", "chart");
            return Cells.orNone(chart.isEmpty() ? application.text("status", "release", "commit") : chart);
        }
        String observed = application.text("status", "image");
        return Cells.orNone(observed.isEmpty() ? application.text("spec", "image") : observed);
    }

    @Override
    public Document defaulted(Document object) {
        return object.has("spec", "schedule") || object.has("spec", "autoscaling") || object.has("spec", "source")
                ? object
                : object.edited(root -> Defaults.number(root.withObjectProperty("spec"), "replicas", 1));
    }

    @Override
    public ScalePaths scale() {
        return ScalePaths.selectedBy("status", "selector");
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return ApplicationRules.check(object);
    }

    /// What it has made would be nobody's if it became something else.
    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        if (object.has("spec", "source") != stored.has("spec", "source")) {
            errors.forbidden("spec.source", "may neither come nor go: delete the application and make another");
        }
        return errors.found();
    }
}

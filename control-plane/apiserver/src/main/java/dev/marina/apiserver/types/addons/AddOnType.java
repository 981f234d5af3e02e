package dev.marina.apiserver.types.addons;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.table.Cells;
import java.util.List;
import java.util.stream.Collectors;

/// A server that applications keep things in: a database, a cache, a queue.
public final class AddOnType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("apps.marina.dev", "v1", "AddOn", "addons").categories("all")
            .named(NameRule.DNS_LABEL).strategy(new AddOnType()).status()
            .columns(name(), text("Type", object -> object.text("spec", "type")), text("Status", AddOnType::phase),
                    text("Version", object -> Cells.orNone(object.text("status", "version"))),
                    text("Address", object -> Cells.orNone(object.text("status", "address"))), text("Applications", AddOnType::applications), age(),
                    wide("Backup", AddOnType::backup), wide("Message", object -> object.text("status", "message")))
            .build();

    private static String phase(Document addOn) {
        String phase = addOn.text("status", "phase");
        return phase.isEmpty() ? "Creating" : phase;
    }

    private static String applications(Document addOn) {
        return Cells.orNone(addOn.at("status", "applications").valueStream().map(each -> each.asText()).collect(Collectors.joining(",")));
    }

    /// When the newest good one was made.
    private static String backup(Document addOn) {
        return Cells.orNone(addOn.at("status", "backups").valueStream().filter(each -> each.path("phase").asText().equals("Checked"))
                .map(each -> each.path("at").asText()).findFirst().orElse(""));
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            put(spec, "size", "small");
            put(spec, "storage", "1Gi");
            put(spec, "deletion", "Retain");
            ObjectNode backup = spec.withObjectProperty("backup");
            put(backup, "storage", "1Gi");
            if (!backup.has("keep")) {
                backup.put("keep", 7);
            }
        });
    }

    private static void put(ObjectNode object, String field, String value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return AddOnRules.check(object);
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        return AddOnRules.change(object, stored);
    }
}

package dev.marina.apiserver.types.storage;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.flag;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// That a volume is to be attached to a node. What it says never changes; an attacher says in the status how it went. ValidateVolumeAttachment in
/// pkg/apis/storage/validation/validation.go
public final class VolumeAttachmentType extends StatusStrategy {

    private static final int MOST_METADATA_BYTES = 256 << 10;
    private static final int LONGEST_MESSAGE = 1024;
    private static final String ONE_SOURCE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments")
            .clusterScoped()
            .strategy(new VolumeAttachmentType()).status()
            .columns(name(), text("Attacher", object -> object.text("spec", "attacher")),
                    text("PV", object -> object.text("spec", "source", "persistentVolumeName")), text("Node", object -> object.text("spec", "nodeName")),
                    flag("Attached", object -> object.at("status", "attached").asBoolean()), age())
            .build();

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        DriverNames.check(errors, "spec.attacher", object.text("spec", "attacher"));
        source(errors, object.at("spec", "source"));
        errors.invalid("spec.nodeName", object.text("spec", "nodeName"), Names.dnsSubdomain(object.text("spec", "nodeName")));
        return errors.found();
    }

    private static void source(Errors errors, JsonNode source) {
        boolean inline = source.has("inlineVolumeSpec");
        boolean named = source.has("persistentVolumeName");
        if (!inline && !named) {
            errors.required("spec.source", ONE_SOURCE);
        } else if (inline && named) {
            errors.forbidden("spec.source", ONE_SOURCE);
        } else if (named) {
            String name = source.path("persistentVolumeName").asText();
            if (name.isEmpty()) {
                errors.required("spec.source.persistentVolumeName", "must specify non empty persistentVolumeName");
            }
            errors.invalid("spec.source.persistentVolumeName", name, Names.dnsSubdomain(name));
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec", object.at("spec"), stored.at("spec"));
        List<FieldError> all = new ArrayList<>(validateCreate(object));
        all.addAll(errors.found());
        return all;
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        Errors errors = new Errors();
        long bytes = 0;
        for (Map.Entry<String, JsonNode> entry : object.at("status", "attachmentMetadata").properties()) {
            bytes += entry.getKey().length() + entry.getValue().asText().length();
        }
        if (bytes > MOST_METADATA_BYTES) {
            errors.tooLong("status.attachmentMetadata", MOST_METADATA_BYTES);
        }
        for (String failure : List.of("attachError", "detachError")) {
            if (object.text("status", failure, "message").length() > LONGEST_MESSAGE) {
                errors.tooLong("status.%s.message".formatted(failure), MOST_METADATA_BYTES);
            }
        }
        return errors.found();
    }
}

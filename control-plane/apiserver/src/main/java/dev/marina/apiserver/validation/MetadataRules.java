package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What makes `metadata` valid, of objects and of templates. apimachinery's pkg/api/validation/objectmeta.go
public final class MetadataRules {

    private static final int MOST_ANNOTATION_BYTES = 256 * 1024;

    private MetadataRules() {}

    /// @param name given or generated; "" where the object has neither a name nor a base for one
    public static List<FieldError> check(ResourceDefinition definition, Document object, String name) {
        Errors errors = new Errors();
        String base = object.text("metadata", "generateName");
        if (!base.isEmpty()) {
            // A dash at the end is fine: letters follow it.
            errors.invalid("metadata.generateName", base, nameRule(definition, base.endsWith("-") ? base + "a" : base));
        }
        if (name.isEmpty()) {
            errors.required("metadata.name", "name or generateName is required");
        } else {
            errors.invalid("metadata.name", name, nameRule(definition, name));
        }
        common(errors, object.at("metadata"), "metadata");
        return errors.found();
    }

    /// Finalizers are not added to what is being deleted.
    public static List<FieldError> checkUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        if (stored.terminating()) {
            List<String> added = new ArrayList<>(object.finalizers());
            added.removeAll(stored.finalizers());
            if (!added.isEmpty()) {
                errors.forbidden("metadata.finalizers", "no new finalizers can be added if the object is being deleted, found new finalizers []string{%s}"
                        .formatted(String.join(", ", added.stream().map("\"%s\""::formatted).toList())));
            }
        }
        return errors.found();
    }

    private static List<String> nameRule(ResourceDefinition definition, String name) {
        return switch (definition.nameRule()) {
            case DNS_SUBDOMAIN -> Names.dnsSubdomain(name);
            case DNS_LABEL -> Names.dnsLabel(name);
            case PATH_SEGMENT -> Names.pathSegment(name);
            case IP_ADDRESS -> NetworkRules.address(name);
        };
    }

    public static void common(Errors errors, JsonNode metadata, String path) {
        labels(errors, metadata.path("labels"), path + ".labels");
        annotations(errors, metadata.path("annotations"), path + ".annotations");
        owners(errors, metadata.path("ownerReferences"), path + ".ownerReferences");
        metadata.path("finalizers").forEach(finalizer -> errors.invalid(path + ".finalizers", finalizer.asText(), Names.qualified(finalizer.asText())));
    }

    static void labels(Errors errors, JsonNode labels, String path) {
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            errors.invalid(path, label.getKey(), Names.qualified(label.getKey()));
            errors.invalid(path, label.getValue().asText(), Names.labelValue(label.getValue().asText()));
        }
    }

    private static void annotations(Errors errors, JsonNode annotations, String path) {
        long bytes = 0;
        for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
            errors.invalid(path, annotation.getKey(), Names.qualified(annotation.getKey().toLowerCase(Locale.ROOT)));
            bytes += annotation.getKey().length() + annotation.getValue().asText().length();
        }
        if (bytes > MOST_ANNOTATION_BYTES) {
            errors.tooLong(path, MOST_ANNOTATION_BYTES);
        }
    }

    private static void owners(Errors errors, JsonNode owners, String path) {
        Set<String> controllers = new HashSet<>();
        for (JsonNode owner : owners) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(field).asText().isEmpty()) {
                    errors.invalid(path + "." + field, "", field.equals("apiVersion") ? "version must not be empty" : "must not be empty");
                }
            }
            if (owner.path("controller").asBoolean()) {
                controllers.add(owner.path("name").asText());
            }
        }
        if (controllers.size() > 1) {
            errors.invalid(path, owners, "Only one reference can have Controller set to true. Found \"true\" in references for "
                    + String.join(" and ", controllers.stream().sorted().toList()));
        }
    }
}

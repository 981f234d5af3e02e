package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;

/// References to objects of any type. pkg/apis/networking/validation/validation.go
public final class ReferenceRules {

    private ReferenceRules() {}

    /// By group, kind and name.
    public static void local(Errors errors, JsonNode reference, String path) {
        if (reference.has("apiGroup")) {
            String group = reference.path("apiGroup").asText();
            errors.invalid(path + ".apiGroup", group, Names.dnsSubdomain(group));
        }
        segment(errors, reference, "kind", path);
        segment(errors, reference, "name", path);
    }

    /// A field that is required and may stand in a path.
    public static void segment(Errors errors, JsonNode reference, String field, String path) {
        String value = reference.path(field).asText();
        if (value.isEmpty()) {
            errors.required(path + "." + field);
        } else {
            errors.invalid(path + "." + field, value, Names.pathSegment(value));
        }
    }
}

package dev.marina.apiserver.types.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ApiApproval;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What makes a definition valid, beyond its versions.
/// apiextensions-apiserver's pkg/apis/apiextensions/validation/validation.go
final class DefinitionRules {

    private final Errors errors = new Errors();
    private final Document definition;
    private final JsonNode spec;
    private final Map<String, JsonNode> stored;

    /// @param stored the schemas of the stored definition by their versions
    private DefinitionRules(Document definition, Map<String, JsonNode> stored) {
        this.definition = definition;
        this.spec = definition.at("spec");
        this.stored = stored;
    }

    static List<FieldError> create(Document definition) {
        DefinitionRules rules = new DefinitionRules(definition, Map.of());
        String wanted = definition.text("spec", "names", "plural") + "." + definition.text("spec", "group");
        if (!definition.name().equals(wanted)) {
            rules.errors.invalid("metadata.name", definition.name(), "must be spec.names.plural+\".\"+spec.group");
        }
        rules.spec();
        if (ApiApproval.concerns(definition.text("spec", "group"))) {
            rules.approval(ApiApproval.of(definition));
        }
        rules.preserveUnknownFields(false);
        return rules.errors.found();
    }

    static List<FieldError> update(Document definition, Document stored) {
        Map<String, JsonNode> schemas = new HashMap<>();
        stored.at("spec", "versions").forEach(version -> schemas.put(version.path("name").asText(), version.path("schema")));
        DefinitionRules rules = new DefinitionRules(definition, schemas);
        rules.spec();
        boolean established = stored.holds("Established");
        if (established) {
            rules.unchanged(stored, "scope");
            rules.unchanged(stored, "names", "kind");
        }
        rules.unchanged(stored, "group");
        rules.unchanged(stored, "names", "plural");
        rules.storedVersions();
        if (ApiApproval.concerns(definition.text("spec", "group")) && ApiApproval.of(definition).state() != ApiApproval.of(stored).state()) {
            rules.approval(ApiApproval.of(definition));
        }
        rules.preserveUnknownFields(stored.at("spec", "preserveUnknownFields").asBoolean());
        return rules.errors.found();
    }

    static List<FieldError> status(Document definition) {
        DefinitionRules rules = new DefinitionRules(definition, Map.of());
        rules.names(definition.at("status", "acceptedNames"), "status.acceptedNames");
        return rules.errors.found();
    }

    private void unchanged(Document stored, String... path) {
        JsonNode before = stored.at("spec").at("/" + String.join("/", path));
        errors.immutable("spec." + String.join(".", path), spec.at("/" + String.join("/", path)), before);
    }

    private void approval(ApiApproval approval) {
        String field = "metadata.annotations[" + ApiApproval.ANNOTATION + "]";
        switch (approval.state()) {
            case MISSING -> errors.required(field, approval.reason());
            case INVALID -> errors.invalid(field, definition.annotations().get(ApiApproval.ANNOTATION), approval.reason());
            case APPROVED, BYPASSED -> {
            }
        }
    }

    private void preserveUnknownFields(boolean before) {
        if (!before && spec.path("preserveUnknownFields").asBoolean()) {
            errors.invalid("spec.preserveUnknownFields", spec.path("preserveUnknownFields"),
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        }
    }

    private void storedVersions() {
        JsonNode stored = definition.at("status", "storedVersions");
        Set<String> names = new HashSet<>();
        for (JsonNode version : spec.path("versions")) {
            names.add(version.path("name").asText());
        }
        for (int i = 0; i < stored.size(); i++) {
            String version = stored.path(i).asText();
            if (!names.contains(version)) {
                errors.invalid("status.storedVersions[" + i + "]", version,
                        ("missing from spec.versions; %1$s was previously a storage version, and must remain in "
                                + "spec.versions until a storage migration ensures no data remains persisted in %1$s and removes %1$s from status.storedVersions")
                                .formatted(version));
            }
        }
    }

    // -- spec

    private void spec() {
        group();
        errors.oneOf("spec.scope", spec.path("scope").asText(), "Cluster", "Namespaced");
        versions();
        for (String field : List.of("plural", "singular", "kind", "listKind")) {
            if (spec.path("names").path(field).asText().isEmpty()) {
                errors.required("spec.names." + field);
            }
        }
        names(spec.path("names"), "spec.names");
        ConversionRules.check(errors, spec.path("conversion"), "spec.conversion");
    }

    private void group() {
        String group = spec.path("group").asText();
        if (group.isEmpty()) {
            errors.required("spec.group");
            return;
        }
        List<String> wrong = Names.dnsSubdomain(group);
        if (!wrong.isEmpty()) {
            errors.invalid("spec.group", group, String.join(",", wrong));
        } else if (!group.contains(".")) {
            errors.invalid("spec.group", group, "should be a domain with at least one dot");
        } else if (group.equals("marina.dev") || group.endsWith(".marina.dev")) {
            errors.forbidden("spec.group", "groups of marina.dev belong to the platform");
        }
    }

    private void versions() {
        JsonNode versions = spec.path("versions");
        Set<String> seen = new HashSet<>();
        boolean unique = true;
        int storage = 0;
        for (int i = 0; i < versions.size(); i++) {
            JsonNode version = versions.path(i);
            String path = "spec.versions[" + i + "]";
            String name = version.path("name").asText();
            unique &= seen.add(name);
            storage += version.path("storage").asBoolean() ? 1 : 0;
            List<String> wrong = Names.dns1035Label(name);
            if (!wrong.isEmpty()) {
                errors.invalid(path + ".name", name, String.join(",", wrong));
            }
            new VersionRules(errors, version.has("schema") && version.path("schema").equals(stored.get(name))).check(version, path);
        }
        if (!unique) {
            errors.invalid("spec.versions", versions, "must contain unique version names");
        }
        if (storage != 1) {
            errors.invalid("spec.versions", versions, "must have exactly one version marked as storage version");
        }
    }

    private void names(JsonNode names, String path) {
        label(names.path("plural").asText(), path + ".plural", "");
        label(names.path("singular").asText(), path + ".singular", "");
        label(names.path("kind").asText(), path + ".kind", "may have mixed case, but should otherwise match: ");
        label(names.path("listKind").asText(), path + ".listKind", "may have mixed case, but should otherwise match: ");
        for (String list : List.of("shortNames", "categories")) {
            for (int i = 0; i < names.path(list).size(); i++) {
                String name = names.path(list).path(i).asText();
                List<String> wrong = Names.dns1035Label(name);
                if (!wrong.isEmpty()) {
                    errors.invalid(path + "." + list + "[" + i + "]", name, String.join(",", wrong));
                }
            }
        }
        String kind = names.path("kind").asText();
        if (!kind.isEmpty() && kind.equals(names.path("listKind").asText())) {
            errors.invalid(path + ".listKind", kind, "kind and listKind may not be the same");
        }
    }

    private void label(String name, String path, String prefix) {
        List<String> wrong = name.isEmpty() ? List.of() : Names.dns1035Label(prefix.isEmpty() ? name : name.toLowerCase(Locale.ROOT));
        if (!wrong.isEmpty()) {
            errors.invalid(path, name, prefix + String.join(",", wrong));
        }
    }
}

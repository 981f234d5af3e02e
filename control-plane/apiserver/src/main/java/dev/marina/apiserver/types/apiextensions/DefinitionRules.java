package dev.marina.apiserver.types.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ApiApproval;
import dev.marina.api.Document;
import dev.marina.apiserver.cel.ValidationRules;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.structural.Structural;
import dev.marina.apiserver.structural.Structural.ValidationRule;
import dev.marina.apiserver.structural.StructuralReader;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What makes a definition valid, beyond its schemas.
/// apiextensions-apiserver's pkg/apis/apiextensions/validation/validation.go
final class DefinitionRules {

    private static final int MOST_SELECTABLE = 8;

    /// The largest known have about a hundred, and each is compiled.
    private static final int MOST_RULES = 500;
    private static final List<String> COLUMN_TYPES = List.of("boolean", "date", "integer", "number", "string");
    private static final List<String> COLUMN_FORMATS = List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");

    /// What the root of a schema may say where the status is validated apart from the rest.
    private static final Set<String> AT_ROOT = Set.of("description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
            "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "required", "items", "properties", "externalDocs",
            "example",
            "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations");
    private static final String AT_ROOT_TEXT = "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems "
            + "MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]";

    private final Errors errors = new Errors();
    private final Document definition;
    private final JsonNode spec;

    private DefinitionRules(Document definition) {
        this.definition = definition;
        this.spec = definition.at("spec");
    }

    static List<FieldError> create(Document definition) {
        DefinitionRules rules = new DefinitionRules(definition);
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
        DefinitionRules rules = new DefinitionRules(definition);
        rules.spec();
        boolean established = stored.at("status", "conditions").valueStream()
                .anyMatch(condition -> condition.path("type").asText().equals("Established") && condition.path("status").asText().equals("True"));
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
        DefinitionRules rules = new DefinitionRules(definition);
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
        conversion(spec.path("conversion"));
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
            version(version, path);
        }
        if (!unique) {
            errors.invalid("spec.versions", versions, "must contain unique version names");
        }
        if (storage != 1) {
            errors.invalid("spec.versions", versions, "must have exactly one version marked as storage version");
        }
    }

    private void version(JsonNode version, String path) {
        deprecation(version, path + ".deprecationWarning");
        Optional<Structural> schema = schema(version.path("schema").path("openAPIV3Schema"), version.path("subresources").has("status"), path + ".schema");
        scale(version.path("subresources").path("scale"), path + ".subresources.scale");
        JsonNode columns = version.path("additionalPrinterColumns");
        for (int i = 0; i < columns.size(); i++) {
            column(columns.path(i), path + ".additionalPrinterColumns[" + i + "]");
        }
        schema.ifPresent(root -> selectable(version.path("selectableFields"), root, path + ".selectableFields"));
    }

    private void deprecation(JsonNode version, String path) {
        if (!version.has("deprecationWarning")) {
            return;
        }
        String warning = version.path("deprecationWarning").asText();
        if (!version.path("deprecated").asBoolean()) {
            errors.invalid(path, warning, "can only be set for deprecated versions");
            return;
        }
        if (warning.length() > 256) {
            errors.invalid(path, warning, "must be <= 256 characters long");
        }
        if (warning.isEmpty()) {
            errors.invalid(path, warning, "must not be an empty string");
        }
        for (int i = 0; i < warning.length(); i++) {
            if (Character.isISOControl(warning.charAt(i))) {
                errors.invalid(path, warning, "must only contain printable UTF-8 characters; non-printable character found at index " + i);
                break;
            }
        }
    }

    /// The schema, if it is valid.
    private Optional<Structural> schema(JsonNode schema, boolean status, String path) {
        String at = path + ".openAPIV3Schema";
        if (!schema.isObject()) {
            errors.required(at);
            return Optional.empty();
        }
        int before = errors.found().size();
        if (status) {
            root(schema, at);
        }
        if (schema.path("nullable").asBoolean()) {
            errors.forbidden(at + ".nullable", "nullable cannot be true at the root");
        }
        List<FieldError> wrong = new ArrayList<>(SchemaRules.check(schema, at));
        if (wrong.isEmpty()) {
            wrong.addAll(StructuralRules.check(schema, at));
        }
        errors.addAll(wrong);
        if (errors.found().size() > before) {
            return Optional.empty();
        }
        Structural read = StructuralReader.read(schema);
        errors.addAll(DefaultRules.check(read, at));
        int rules = schema.findValues("x-kubernetes-validations").stream().mapToInt(JsonNode::size).sum();
        if (rules > MOST_RULES) {
            errors.forbidden(at, "a schema has at most %d validation rules, not %d".formatted(MOST_RULES, rules));
        } else {
            ValidationRules.of(read, at, new RuleProblems());
        }
        return Optional.of(read);
    }

    private final class RuleProblems implements ValidationRules.Problems {
        @Override
        public void add(String rule, ValidationRule stated, boolean ofMessage, String why) {
            errors.invalid(rule + (ofMessage ? ".messageExpression" : ".rule"), ofMessage ? stated.messageExpression() : stated.rule(), why);
        }

        @Override
        public void addTransition(String rule, ValidationRule stated, String uncorrelated) {
            errors.invalid(rule + ".rule", stated.rule(), "oldSelf cannot be used on the uncorrelatable portion of the schema within " + uncorrelated);
        }

        @Override
        public void addNeedless(String rule) {
            errors.invalid(rule + ".optionalOldSelf", BooleanNode.TRUE, "may not be set if oldSelf is not used in rule");
        }
    }

    private void root(JsonNode schema, String path) {
        if (schema instanceof ObjectNode object && !AT_ROOT.containsAll(object.properties().stream().map(Map.Entry::getKey).toList())) {
            errors.invalid(path, schema, "only %s fields are allowed at the root of the schema if the status subresource is enabled".formatted(AT_ROOT_TEXT));
        }
        if (schema.has("type") && !schema.path("type").asText().equals("object")) {
            errors.invalid(path + ".type", schema.path("type").asText(),
                    "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled");
        }
    }

    private void scale(JsonNode scale, String path) {
        if (!scale.isObject()) {
            return;
        }
        replicas(scale.path("specReplicasPath").asText(), ".spec.", path + ".specReplicasPath");
        replicas(scale.path("statusReplicasPath").asText(), ".status.", path + ".statusReplicasPath");
        String selector = scale.path("labelSelectorPath").asText();
        if (!selector.isEmpty() && !simplePath(selector, path + ".labelSelectorPath") && !selector.startsWith(".spec.") && !selector.startsWith(".status.")) {
            errors.invalid(path + ".labelSelectorPath", selector, "should be a json path under either .spec or .status");
        }
    }

    private void replicas(String value, String prefix, String path) {
        if (value.isEmpty()) {
            errors.required(path);
        } else if (!simplePath(value, path) && !value.startsWith(prefix)) {
            errors.invalid(path, value, "should be a json path under " + prefix.substring(0, prefix.length() - 1));
        }
    }

    /// Whether it was refused.
    private boolean simplePath(String value, String path) {
        if (value.startsWith(".")) {
            return false;
        }
        errors.invalid(path, value, "must be a simple json path starting with .");
        return true;
    }

    private void column(JsonNode column, String path) {
        if (column.path("name").asText().isEmpty()) {
            errors.required(path + ".name");
        }
        String type = column.path("type").asText();
        if (type.isEmpty()) {
            errors.required(path + ".type", "must be one of " + String.join(",", COLUMN_TYPES));
        } else if (!COLUMN_TYPES.contains(type)) {
            errors.invalid(path + ".type", type, "must be one of " + String.join(",", COLUMN_TYPES));
        }
        String format = column.path("format").asText();
        if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
            errors.invalid(path + ".format", format, "must be one of " + String.join(",", COLUMN_FORMATS));
        }
        String json = column.path("jsonPath").asText();
        if (json.isEmpty()) {
            errors.required(path + ".JSONPath");
        } else {
            simplePath(json, path + ".JSONPath");
        }
    }

    private void selectable(JsonNode fields, Structural schema, String path) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            String at = path + "[" + i + "].jsonPath";
            String json = fields.path(i).path("jsonPath").asText();
            if (json.isEmpty()) {
                errors.required(at);
                continue;
            }
            Optional<Structural> found = Optional.of(schema);
            String[] names = json.startsWith(".") ? json.substring(1).split("\\.", -1) : new String[] {""};
            for (String name : names) {
                found = found.map(node -> node.properties().get(name));
            }
            if (found.isEmpty()) {
                errors.invalid(at, json, "is an invalid path: does not refer to a valid field");
                continue;
            }
            if (names[0].equals("metadata")) {
                errors.invalid(at, json, "must not point to fields in metadata");
            }
            if (!Set.of("string", "boolean", "integer").contains(found.get().type())) {
                errors.invalid(at, json, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
            }
            if (!seen.add(json)) {
                errors.duplicate(at, json);
            }
        }
        if (seen.size() > MOST_SELECTABLE) {
            errors.addAll(
                    List.of(new FieldError("FieldValueTooMany", path, "Too many: %d: must have at most %d items".formatted(seen.size(), MOST_SELECTABLE))));
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

    private void conversion(JsonNode conversion) {
        if (!conversion.isObject()) {
            return;
        }
        String strategy = conversion.path("strategy").asText();
        errors.oneOf("spec.conversion.strategy", strategy, "None", "Webhook");
        if (strategy.equals("Webhook")) {
            errors.forbidden("spec.conversion.strategy", "conversion by webhooks is not served yet; None is");
        } else if (conversion.has("webhook")) {
            errors.forbidden("spec.conversion.webhook", "should not be set when strategy is not set to Webhook");
        }
    }
}

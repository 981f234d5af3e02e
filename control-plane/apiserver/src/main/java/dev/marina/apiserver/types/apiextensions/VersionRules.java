package dev.marina.apiserver.types.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.cel.ValidationRules;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.structural.Structural;
import dev.marina.apiserver.structural.Structural.ValidationRule;
import dev.marina.apiserver.structural.StructuralReader;
import dev.marina.apiserver.validation.Errors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What makes one version of a definition valid: its schema, columns, selectable fields and scale.
/// apiextensions-apiserver's pkg/apis/apiextensions/validation/validation.go
final class VersionRules {

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

    private final Errors errors;
    private final boolean unchanged;

    /// @param unchanged whether its schema is the one that is stored: what rules may cost is decided once
    VersionRules(Errors errors, boolean unchanged) {
        this.errors = errors;
        this.unchanged = unchanged;
    }

    void check(JsonNode version, String path) {
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
            RuleCosts costs = new RuleCosts(errors);
            ValidationRules.of(read, at, new RuleProblems(unchanged ? Optional.empty() : Optional.of(costs)));
            costs.total(at);
        }
        return Optional.of(read);
    }

    private final class RuleProblems implements ValidationRules.Problems {
        private final Optional<RuleCosts> costs;

        RuleProblems(Optional<RuleCosts> costs) {
            this.costs = costs;
        }

        @Override
        public void add(String rule, ValidationRule stated, boolean ofMessage, String why) {
            errors.invalid(rule + (ofMessage ? ".messageExpression" : ".rule"), ofMessage ? stated.messageExpression() : stated.rule(), why);
        }

        @Override
        public void addTransition(String rule, ValidationRule stated, String uncorrelated) {
            errors.invalid(rule + ".rule", stated.rule(), "oldSelf cannot be used on the uncorrelatable portion of the schema within " + uncorrelated);
        }

        @Override
        public void addCost(String rule, boolean ofMessage, long most) {
            costs.ifPresent(all -> all.add(rule + (ofMessage ? ".messageExpression" : ".rule"), ofMessage, most));
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
}

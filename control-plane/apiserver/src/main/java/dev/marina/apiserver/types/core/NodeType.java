package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.table.NodeColumns;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.warning.AddressForms;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A Node may be created with its status: that is how an agent registers. pkg/registry/core/node/strategy.go
public final class NodeType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Node", "nodes").clusterScoped().shortNames("no")
            .strategy(new NodeType()).status()
            .subresource("proxy", new GroupVersionKind("", "v1", "NodeProxyOptions"), "create", "delete", "get", "patch", "update")
            .columns(NodeColumns.ALL)
            .build();

    /// nodeDeclaredFeatureRegexp in pkg/apis/core/validation/validation.go
    private static final Pattern FEATURE = Pattern.compile("[A-Z][a-zA-Z0-9]*(/[a-zA-Z][a-zA-Z0-9]*)*");
    private static final int MOST_LETTERS = 253;

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted;
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("spec.unschedulable", Boolean.toString(object.at("spec", "unschedulable").asBoolean()));
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode features = object.at("status", "declaredFeatures");
        for (int i = 0; i < features.size(); i++) {
            String field = "status.declaredFeatures[%d]".formatted(i);
            String feature = features.get(i).asText();
            if (feature.length() > MOST_LETTERS) {
                errors.invalid(field, feature, "invalid feature name \"%s\": must be no more than %d characters".formatted(feature, MOST_LETTERS));
            } else if (!FEATURE.matcher(feature).matches()) {
                errors.invalid(field, feature, ("invalid feature name \"%s\": must start with an UpperCamelCase segment, with subsequent segments separated by "
                        + "'/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes").formatted(feature));
            }
            String before = i == 0 ? "" : features.get(i - 1).asText();
            if (i > 0 && before.equals(feature)) {
                errors.duplicate(field, feature);
            } else if (before.compareTo(feature) > 0) {
                errors.invalid(field, feature, "list must be sorted alphabetically");
            }
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return validateCreate(object);
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        if (object.at("spec", "configSource").isObject()) {
            warnings.add("spec.configSource", "the feature is removed");
        }
        if (!object.text("spec", "externalID").isEmpty()) {
            warnings.add("spec.externalID", "this field is deprecated, and is unused by Kubernetes");
        }
        for (int i = 0; i < object.at("spec", "podCIDRs").size(); i++) {
            AddressForms.network(warnings, "spec.podCIDRs[%d]".formatted(i), object.at("spec", "podCIDRs").get(i).asText());
        }
        return warnings.found();
    }
}

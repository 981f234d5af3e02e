package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.validation.Errors;

/// What a claim's volume is to be made of: the older field `dataSource` and the newer `dataSourceRef` say the same. NormalizeDataSources and
/// EnforceDataSourceBackwardsCompatibility in pkg/api/persistentvolumeclaim/util.go, validateDataSource in pkg/apis/core/validation
final class DataSourceRules {

    private static final String OLD = "dataSource";
    private static final String NEW = "dataSourceRef";
    private static final String CLAIM = "PersistentVolumeClaim";
    private static final String SNAPSHOT = "VolumeSnapshot";

    private DataSourceRules() {}

    /// Fills in the field that was left out. In the older one nothing but claims and snapshots was ever possible: other things were dropped there, and are.
    static void normalize(ObjectNode spec) {
        JsonNode old = spec.path(OLD);
        JsonNode reference = spec.path(NEW);
        if (!old.isMissingNode() && !known(old)) {
            spec.remove(OLD);
            return;
        }
        if (!old.isMissingNode() && reference.isMissingNode()) {
            spec.set(NEW, old.deepCopy());
        } else if (old.isMissingNode() && !reference.isMissingNode() && reference.path("namespace").asText().isEmpty()) {
            spec.set(OLD, reference.deepCopy());
        }
    }

    private static boolean known(JsonNode source) {
        String group = source.path("apiGroup").asText("");
        String kind = source.path("kind").asText();
        return group.isEmpty() && kind.equals(CLAIM) || group.equals("snapshot.storage.k8s.io") && kind.equals(SNAPSHOT);
    }

    static void check(Errors errors, JsonNode spec) {
        for (String field : new String[] {OLD, NEW}) {
            JsonNode source = spec.path(field);
            if (!source.isMissingNode()) {
                check(errors, "spec." + field, source);
            }
        }
        JsonNode old = spec.path(OLD);
        JsonNode reference = spec.path(NEW);
        if (!reference.path("namespace").asText().isEmpty()) {
            if (!old.isMissingNode()) {
                errors.invalid("spec." + OLD, old.path("name").asText(), "may not be specified when dataSourceRef.namespace is specified");
            }
        } else if (!old.isMissingNode() && !reference.isMissingNode() && !same(old, reference)) {
            errors.invalid("spec." + OLD, old.path("name").asText(), "must match dataSourceRef");
        }
    }

    private static void check(Errors errors, String path, JsonNode source) {
        if (source.path("name").asText().isEmpty()) {
            errors.required(path + ".name");
        }
        if (source.path("kind").asText().isEmpty()) {
            errors.required(path + ".kind");
        }
        if (source.path("apiGroup").asText("").isEmpty() && !source.path("kind").asText().equals(CLAIM)) {
            errors.invalid(path, source.path("kind").asText(), "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return one.path("name").asText().equals(other.path("name").asText()) && one.path("kind").asText().equals(other.path("kind").asText())
                && one.path("apiGroup").asText("").equals(other.path("apiGroup").asText(""));
    }
}

package dev.marina.apiserver.types.apps;

import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.PodRules;
import dev.marina.apiserver.warning.ClaimWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Pods with names and volumes of their own. SetDefaults_StatefulSet in pkg/apis/apps/v1/defaults.go, ValidateStatefulSetSpec in
/// pkg/apis/apps/validation/validation.go, printStatefulSet in pkg/printers/internalversion/printers.go
public final class StatefulSetType extends WorkloadStrategy {

    private static final List<String> CHANGEABLE = List.of("replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy", "minReadySeconds");

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("apps", "v1", "StatefulSet", "statefulsets").shortNames("sts")
            .categories("all")
            .strategy(new StatefulSetType()).status().scale()
            .columns(name(),
                    Columns.text("Ready", object -> object.at("status", "readyReplicas").asInt() + "/" + object.at("spec", "replicas").asInt()), age(),
                    TemplateColumns.containers(), TemplateColumns.images())
            .build();

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            text(spec, "podManagementPolicy", "OrderedReady");
            ObjectNode strategy = spec.withObjectProperty("updateStrategy");
            text(strategy, "type", "RollingUpdate");
            if (strategy.path("type").asText().equals("RollingUpdate")) {
                ObjectNode rolling = strategy.withObjectProperty("rollingUpdate");
                number(rolling, "partition", 0);
                number(rolling, "maxUnavailable", 1);
            }
            ObjectNode retention = spec.withObjectProperty("persistentVolumeClaimRetentionPolicy");
            text(retention, "whenDeleted", "Retain");
            text(retention, "whenScaled", "Retain");
            number(spec, "replicas", 1);
            number(spec, "revisionHistoryLimit", 10);
            PodDefaults.template(spec);
            spec.path("volumeClaimTemplates").forEach(claim -> claim((ObjectNode) claim));
        });
    }

    private static void claim(ObjectNode claim) {
        text(claim, "apiVersion", "v1");
        text(claim, "kind", "PersistentVolumeClaim");
        text(claim.withObjectProperty("spec"), "volumeMode", "Filesystem");
        text(claim.withObjectProperty("status"), "phase", "Pending");
    }

    /// The claims are volumes of the pods, although the template does not name them.
    @Override
    protected List<FieldError> templateErrors(Document object) {
        Set<String> claims = new HashSet<>();
        object.at("spec", "volumeClaimTemplates").forEach(claim -> claims.add(claim.path("metadata").path("name").asText()));
        return PodRules.running(object.at("spec", "template"), "spec.template", object.kind(), claims);
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode spec = object.at("spec");
        String policy = spec.path("podManagementPolicy").asText();
        if (!List.of("OrderedReady", "Parallel").contains(policy)) {
            errors.invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'");
        }
        strategy(errors, spec.path("updateStrategy"));
        for (String when : List.of("whenDeleted", "whenScaled")) {
            errors.oneOf("spec.persistentVolumeClaimRetentionPolicy." + when, spec.path("persistentVolumeClaimRetentionPolicy").path(when).asText(), "Delete",
                    "Retain");
        }
        errors.notNegative("spec.revisionHistoryLimit", spec.path("revisionHistoryLimit"));
        errors.notNegative("spec.ordinals.start", spec.path("ordinals").path("start"));
        errors.addAll(super.validateCreate(object));
        return errors.found();
    }

    private static void strategy(Errors errors, JsonNode strategy) {
        JsonNode rolling = strategy.path("rollingUpdate");
        switch (strategy.path("type").asText()) {
            case "OnDelete" -> {
                if (rolling.isObject()) {
                    errors.invalid("spec.updateStrategy.rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            case "RollingUpdate" -> {
                errors.notNegative("spec.updateStrategy.rollingUpdate.partition", rolling.path("partition"));
                String path = "spec.updateStrategy.rollingUpdate.maxUnavailable";
                errors.share(path, rolling.path("maxUnavailable"));
                Share.notMoreThanAll(errors, rolling.path("maxUnavailable"), path);
                if (Share.zero(rolling.path("maxUnavailable"))) {
                    errors.invalid(path, rolling.path("maxUnavailable"), "cannot be 0");
                }
            }
            default -> errors.invalid("spec.updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        if (!fixed(object).equals(fixed(stored))) {
            errors.forbidden("spec", "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
                    + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
        return errors.found();
    }

    private static JsonNode fixed(Document set) {
        ObjectNode spec = set.at("spec").deepCopy();
        spec.remove(CHANGEABLE);
        return spec;
    }

    @Override
    protected boolean namesPods() {
        return false;
    }

    @Override
    protected void furtherWarnings(Warnings warnings, Document object) {
        JsonNode claims = object.at("spec", "volumeClaimTemplates");
        for (int i = 0; i < claims.size(); i++) {
            ClaimWarnings.spec(warnings, "spec.volumeClaimTemplates[%d]".formatted(i), claims.get(i).path("spec"));
        }
        if (object.at("spec", "revisionHistoryLimit").asLong() < 0) {
            warnings.add("spec.revisionHistoryLimit", "a negative value retains all historical revisions; a value >= 0 is recommended");
        }
    }
}

package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.managedfields.Versions;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.registry.ScalePaths;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.structural.Defaulting;
import dev.marina.apiserver.structural.EmbeddedResources;
import dev.marina.apiserver.structural.ListRules;
import dev.marina.apiserver.structural.Structural;
import dev.marina.apiserver.structural.ValueCheck;
import dev.marina.apiserver.validation.Errors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a custom type does, as one of its versions says. pkg/registry/customresource/strategy.go
final class CustomStrategy implements ResourceStrategy {

    private static final Set<String> BLOCKING = Set.of("FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany",
            "FieldValueTypeInvalid");
    private static final ResourceStrategy WITH_STATUS = new StatusStrategy();

    private final Compiled compiled;
    private final Optional<WebhookConversion> conversion;
    private final boolean status;
    private final Optional<ScalePaths> scale;
    private final Map<String, List<String>> selectable;
    private final Optional<String> deprecation;

    /// @param conversion empty where objects have the same content in all versions
    /// @param selectable paths by the names that selectors use
    CustomStrategy(Compiled compiled, Optional<WebhookConversion> conversion, boolean status, Optional<ScalePaths> scale,
            Map<String, List<String>> selectable, Optional<String> deprecation) {
        this.compiled = compiled;
        this.conversion = conversion;
        this.status = status;
        this.scale = scale;
        this.selectable = selectable;
        this.deprecation = deprecation;
    }

    Structural schema() {
        return compiled.schema();
    }

    /// Where objects have the same content in all versions, what differs goes by this version's schema.
    Versions versions(ResourceDefinition definition) {
        return conversion.isPresent() ? conversion.get().versions() : Versions.ofGroup(definition.resource().group(), compiled.merging());
    }

    Compiled compiled() {
        return compiled;
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> Defaulting.fill(root, schema()));
    }

    @Override
    public Document prepareForCreate(Document submitted) {
        return status ? WITH_STATUS.prepareForCreate(submitted) : submitted;
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        return status ? WITH_STATUS.prepareForUpdate(submitted, stored) : submitted;
    }

    @Override
    public FieldSet resetFields(String subresource) {
        return status ? WITH_STATUS.resetFields(subresource) : FieldSet.EMPTY;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        List<FieldError> errors = new ArrayList<>(ValueCheck.check(object.root(), schema(), ""));
        errors.addAll(replicas(object, true));
        errors.addAll(EmbeddedResources.check(object.root(), schema()).found());
        errors.addAll(ListRules.check(object.root(), schema()).found());
        return withRules(errors, object, Optional.empty());
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        List<FieldError> errors = new ArrayList<>(ValueCheck.checkUpdate(object.root(), stored.root(), schema(), ""));
        errors.addAll(replicas(object, true));
        errors.addAll(EmbeddedResources.check(object.root(), schema()).found());
        errors.addAll(newListErrors(object, stored));
        return withRules(errors, object, Optional.of(stored.root()));
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        List<FieldError> errors = new ArrayList<>();
        schema().property("status").ifPresent(part -> {
            if (object.root().has("status")) {
                errors.addAll(ValueCheck.checkUpdate(object.root().get("status"), stored.root().path("status"), part, "status"));
            }
        });
        errors.addAll(replicas(object, false));
        errors.addAll(newListErrors(object, stored));
        return withRules(errors, object, Optional.of(stored.root()));
    }

    /// Rules read what has the types they know.
    private List<FieldError> withRules(List<FieldError> errors, Document object, Optional<JsonNode> stored) {
        compiled.rules().ifPresent(rules -> {
            if (errors.stream().anyMatch(error -> BLOCKING.contains(error.reason()))) {
                errors.add(new FieldError("FieldValueInvalid", "<nil>",
                        "Invalid value: null: some validation rules were not checked because the object was invalid; "
                                + "correct the existing errors to complete validation"));
            } else {
                errors.addAll(rules.check(object.root(), stored));
            }
        });
        return errors;
    }

    /// What was wrong before is not held against an update.
    private List<FieldError> newListErrors(Document object, Document stored) {
        List<FieldError> errors = ListRules.check(object.root(), schema()).found();
        return errors.isEmpty() || !ListRules.check(stored.root(), schema()).empty() ? List.of() : errors;
    }

    private List<FieldError> replicas(Document object, boolean ofSpec) {
        Errors errors = new Errors();
        scale.ifPresent(paths -> {
            if (ofSpec) {
                count(errors, object, paths.replicas());
            }
            count(errors, object, paths.statusReplicas());
        });
        return errors.found();
    }

    private static void count(Errors errors, Document object, List<String> path) {
        JsonNode value = object.at(path.toArray(String[]::new));
        String field = "." + String.join(".", path);
        if (value.isMissingNode()) {
            return;
        }
        if (!value.isIntegralNumber()) {
            errors.invalid(field, 0, "%s accessor error: %s is not an integer".formatted(field, value));
        } else if (value.asLong() < 0) {
            errors.invalid(field, value.asLong(), "should be a non-negative integer");
        } else if (value.asLong() > Integer.MAX_VALUE) {
            errors.invalid(field, value.asLong(), "should be less than or equal to " + Integer.MAX_VALUE);
        }
    }

    /// The schema says what is required.
    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public Map<String, String> selectable(Document object) {
        Map<String, String> values = new LinkedHashMap<>();
        selectable.forEach((name, path) -> {
            JsonNode value = object.at(path.toArray(String[]::new));
            values.put(name, value.isNull() ? "" : value.asText(""));
        });
        return values;
    }

    @Override
    public Optional<String> warning() {
        return deprecation;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean countsStatus() {
        return true;
    }

    @Override
    public Optional<Published> published() {
        return Optional.of(compiled);
    }

    @Override
    public ScalePaths scale() {
        return scale.orElse(ScalePaths.USUAL);
    }
}

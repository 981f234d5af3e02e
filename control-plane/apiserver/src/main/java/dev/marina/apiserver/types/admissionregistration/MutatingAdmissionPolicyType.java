package dev.marina.apiserver.types.admissionregistration;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.cel.AdmissionExpressions.Yields;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;
import java.util.Optional;

/// How objects are changed on their way in, in expressions. pkg/registry/admissionregistration/mutatingadmissionpolicy
public final class MutatingAdmissionPolicyType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicy", "mutatingadmissionpolicies").clusterScoped()
            .categories("api-extensions").strategy(new MutatingAdmissionPolicyType())
            .columns(name(), number("Mutations", policy -> policy.at("spec", "mutations").size()), ParameterRules.kindColumn(), age())
            .build();

    @Override
    public Document defaulted(Document object) {
        return PolicyRules.defaulted(object);
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return check(object, Optional.empty());
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return check(object, Optional.of(stored));
    }

    private static List<FieldError> check(Document object, Optional<Document> stored) {
        Errors errors = new Errors();
        ExpressionRules expressions = PolicyRules.policy(errors, object, stored);
        MatchRules.checkMutated(errors, object.at("spec", "matchConstraints"), "spec.matchConstraints");
        JsonNode mutations = object.at("spec", "mutations");
        if (mutations.isEmpty()) {
            errors.required("spec.mutations", "mutations must contain at least one item");
        }
        for (int i = 0; i < mutations.size(); i++) {
            mutation(errors, expressions, mutations.get(i), "spec.mutations[" + i + "].");
        }
        errors.oneOf("spec.reinvocationPolicy", object.text("spec", "reinvocationPolicy"), "IfNeeded", "Never");
        return errors.found();
    }

    private static void mutation(Errors errors, ExpressionRules expressions, JsonNode mutation, String path) {
        switch (mutation.path("patchType").asText()) {
            case "" -> errors.required(path + "patchType");
            case "JSONPatch" -> {
                only(errors, mutation, "jsonPatch", "applyConfiguration", "JSONPatch", path);
                expression(errors, expressions, mutation.path("jsonPatch"), Yields.PATCHES, path + "jsonPatch.expression");
            }
            case "ApplyConfiguration" -> {
                only(errors, mutation, "applyConfiguration", "jsonPatch", "ApplyConfiguration", path);
                expression(errors, expressions, mutation.path("applyConfiguration"), Yields.OBJECT, path + "applyConfiguration.expression");
            }
            case String other -> errors.notSupported(path + "patchType", other, "ApplyConfiguration", "JSONPatch");
        }
    }

    private static void only(Errors errors, JsonNode mutation, String wanted, String other, String type, String path) {
        if (!mutation.path(wanted).isObject()) {
            errors.required(path + wanted, "must be specified when patchType is " + type);
        }
        if (mutation.path(other).isObject()) {
            errors.invalid(path + other, "{" + other + "}", "must not be specified when patchType is " + type);
        }
    }

    private static void expression(Errors errors, ExpressionRules expressions, JsonNode patch, Yields yields, String path) {
        String text = patch.path("expression").asText().strip();
        if (patch.isObject() && text.isEmpty()) {
            errors.required(path);
        } else if (patch.isObject()) {
            expressions.compile(text, yields, true, path);
        }
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        return StaticNames.warnings(object.name());
    }
}

package dev.marina.apiserver.types.admissionregistration;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.cel.AdmissionExpressions.Yields;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Conditions;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What objects have to fulfil, in expressions. pkg/registry/admissionregistration/validatingadmissionpolicy
public final class ValidatingAdmissionPolicyType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies").clusterScoped()
            .categories("api-extensions").strategy(new ValidatingAdmissionPolicyType()).status()
            .columns(name(), number("Validations", policy -> policy.at("spec", "validations").size()), ParameterRules.kindColumn(), age())
            .build();

    private static final int MOST_ANNOTATIONS = 20;
    private static final int LONGEST_ANNOTATION = 5 * 1024;

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
        JsonNode validations = object.at("spec", "validations");
        JsonNode annotations = object.at("spec", "auditAnnotations");
        if (validations.isEmpty() && annotations.isEmpty()) {
            errors.required("spec.validations", "validations or auditAnnotations must contain at least one item");
            errors.required("spec.auditAnnotations", "validations or auditAnnotations must contain at least one item");
        }
        for (int i = 0; i < validations.size(); i++) {
            validation(errors, expressions, validations.get(i), "spec.validations[" + i + "].");
        }
        annotations(errors, expressions, annotations, object.name());
        return errors.found();
    }

    private static void validation(Errors errors, ExpressionRules expressions, JsonNode validation, String path) {
        String expression = validation.path("expression").asText();
        if (expression.isBlank()) {
            errors.required(path + "expression", "expression is not specified");
        } else {
            expressions.compile(expression, Yields.BOOL, true, path + "expression");
        }
        String messageExpression = validation.path("messageExpression").asText();
        if (!messageExpression.isEmpty() && messageExpression.isBlank()) {
            errors.invalid(path + "messageExpression", messageExpression, "must be non-empty if specified");
        } else if (!messageExpression.isEmpty()) {
            expressions.compile(messageExpression, Yields.STRING, false, path + "messageExpression");
        }
        String message = validation.path("message").asText();
        if (!message.isEmpty() && message.isBlank()) {
            errors.invalid(path + "message", message, "must be non-empty if specified");
        } else if (message.strip().matches("(?s).*[\n\r].*")) {
            errors.invalid(path + "message", message, "must not contain line breaks");
        }
        String reason = validation.path("reason").asText();
        if (!reason.isEmpty() && !List.of("Forbidden", "Invalid", "RequestEntityTooLarge").contains(reason)) {
            errors.notSupported(path + "reason", reason, "Forbidden", "Invalid", "RequestEntityTooLarge");
        }
    }

    private static void annotations(Errors errors, ExpressionRules expressions, JsonNode annotations, String policy) {
        if (annotations.size() > MOST_ANNOTATIONS) {
            errors.invalid("spec.auditAnnotations", annotations, "must not have more than %d auditAnnotations".formatted(MOST_ANNOTATIONS));
        }
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < annotations.size(); i++) {
            String path = "spec.auditAnnotations[" + i + "].";
            String key = annotations.get(i).path("key").asText();
            String value = annotations.get(i).path("valueExpression").asText().strip();
            errors.invalid(path + "key", policy + "/" + key, Names.qualified(policy + "/" + key));
            if (value.isEmpty()) {
                errors.required(path + "valueExpression", "valueExpression is not specified");
            } else if (value.length() > LONGEST_ANNOTATION) {
                errors.required(path + "valueExpression", "must not exceed %d bytes in length".formatted(LONGEST_ANNOTATION));
            } else {
                expressions.compile(value, Yields.STRING_OR_NULL, true, path + "valueExpression");
            }
            if (!keys.add(key)) {
                errors.duplicate(path + "key", key);
            }
        }
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        Errors errors = new Errors();
        JsonNode warnings = object.at("status", "typeChecking", "expressionWarnings");
        for (int i = 0; i < warnings.size(); i++) {
            String path = "status.typeChecking.expressionWarnings[" + i + "].";
            if (warnings.get(i).path("warning").asText().isEmpty()) {
                errors.required(path + "warning");
            }
            if (warnings.get(i).path("fieldRef").asText().isBlank()) {
                errors.required(path + "fieldRef");
            }
        }
        Conditions.check(errors, object.at("status", "conditions"), "status.conditions");
        return errors.found();
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        return StaticNames.warnings(object.name());
    }
}

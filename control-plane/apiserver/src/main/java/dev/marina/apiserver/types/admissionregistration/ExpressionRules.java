package dev.marina.apiserver.types.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.cel.AdmissionExpressions;
import dev.marina.apiserver.cel.AdmissionExpressions.Yields;
import dev.marina.apiserver.cel.Expression;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.HashSet;
import java.util.Set;

/// Expressions of policies and webhooks compile, and come to what they should. pkg/apis/admissionregistration/validation/validation.go
final class ExpressionRules {

    private static final int MOST_CONDITIONS = 64;
    private static final Set<String> RESERVED = Set.of("true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if",
            "import", "let", "loop", "package", "namespace", "return", "var", "void", "while");

    private final Errors errors;
    private final AdmissionExpressions expressions;

    /// @param params whether there is a paramKind
    ExpressionRules(Errors errors, boolean params) {
        this.errors = errors;
        this.expressions = new AdmissionExpressions(params);
    }

    /// Conditions see no variables.
    static void conditions(Errors errors, JsonNode conditions, boolean params, String path) {
        errors.tooMany(path, conditions.size(), MOST_CONDITIONS);
        ExpressionRules rules = new ExpressionRules(errors, params);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            String at = path + "[" + i + "]";
            String name = conditions.get(i).path("name").asText();
            String expression = conditions.get(i).path("expression").asText().strip();
            if (expression.isEmpty()) {
                errors.required(at + ".expression");
            } else {
                rules.compile(expression, Yields.BOOL, true, at + ".expression");
            }
            if (name.isEmpty()) {
                errors.required(at + ".name");
            } else {
                errors.invalid(at + ".name", name, Names.qualified(name));
                if (!names.add(name)) {
                    errors.duplicate(at + ".name", name);
                }
            }
        }
    }

    void variables(JsonNode variables, String path) {
        for (int i = 0; i < variables.size(); i++) {
            String at = path + "[" + i + "]";
            String name = variables.get(i).path("name").asText();
            String expression = variables.get(i).path("expression").asText();
            if (name.isBlank()) {
                errors.required(at + ".name", "name is not specified");
            } else if (!name.matches("[_a-zA-Z][_a-zA-Z0-9]*") || RESERVED.contains(name)) {
                errors.invalid(at + ".name", name, "must be a valid CEL identifier");
            }
            if (expression.isBlank()) {
                errors.required(at + ".expression", "expression is not specified");
            } else {
                try {
                    expressions.variable(name, expression);
                } catch (Expression.Unusable e) {
                    errors.invalid(at + ".expression", expression, e.getMessage());
                }
            }
        }
    }

    void compile(String expression, Yields yields, boolean authorizer, String path) {
        try {
            expressions.compile(expression, yields, authorizer);
        } catch (Expression.Unusable e) {
            errors.invalid(path, expression, e.getMessage());
        }
    }
}

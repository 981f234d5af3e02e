package dev.marina.apiserver.types.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.SelectorRules;
import java.util.List;
import java.util.Locale;

/// What a policy is parametrised by, and where a binding finds it. pkg/apis/admissionregistration/validation/validation.go
final class ParameterRules {

    private static final String UNSET = "<unset>";

    private ParameterRules() {}

    static void kind(Errors errors, JsonNode kind, String path) {
        if (!kind.isObject()) {
            return;
        }
        String apiVersion = kind.path("apiVersion").asText();
        String[] parts = apiVersion.split("/", -1);
        if (apiVersion.isEmpty()) {
            errors.required(path + ".apiVersion");
        } else if (parts.length > 2) {
            errors.invalid(path + ".apiVersion", apiVersion, "unexpected GroupVersion string: " + apiVersion);
        } else {
            String group = parts.length == 2 ? parts[0] : "";
            String version = parts[parts.length - 1];
            if (!group.isEmpty() && !Names.dnsSubdomain(group).isEmpty()) {
                errors.invalid(path + ".apiVersion", group, String.join(",", Names.dnsSubdomain(group)));
            }
            if (version.isEmpty()) {
                errors.invalid(path + ".apiVersion", apiVersion, "version must be specified");
            } else if (!Names.dns1035Label(version).isEmpty()) {
                errors.invalid(path + ".apiVersion", version, String.join(",", Names.dns1035Label(version)));
            }
        }
        String name = kind.path("kind").asText();
        List<String> wrong = Names.dns1035Label(name.toLowerCase(Locale.ROOT));
        if (name.isEmpty()) {
            errors.required(path + ".kind");
        } else if (!wrong.isEmpty()) {
            errors.invalid(path + ".kind", name, "may have mixed case, but should otherwise match: " + String.join(",", wrong));
        }
    }

    static void reference(Errors errors, JsonNode reference, String path) {
        if (!reference.isObject()) {
            return;
        }
        String name = reference.path("name").asText();
        boolean selects = reference.path("selector").isObject();
        if (!name.isEmpty()) {
            errors.invalid(path + ".name", name, Names.pathSegment(name));
            if (selects) {
                errors.forbidden(path + ".name", "name and selector are mutually exclusive");
            }
        }
        if (selects) {
            SelectorRules.check(errors, reference.path("selector"), path + ".selector");
            if (!name.isEmpty()) {
                errors.forbidden(path + ".selector", "name and selector are mutually exclusive");
            }
        }
        if (name.isEmpty() && !selects) {
            errors.required(path, "one of name or selector must be specified");
        }
        errors.oneOf(path + ".parameterNotFoundAction", reference.path("parameterNotFoundAction").asText(), "Deny", "Allow");
    }

    static Column kindColumn() {
        return Columns.text("ParamKind", policy -> policy.has("spec", "paramKind")
                ? policy.text("spec", "paramKind", "apiVersion") + "/" + policy.text("spec", "paramKind", "kind")
                : UNSET);
    }

    static Column referenceColumn() {
        return Columns.text("ParamRef", binding -> shown(binding));
    }

    private static String shown(Document binding) {
        String name = binding.text("spec", "paramRef", "name");
        if (!name.isEmpty()) {
            String namespace = binding.text("spec", "paramRef", "namespace");
            return (namespace.isEmpty() ? "*" : namespace) + "/" + name;
        }
        return binding.has("spec", "paramRef", "selector") ? binding.at("spec", "paramRef", "selector").toString() : UNSET;
    }
}

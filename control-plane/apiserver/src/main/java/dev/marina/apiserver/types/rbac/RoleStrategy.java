package dev.marina.apiserver.types.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// Roles and ClusterRoles: each rule names verbs, and resources or addresses but not both. pkg/apis/rbac/validation/validation.go
final class RoleStrategy extends RuledStrategy {

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode rules = object.at("rules");
        for (int i = 0; i < rules.size(); i++) {
            rule(errors, rules.get(i), "rules[" + i + "]", object.kind().equals("Role"));
        }
        return errors.found();
    }

    private static void rule(Errors errors, JsonNode rule, String path, boolean namespaced) {
        if (rule.path("verbs").isEmpty()) {
            errors.required(path + ".verbs", "verbs must contain at least one value");
        }
        if (!rule.path("nonResourceURLs").isEmpty()) {
            if (namespaced) {
                errors.invalid(path + ".nonResourceURLs", rule.path("nonResourceURLs"), "namespaced rules cannot apply to non-resource URLs");
            }
            if (!rule.path("apiGroups").isEmpty() || !rule.path("resources").isEmpty() || !rule.path("resourceNames").isEmpty()) {
                errors.invalid(path + ".nonResourceURLs", rule.path("nonResourceURLs"), "rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        if (rule.path("apiGroups").isEmpty()) {
            errors.required(path + ".apiGroups", "resource rules must supply at least one api group");
        }
        if (rule.path("resources").isEmpty()) {
            errors.required(path + ".resources", "resource rules must supply at least one resource");
        }
    }
}

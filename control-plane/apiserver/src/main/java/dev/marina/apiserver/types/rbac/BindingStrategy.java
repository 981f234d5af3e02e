package dev.marina.apiserver.types.rbac;

import static dev.marina.apiserver.defaulting.Defaults.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// RoleBindings and ClusterRoleBindings: what they give never changes, whom they give it to may.
/// pkg/apis/rbac/validation/validation.go
final class BindingStrategy implements ResourceStrategy {

    private static final String GROUP = "rbac.authorization.k8s.io";

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            if (root.path("roleRef") instanceof ObjectNode role) {
                text(role, "apiGroup", GROUP);
            }
            root.path("subjects").forEach(node -> {
                if (!node.path("kind").asText().equals("ServiceAccount")) {
                    text((ObjectNode) node, "apiGroup", GROUP);
                }
            });
        });
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (!object.text("roleRef", "apiGroup").equals(GROUP)) {
            errors.notSupported("roleRef.apiGroup", object.text("roleRef", "apiGroup"), GROUP);
        }
        String kind = object.text("roleRef", "kind");
        boolean fits = kind.equals("ClusterRole") || kind.equals("Role") && object.kind().equals("RoleBinding");
        if (!fits) {
            errors.notSupported("roleRef.kind", kind,
                    object.kind().equals("RoleBinding") ? new String[] {"Role", "ClusterRole"} : new String[] {"ClusterRole"});
        }
        if (object.text("roleRef", "name").isEmpty()) {
            errors.required("roleRef.name");
        }
        JsonNode subjects = object.at("subjects");
        for (int i = 0; i < subjects.size(); i++) {
            subject(errors, subjects.get(i), "subjects[" + i + "]");
        }
        return errors.found();
    }

    private static void subject(Errors errors, JsonNode subject, String path) {
        if (subject.path("name").asText().isEmpty()) {
            errors.required(path + ".name");
        }
        String group = subject.path("apiGroup").asText();
        switch (subject.path("kind").asText()) {
            case "ServiceAccount" -> {
                if (!group.isEmpty()) {
                    errors.notSupported(path + ".apiGroup", group, "");
                }
                if (subject.path("namespace").asText().isEmpty()) {
                    errors.required(path + ".namespace");
                }
            }
            case "User", "Group" -> {
                if (!group.equals(GROUP)) {
                    errors.notSupported(path + ".apiGroup", group, GROUP);
                }
            }
            default -> errors.notSupported(path + ".kind", subject.path("kind").asText(), "ServiceAccount", "User", "Group");
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        if (!object.at("roleRef").equals(stored.at("roleRef"))) {
            errors.invalid("roleRef", object.at("roleRef"), "cannot change roleRef");
        }
        return errors.found();
    }
}

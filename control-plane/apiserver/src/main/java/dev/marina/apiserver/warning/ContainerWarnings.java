package dev.marina.apiserver.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/// Of one container. pkg/api/pod/warnings.go
final class ContainerWarnings {

    private static final String SECCOMP = "container.seccomp.security.alpha.kubernetes.io/";
    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

    private final Warnings warnings;
    private final String annotationsField;
    private final JsonNode annotations;
    private final JsonNode podAppArmor;

    /// @param annotationsField path of the annotations of the pod, or of its template
    ContainerWarnings(Warnings warnings, String annotationsField, JsonNode annotations, JsonNode podAppArmor) {
        this.warnings = warnings;
        this.annotationsField = annotationsField;
        this.annotations = annotations;
        this.podAppArmor = podAppArmor;
    }

    void of(String field, JsonNode container) {
        String name = container.path("name").asText();
        JsonNode security = container.path("securityContext");
        if (annotations.has(SECCOMP + name) && !security.path("seccompProfile").isObject()) {
            warnings.add(annotation(SECCOMP + name), "non-functional in v1.27+; use the \"seccompProfile\" field instead");
        }
        if (annotations.has(APP_ARMOR + name) && !security.path("appArmorProfile").isObject()
                && !says(annotations.path(APP_ARMOR + name).asText(), podAppArmor)) {
            warnings.add(annotation(APP_ARMOR + name), "deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
        ByteAmounts.container(warnings, field + ".resources", container.path("resources"));
        environment(field, container.path("env"));
    }

    private String annotation(String key) {
        return "%s[%s]".formatted(annotationsField, key);
    }

    private static boolean says(String annotation, JsonNode profile) {
        return switch (profile.path("type").asText()) {
            case "RuntimeDefault" -> annotation.equals("runtime/default");
            case "Unconfined" -> annotation.equals("unconfined");
            case "Localhost" -> annotation.equals("localhost/" + profile.path("localhostProfile").asText());
            default -> false;
        };
    }

    /// A second one of the same name is meant where it is made of the first.
    private void environment(String field, JsonNode env) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < env.size() && !warnings.full(); i++) {
            JsonNode variable = env.get(i);
            String name = variable.path("name").asText();
            String value = variable.path("value").asText();
            String reference = "$(" + name + ")";
            if (!names.add(name) && (variable.path("valueFrom").isObject() || value.equals(reference) || !value.contains(reference))) {
                warnings.add("%s.env[%d]".formatted(field, i), "hides previous definition of \"%s\", which may be dropped when using apply".formatted(name));
            }
        }
    }
}

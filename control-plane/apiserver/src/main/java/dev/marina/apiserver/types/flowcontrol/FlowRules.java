package dev.marina.apiserver.types.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rules of flow schemas. pkg/apis/flowcontrol/validation/validation.go
final class FlowRules {

    private static final String[] VERBS = {"get", "list", "create", "update", "delete", "deletecollection", "patch", "watch", "proxy"};
    private static final String ALL = "*";
    /// Where a subject of a kind says who it is.
    private static final Map<String, String> SUBJECTS = Map.of("Group", "group", "ServiceAccount", "serviceAccount", "User", "user");

    private FlowRules() {}

    static void check(Errors errors, JsonNode rule, String path) {
        if (rule.path("subjects").isEmpty()) {
            errors.required(path + ".subjects", "subjects must contain at least one value");
        }
        for (int i = 0; i < rule.path("subjects").size(); i++) {
            subject(errors, rule.path("subjects").get(i), path + ".subjects[" + i + "]");
        }
        if (rule.path("resourceRules").isEmpty() && rule.path("nonResourceRules").isEmpty()) {
            errors.required(path, "at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        for (int i = 0; i < rule.path("resourceRules").size(); i++) {
            resources(errors, rule.path("resourceRules").get(i), path + ".resourceRules[" + i + "]");
        }
        for (int i = 0; i < rule.path("nonResourceRules").size(); i++) {
            paths(errors, rule.path("nonResourceRules").get(i), path + ".nonResourceRules[" + i + "]");
        }
    }

    private static void subject(Errors errors, JsonNode subject, String path) {
        String kind = subject.path("kind").asText("");
        String own = SUBJECTS.get(kind);
        if (own == null) {
            errors.notSupported(path + ".kind", kind, SUBJECTS.keySet().toArray(String[]::new));
            return;
        }
        JsonNode who = subject.path(own);
        if (!who.isObject()) {
            errors.required(path + "." + own, "%s is required when subject kind is '%s'".formatted(own, kind));
        } else {
            named(errors, who, kind, path + "." + own);
        }
        for (String other : List.of("serviceAccount", "user", "group")) {
            if (!other.equals(own) && subject.path(other).isObject()) {
                errors.forbidden(path + "." + other,
                        "%s is forbidden when subject kind is not '%s'".formatted(other, Character.toUpperCase(other.charAt(0)) + other.substring(1)));
            }
        }
    }

    private static void named(Errors errors, JsonNode who, String kind, String path) {
        String name = who.path("name").asText("");
        if (name.isEmpty()) {
            errors.required(path + ".name");
        }
        if (!kind.equals("ServiceAccount")) {
            return;
        }
        if (!name.isEmpty() && !name.equals(ALL)) {
            errors.invalid(path + ".name", name, Names.dnsSubdomain(name));
        }
        String namespace = who.path("namespace").asText("");
        if (namespace.isEmpty()) {
            errors.required(path + ".namespace", "must specify namespace for service account");
        } else {
            errors.invalid(path + ".namespace", namespace, Names.dnsLabel(namespace));
        }
    }

    private static void resources(Errors errors, JsonNode rule, String path) {
        verbs(errors, rule.path("verbs"), path + ".verbs");
        someOrAll(errors, rule.path("apiGroups"), path + ".apiGroups", "resource rules must supply at least one api group", "api groups");
        someOrAll(errors, rule.path("resources"), path + ".resources", "resource rules must supply at least one resource", "resources");
        JsonNode namespaces = rule.path("namespaces");
        if (namespaces.isEmpty()) {
            if (!rule.path("clusterScope").asBoolean()) {
                errors.required(path + ".namespaces", "resource rules that are not cluster scoped must supply at least one namespace");
            }
            return;
        }
        if (all(namespaces)) {
            alone(errors, namespaces, path + ".namespaces", "namespaces");
            return;
        }
        for (int i = 0; i < namespaces.size(); i++) {
            String field = path + ".namespaces[" + i + "]";
            String namespace = namespaces.get(i).asText();
            Names.dnsLabel(namespace).forEach(
                    message -> errors.invalid(field, namespace, "each member of this list must be '*' or a DNS-1123 label; " + message));
        }
    }

    private static void paths(Errors errors, JsonNode rule, String path) {
        verbs(errors, rule.path("verbs"), path + ".verbs");
        JsonNode urls = rule.path("nonResourceURLs");
        someOrAll(errors, urls, path + ".nonResourceURLs", "nonResourceURLs must contain at least one value", "non-resource URLs");
        if (!all(urls)) {
            for (int i = 0; i < urls.size(); i++) {
                path(errors, urls.get(i).asText(), path + ".nonResourceURLs[" + i + "]");
            }
        }
    }

    private static void path(Errors errors, String url, String field) {
        if (url.isEmpty()) {
            errors.invalid(field, url, "must not be empty");
        } else if (!url.startsWith("/")) {
            errors.invalid(field, url, "must start with slash");
        } else if (url.contains(" ")) {
            errors.invalid(field, url, "must not contain white-space");
        } else if (url.contains("//")) {
            errors.invalid(field, url, "must not contain double slash");
        } else if (url.indexOf('*') >= 0 && url.indexOf('*') < url.length() - 1 || url.endsWith("*") && !url.endsWith("/*")) {
            errors.invalid(field, url, "wildcard can only do suffix matching");
        }
    }

    private static void verbs(Errors errors, JsonNode verbs, String field) {
        someOrAll(errors, verbs, field, "verbs must contain at least one value", "verbs");
        if (!all(verbs) && !verbs.valueStream().allMatch(verb -> List.of(VERBS).contains(verb.asText()))) {
            errors.notSupported(field, verbs.toString(), VERBS);
        }
    }

    private static void someOrAll(Errors errors, JsonNode values, String field, String missing, String what) {
        if (values.isEmpty()) {
            errors.required(field, missing);
        } else if (all(values)) {
            alone(errors, values, field, what);
        }
    }

    private static boolean all(JsonNode values) {
        return values.valueStream().anyMatch(value -> value.asText().equals(ALL));
    }

    private static void alone(Errors errors, JsonNode values, String field, String what) {
        if (values.size() > 1) {
            errors.invalid(field, values, "if '*' is present, must not specify other " + what);
        }
    }

    /// Of the status of either type.
    static List<FieldError> conditions(Document object) {
        Errors errors = new Errors();
        Set<String> seen = new HashSet<>();
        JsonNode conditions = object.at("status", "conditions");
        for (int i = 0; i < conditions.size(); i++) {
            String type = conditions.get(i).path("type").asText("");
            String field = "status.conditions[" + i + "].type";
            if (!seen.add(type)) {
                errors.duplicate(field, type);
            }
            if (type.isEmpty()) {
                errors.required(field);
            }
        }
        return errors.found();
    }
}

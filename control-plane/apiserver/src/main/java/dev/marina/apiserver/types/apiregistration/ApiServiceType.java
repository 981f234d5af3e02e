package dev.marina.apiserver.types.apiregistration;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.List;

/// Who serves a group and version: the server itself, or a Service of the cluster.
/// kube-aggregator's pkg/apis/apiregistration/validation/validation.go
public final class ApiServiceType extends StatusStrategy {

    public static final String GROUP = "apiregistration.k8s.io";

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare(GROUP, "v1", "APIService", "apiservices").clusterScoped()
            .categories("api-extensions").named(NameRule.PATH_SEGMENT).strategy(new ApiServiceType()).status()
            .columns(name(), text("Service", ApiServiceType::service), text("Available", ApiServiceType::available), age())
            .build();

    private static final int HTTPS = 443;
    private static final int MOST_GROUP_PRIORITY = 20_000;
    private static final int MOST_VERSION_PRIORITY = 1_000;

    private static String service(Document object) {
        return object.at("spec", "service").isObject()
                ? object.text("spec", "service", "namespace") + "/" + object.text("spec", "service", "name")
                : "Local";
    }

    private static String available(Document object) {
        return object.at("status", "conditions").valueStream().filter(condition -> condition.path("type").asText().equals("Available")).findFirst()
                .map(condition -> {
                    String status = condition.path("status").asText();
                    String reason = condition.path("reason").asText("");
                    return status.equals("True") || reason.isEmpty() ? status : "%s (%s)".formatted(status, reason);
                }).orElse("Unknown");
    }

    @Override
    public Document defaulted(Document object) {
        JsonNode service = object.at("spec", "service");
        return service.isObject() && !service.has("port")
                ? object.edited(root -> ((ObjectNode) root.get("spec").get("service")).put("port", HTTPS))
                : object;
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode spec = object.at("spec");
        String group = spec.path("group").asText("");
        String version = spec.path("version").asText("");
        if (!object.name().equals(version + "." + group)) {
            errors.invalid("metadata.name", object.name(), "must be `spec.version+\".\"+spec.group`: \"%s.%s\"".formatted(version, group));
        }
        if (group.isEmpty() && !version.equals("v1")) {
            errors.required("spec.group", "only v1 may have an empty group and it better be legacy kube");
        }
        if (!group.isEmpty()) {
            errors.invalid("spec.group", group, Names.dnsSubdomain(group));
        }
        errors.invalid("spec.version", version, Names.dns1035Label(version));
        priority(errors, "spec.groupPriorityMinimum", spec.path("groupPriorityMinimum").asLong(), MOST_GROUP_PRIORITY);
        priority(errors, "spec.versionPriority", spec.path("versionPriority").asLong(), MOST_VERSION_PRIORITY);
        if (spec.path("service").isObject()) {
            remote(errors, spec, group);
        } else {
            local(errors, spec);
        }
        return errors.found();
    }

    private static void priority(Errors errors, String field, long value, int most) {
        if (value <= 0 || value > most) {
            errors.invalid(field, value, "must be positive and less than " + most);
        }
    }

    private static void local(Errors errors, JsonNode spec) {
        if (!spec.path("caBundle").asText("").isEmpty()) {
            errors.invalid("spec.caBundle", "%d bytes".formatted(bytes(spec.path("caBundle").asText())), "local APIServices may not have a caBundle");
        }
        if (spec.path("insecureSkipTLSVerify").asBoolean()) {
            errors.invalid("spec.insecureSkipTLSVerify", spec.path("insecureSkipTLSVerify"), "local APIServices may not have insecureSkipTLSVerify");
        }
    }

    private static int bytes(String base64) {
        return base64.length() / 4 * 3 - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
    }

    private static void remote(Errors errors, JsonNode spec, String group) {
        JsonNode service = spec.path("service");
        if (LocalApiServices.reserved(group)) {
            errors.forbidden("spec.service", "this server itself serves the group");
        }
        if (service.path("namespace").asText("").isEmpty()) {
            errors.required("spec.service.namespace");
        }
        if (service.path("name").asText("").isEmpty()) {
            errors.required("spec.service.name");
        }
        List<String> wrong = Names.port(service.path("port").asLong());
        if (!wrong.isEmpty()) {
            errors.invalid("spec.service.port", service.path("port").asLong(), "port is not valid: " + String.join(", ", wrong));
        }
        if (spec.path("insecureSkipTLSVerify").asBoolean() && !spec.path("caBundle").asText("").isEmpty()) {
            errors.invalid("spec.insecureSkipTLSVerify", spec.path("insecureSkipTLSVerify"), "may not be true if caBundle is present");
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return validateCreate(object);
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        Errors errors = new Errors();
        for (int i = 0; i < object.at("status", "conditions").size(); i++) {
            String status = object.at("status", "conditions").get(i).path("status").asText("");
            if (!List.of("True", "False", "Unknown").contains(status)) {
                errors.notSupported("status.conditions[" + i + "].status", status, "True", "False", "Unknown");
            }
        }
        return errors.found();
    }
}

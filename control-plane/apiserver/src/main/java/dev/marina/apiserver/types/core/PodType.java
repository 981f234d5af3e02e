package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.pod.QosClass;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.table.PodColumns;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.PodRules;
import dev.marina.apiserver.validation.PodStatusRules;
import dev.marina.apiserver.warning.AddressForms;
import dev.marina.apiserver.warning.PodWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods begin Pending with their quality of service; afterwards few fields of the spec may change.
/// pkg/registry/core/pod/strategy.go, ValidatePodUpdate in pkg/apis/core/validation/validation.go
public final class PodType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Pod", "pods").shortNames("po").categories("all")
            .strategy(new PodType()).status()
            .subresource("binding", core("Binding"), "create")
            .subresource("eviction", new GroupVersionKind("policy", "v1", "Eviction"), "create")
            .subresource("ephemeralcontainers", core("Pod"), "get", "patch", "update")
            .subresource("resize", core("Pod"), "get", "patch", "update")
            .subresource("log", core("Pod"), "get")
            .subresource("exec", core("PodExecOptions"), "create", "get")
            .subresource("attach", core("PodAttachOptions"), "create", "get")
            .subresource("portforward", core("PodPortForwardOptions"), "create", "get")
            .subresource("proxy", core("PodProxyOptions"), "create", "delete", "get", "patch", "update")
            .columns(PodColumns.ALL)
            .build();

    private static GroupVersionKind core(String kind) {
        return new GroupVersionKind("", "v1", kind);
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(PodDefaults::pod);
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public ResourceStrategy through(String subresource) {
        return switch (subresource) {
            // What a binding changes is decided where it is handled; no client writes a pod that way.
            case "binding" -> PLAIN;
            case "ephemeralcontainers" -> new EphemeralContainers();
            case "resize" -> new PodResize();
            default -> this;
        };
    }

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> {
            ObjectNode status = root.putObject("status").put("phase", "Pending").put("qosClass", QosClass.of(submitted));
            if (!submitted.at("spec", "schedulingGates").isEmpty()) {
                // No scheduler ever looks at the pod as long as it has gates, so nobody else would say it (applySchedulingGatedCondition upstream).
                status.putArray("conditions").addObject().putNull("lastProbeTime").put("lastTransitionTime", submitted.text("metadata", "creationTimestamp"))
                        .put("message", "Scheduling is blocked due to non-empty scheduling gates").put("reason", "SchedulingGated").put("status", "False")
                        .put("type", "PodScheduled");
            }
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return PodRules.pod(object);
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        if (object.at("spec").equals(stored.at("spec"))) {
            return List.of();
        }
        Errors errors = new Errors();
        if (!fixedPart(object).equals(fixedPart(stored))) {
            errors.forbidden("spec", """
                    pod updates may not change fields other than `spec.containers[*].image`,\
                    `spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),\
                    `spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)""");
        }
        deadline(errors, object.at("spec", "activeDeadlineSeconds"), stored.at("spec", "activeDeadlineSeconds"));
        for (JsonNode toleration : stored.at("spec", "tolerations")) {
            if (object.at("spec", "tolerations").valueStream().noneMatch(now -> timeless(now).equals(timeless(toleration)))) {
                errors.forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
                break;
            }
        }
        for (JsonNode gate : object.at("spec", "schedulingGates")) {
            if (stored.at("spec", "schedulingGates").valueStream().noneMatch(gate::equals)) {
                errors.forbidden("spec.schedulingGates", "only deletion is allowed, but found new scheduling gate '%s'".formatted(gate.path("name").asText()));
            }
        }
        return errors.found();
    }

    /// A pod keeps its quality of service, also where a kubelet does not say it; its owners and its end are not the status's.
    @Override
    public Document prepareForStatus(Document submitted, Document stored) {
        return submitted.text("status", "qosClass").isEmpty() && stored.has("status", "qosClass")
                ? submitted.with(stored.at("status", "qosClass"), "status", "qosClass")
                : submitted;
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return PodStatusRules.check(object, stored);
    }

    private static JsonNode timeless(JsonNode toleration) {
        return ((ObjectNode) toleration.deepCopy()).without("tolerationSeconds");
    }

    /// It may be set, and come nearer.
    private static void deadline(Errors errors, JsonNode now, JsonNode before) {
        if (now.isNumber() && (now.asLong() < 0 || now.asLong() > Integer.MAX_VALUE)) {
            errors.invalid("spec.activeDeadlineSeconds", now.asLong(), "must be between 0 and 2147483647, inclusive");
        } else if (now.isNumber() && before.isNumber() && now.asLong() > before.asLong()) {
            errors.invalid("spec.activeDeadlineSeconds", now.asLong(), "must be less than or equal to previous value");
        } else if (!now.isNumber() && before.isNumber()) {
            errors.invalid("spec.activeDeadlineSeconds", now, "must not update from a positive integer to nil value");
        }
    }

    private static JsonNode fixedPart(Document pod) {
        ObjectNode spec = pod.at("spec").deepCopy();
        spec.remove(List.of("activeDeadlineSeconds", "tolerations", "schedulingGates"));
        for (String list : List.of("containers", "initContainers")) {
            spec.path(list).forEach(container -> ((ObjectNode) container).remove("image"));
        }
        return spec;
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of(
                "spec.nodeName", object.text("spec", "nodeName"),
                "spec.restartPolicy", object.text("spec", "restartPolicy"),
                "spec.schedulerName", object.text("spec", "schedulerName"),
                "spec.serviceAccountName", object.text("spec", "serviceAccountName"),
                "spec.hostNetwork", Boolean.toString(object.at("spec", "hostNetwork").asBoolean()),
                "status.phase", object.text("status", "phase"),
                "status.podIP", object.text("status", "podIP"),
                "status.nominatedNodeName", object.text("status", "nominatedNodeName"));
    }

    /// Not of a changed pod, which people hardly touch themselves.
    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        if (stored.isEmpty()) {
            warnings.hostname(object.name());
            PodWarnings.pod(warnings, object.root());
        }
        return warnings.found();
    }

    @Override
    public List<String> statusWarnings(Document object) {
        Warnings warnings = new Warnings();
        addresses(warnings, "podIPs", object);
        addresses(warnings, "hostIPs", object);
        return warnings.found();
    }

    private static void addresses(Warnings warnings, String list, Document object) {
        for (int i = 0; i < object.at("status", list).size(); i++) {
            AddressForms.address(warnings, "status.%s[%d].ip".formatted(list, i), object.at("status", list).get(i).path("ip").asText());
        }
    }
}

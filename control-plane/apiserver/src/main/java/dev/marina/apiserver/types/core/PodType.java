package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.pod.QosClass;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.table.PodColumns;
import dev.marina.apiserver.validation.PodRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Pods begin Pending with their quality of service; afterwards few fields of the spec may change.
/// pkg/registry/core/pod/strategy.go, ValidatePodUpdate in pkg/apis/core/validation/validation.go
public final class PodType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Pod", "pods").shortNames("po").categories("all")
            .strategy(new PodType()).status()
            .subresource("binding", core("Binding"), "create")
            .subresource("eviction", new GroupVersionKind("policy", "v1", "Eviction"), "create")
            .subresource("log", core("Pod"), "get")
            .subresource("exec", core("PodExecOptions"), "create", "get")
            .subresource("attach", core("PodAttachOptions"), "create", "get")
            .subresource("portforward", core("PodPortForwardOptions"), "create", "get")
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
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> root.putObject("status").put("phase", "Pending").put("qosClass", QosClass.of(submitted)));
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
        List<FieldError> errors = new ArrayList<>();
        boolean bound = stored.has("spec", "nodeName");
        if (bound && !object.text("spec", "nodeName").equals(stored.text("spec", "nodeName"))) {
            errors.add(new FieldError("FieldValueForbidden", "spec.nodeName", "Forbidden: field is immutable"));
        }
        if (!fixedPart(object).equals(fixedPart(stored))) {
            errors.add(new FieldError("FieldValueForbidden", "spec", """
                    Forbidden: pod updates may not change fields other than `spec.containers[*].image`,\
                    `spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),\
                    `spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"""));
        }
        for (JsonNode toleration : stored.at("spec", "tolerations")) {
            if (object.at("spec", "tolerations").valueStream().noneMatch(toleration::equals)) {
                errors.add(new FieldError("FieldValueForbidden", "spec.tolerations",
                        "Forbidden: existing toleration can not be modified except its tolerationSeconds"));
                break;
            }
        }
        return errors;
    }

    private static JsonNode fixedPart(Document pod) {
        ObjectNode spec = pod.at("spec").deepCopy();
        spec.remove(List.of("activeDeadlineSeconds", "tolerations", "nodeName", "schedulingGates"));
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
}

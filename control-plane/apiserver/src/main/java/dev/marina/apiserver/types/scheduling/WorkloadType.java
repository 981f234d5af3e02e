package dev.marina.apiserver.types.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Templates of the pod groups of a workload; they never change. pkg/registry/scheduling/workload/strategy.go
public final class WorkloadType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("scheduling.k8s.io", "v1alpha2", "Workload", "workloads")
            .strategy(new WorkloadType())
            .build();

    private static final String TEMPLATES = "spec.podGroupTemplates";
    private static final int MOST_TEMPLATES = 8;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final String LABEL_RULE = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
            + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> root.path("spec").path("podGroupTemplates").forEach(SchedulingPolicyRules::withoutWhatIsOff));
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode templates = object.at("spec", "podGroupTemplates");
        if (templates.isEmpty()) {
            errors.required(TEMPLATES, "must have at least one item");
        } else if (templates.size() > MOST_TEMPLATES) {
            errors.tooMany(TEMPLATES, templates.size(), MOST_TEMPLATES);
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < Math.min(templates.size(), MOST_TEMPLATES); i++) {
            String path = "%s[%d]".formatted(TEMPLATES, i);
            String name = templates.get(i).path("name").asText();
            if (name.isEmpty()) {
                errors.required(path + ".name");
            } else if (!LABEL.matcher(name).matches()) {
                errors.invalid(path + ".name", name, LABEL_RULE);
            } else if (!names.add(name)) {
                errors.duplicate(path, name);
            }
            SchedulingPolicyRules.check(errors, templates.get(i).path("schedulingPolicy"), path + ".schedulingPolicy");
        }
        for (String field : List.of("kind", "name")) {
            if (object.has("spec", "controllerRef") && object.at("spec", "controllerRef", field).asText().isEmpty()) {
                errors.required("spec.controllerRef." + field);
            }
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable(TEMPLATES, object.at("spec", "podGroupTemplates"), stored.at("spec", "podGroupTemplates"));
        errors.immutable("spec.controllerRef", object.at("spec", "controllerRef"), stored.at("spec", "controllerRef"));
        return errors.found();
    }
}

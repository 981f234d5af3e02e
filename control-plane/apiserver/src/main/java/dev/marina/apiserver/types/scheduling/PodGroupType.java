package dev.marina.apiserver.types.scheduling;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// Pods that are scheduled together; what it asks for never changes. Fields of features that are off are dropped, as upstream does.
/// pkg/registry/scheduling/podgroup/strategy.go
public final class PodGroupType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("scheduling.k8s.io", "v1alpha2", "PodGroup", "podgroups")
            .strategy(new PodGroupType()).status()
            .columns(name(), text("Policy", group -> SchedulingPolicyRules.policy(group.at("spec", "schedulingPolicy"))), age())
            .build();

    @Override
    public Document prepareForCreate(Document submitted) {
        return super.prepareForCreate(submitted).edited(root -> SchedulingPolicyRules.withoutWhatIsOff(root.path("spec")));
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        SchedulingPolicyRules.check(errors, object.at("spec", "schedulingPolicy"), "spec.schedulingPolicy");
        if (object.has("spec", "podGroupTemplateRef")) {
            for (String field : List.of("workloadName", "podGroupTemplateName")) {
                if (object.at("spec", "podGroupTemplateRef", "workload", field).asText().isEmpty()) {
                    errors.required("spec.podGroupTemplateRef.workload." + field);
                }
            }
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec", object.at("spec"), stored.at("spec"));
        return errors.found();
    }
}

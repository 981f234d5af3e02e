package dev.marina.apiserver.admission.policy;

import dev.marina.api.GroupResource;
import dev.marina.apiserver.types.learn.ExamRunType;
import dev.marina.apiserver.types.learn.LabRunType;
import dev.marina.apiserver.types.learn.LabSourceType;
import java.util.Set;

/// What no policy and no webhook has a say in, lest a cluster shuts itself out, and lest its administrator rewrites what a grader says of them.
public final class Exempt {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final Set<GroupResource> POLICIES = Set.of(new GroupResource(GROUP, "validatingadmissionpolicies"),
            new GroupResource(GROUP, "validatingadmissionpolicybindings"), new GroupResource(GROUP, "mutatingadmissionpolicies"),
            new GroupResource(GROUP, "mutatingadmissionpolicybindings"));

    private static final Set<GroupResource> GRADED = Set.of(LabRunType.DEFINITION.groupResource(), ExamRunType.DEFINITION.groupResource(),
            LabSourceType.DEFINITION.groupResource());

    private Exempt() {}

    public static boolean fromWebhooks(GroupResource resource) {
        return resource.group().equals(GROUP) || GRADED.contains(resource);
    }

    public static boolean fromPolicies(GroupResource resource) {
        return POLICIES.contains(resource) || GRADED.contains(resource);
    }
}

package dev.marina.labs.run;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.labs.content.Act;
import dev.marina.labs.grading.Access;
import dev.marina.labs.grading.Visible;
import dev.marina.store.ClusterImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// As whom a run of a lab acts and looks that is not the installation's. Nobody trusts its author: it may do in the run's own namespace what the ClusterRole
/// `marina:lab` says, and nothing elsewhere, unless an administrator of the cluster gives more to its user or groups by bindings of their own.
///
/// @param user nobody's who could log in
/// @param groups that bindings may name: of all such labs, and of those of one source
public record LabAccount(String user, List<String> groups) {

    static final String ROLE = "marina:lab";
    private static final String PREFIX = "marina:lab:";
    private static final String ALL = "marina:labs";

    static LabAccount of(LabRun run) {
        return new LabAccount(PREFIX + run.document().name(), List.of(ALL, ALL + ":" + run.lab().source(), "system:authenticated"));
    }

    /// Whether this is the user of some run.
    public static boolean is(String user) {
        return user.startsWith(PREFIX);
    }

    /// In the run's namespace.
    Document binding(LabRun run) {
        return Document.object("rbac.authorization.k8s.io/v1", "RoleBinding").with(ROLE, "metadata", "name").with(run.namespace(), "metadata", "namespace")
                .edited(root -> {
                    root.putObject("roleRef").put("apiGroup", "rbac.authorization.k8s.io").put("kind", "ClusterRole").put("name", ROLE);
                    root.putArray("subjects").addObject().put("apiGroup", "rbac.authorization.k8s.io").put("kind", "User").put("name", user);
                });
    }

    /// Each question is decided once.
    Visible visible(Access access, ClusterImage image) {
        record Question(GroupResource type, String namespace, String name) {}
        Map<Question, Boolean> answers = new HashMap<>();
        return (type, namespace, name) -> answers.computeIfAbsent(new Question(type, namespace, name),
                asked -> access.allows(image, user, groups, asked.namespace(),
                        new Act(asked.name().isEmpty() ? "list" : "get", asked.type().resource(), asked.type().group(), "", asked.name(), asked.namespace())));
    }
}

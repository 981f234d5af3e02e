package dev.marina.console.components;

import dev.marina.console.kube.Permission;
import java.util.List;
import java.util.Set;

/// Something that may be switched off: a controller, the scheduler, or what all nodes do.
///
/// @param plural of the objects that switch it
/// @param field of their spec
public record Part(String plural, String name, String field) {

    static final String MERGE = "application/merge-patch+json";
    private static final String GROUP = "/apis/marina.dev/v1/";
    /// Those that a newcomer meets first, in the order of a pod's way.
    private static final List<String> FIRST = List.of("deployment", "replicaset", "scheduler", "endpointslice", "dns", "service-proxy");
    /// Of which is said in words what stops and what goes on.
    private static final Set<String> TOLD = Set.of("deployment", "replicaset", "scheduler", "endpointslice", "dns", "service-proxy", "statefulset", "daemonset",
            "job", "cronjob", "namespace", "generic-garbage-collector", "horizontal-pod-autoscaler", "persistentvolume-binder");

    static Part controller(String name) {
        return new Part("controllers", name, "paused");
    }

    static Part ofNodes(String name) {
        return new Part("nodecomponents", name, "off");
    }

    static String list(String plural) {
        return GROUP + plural;
    }

    boolean ofNodes() {
        return plural.equals("nodecomponents");
    }

    /// Where it stands among the others: by this, then by name.
    int rank() {
        int place = FIRST.indexOf(name);
        return place < 0 ? FIRST.size() : place;
    }

    /// Under which its words are kept.
    String words() {
        return "part." + (TOLD.contains(name) ? name : "other");
    }

    String path() {
        return GROUP + plural + "/" + name;
    }

    String switching(boolean off) {
        return "{\"spec\":{\"%s\":%b}}".formatted(field, off);
    }

    String kubectl(boolean off) {
        return "kubectl patch %s %s --type merge -p '%s'".formatted(ofNodes() ? "nodecomponent" : "controller", name, switching(off));
    }

    Permission permission() {
        return new Permission("patch", "marina.dev", plural, "", "");
    }
}

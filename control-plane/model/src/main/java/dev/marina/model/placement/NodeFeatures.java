package dev.marina.model.placement;

import dev.marina.model.restart.RestartRules;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What not every version of a node's agent can do, by the names under which nodes declare it in `status.declaredFeatures`.
/// component-helpers/nodedeclaredfeatures/features
public final class NodeFeatures {

    private static final String RESTART_ALL = "RestartAllContainersOnContainerExits";
    private static final String OWN_USERS_ON_HOST_NETWORK = "UserNamespacesHostNetworkSupport";

    /// What nodes here can do, in the order of the alphabet as the API wants it.
    public static final List<String> DECLARED = List.of(RESTART_ALL);

    private NodeFeatures() {}

    /// What the pod needs of its node.
    public static Set<String> of(Pod pod) {
        Set<String> features = new TreeSet<>();
        if (RestartRules.mayRestartAll(pod)) {
            features.add(RESTART_ALL);
        }
        if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) && Boolean.FALSE.equals(pod.getSpec().getHostUsers())) {
            features.add(OWN_USERS_ON_HOST_NETWORK);
        }
        return features;
    }
}

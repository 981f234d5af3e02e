package dev.marina.model.placement;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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
        boolean restartsAll = Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .flatMap(container -> container.getRestartPolicyRules() == null ? Stream.empty() : container.getRestartPolicyRules().stream())
                .anyMatch(rule -> "RestartAllContainers".equals(rule.getAction()));
        if (restartsAll) {
            features.add(RESTART_ALL);
        }
        if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) && Boolean.FALSE.equals(pod.getSpec().getHostUsers())) {
            features.add(OWN_USERS_ON_HOST_NETWORK);
        }
        return features;
    }
}

package dev.marina.scheduler.plugin;

import dev.marina.scheduler.ClusterEvent;
import dev.marina.scheduler.Cycle;
import dev.marina.scheduler.Fit;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.QueueingHint;
import dev.marina.scheduler.SchedulerPlugin;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A pod that needs what not every node's agent can do goes where the node says that it can, in `status.declaredFeatures`.
/// pkg/scheduler/framework/plugins/nodedeclaredfeatures, and component-helpers/nodedeclaredfeatures/features
public final class NodeDeclaredFeatures implements SchedulerPlugin.Filter {

    private static final Fit UNABLE = Fit.unresolvable("node(s) didn't match Pod's required features");
    private static final String RESTART_ALL = "RestartAllContainersOnContainerExits";
    private static final String OWN_USERS_ON_HOST_NETWORK = "UserNamespacesHostNetworkSupport";

    /// What the pod needs, by upstream's names.
    public static Set<String> of(Pod pod) {
        Set<String> features = new HashSet<>();
        boolean restartsAll = Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .map(Container::getRestartPolicyRules).flatMap(rules -> rules == null ? Stream.empty() : rules.stream())
                .anyMatch(rule -> "RestartAllContainers".equals(rule.getAction()));
        if (restartsAll) {
            features.add(RESTART_ALL);
        }
        if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) && Boolean.FALSE.equals(pod.getSpec().getHostUsers())) {
            features.add(OWN_USERS_ON_HOST_NETWORK);
        }
        return Set.copyOf(features);
    }

    @Override
    public String name() {
        return "NodeDeclaredFeatures";
    }

    @Override
    public Map<ClusterEvent.Kind, QueueingHint> hints() {
        return QueueingHint.ofNodesThatPass(this);
    }

    @Override
    public boolean concerns(Cycle cycle) {
        return !cycle.pod().features().isEmpty();
    }

    @Override
    public boolean filtersByNodeAlone() {
        return true;
    }

    @Override
    public Fit filter(Cycle cycle, NodeState node) {
        return node.features().containsAll(cycle.pod().features()) ? Fit.FITS : UNABLE;
    }
}

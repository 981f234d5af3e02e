package dev.marina.scheduler.extender;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// One of `extenders` of a KubeSchedulerConfiguration.
///
/// @param urlPrefix address, without a slash at its end
/// @param filterVerb path below it, or "" where it filters nothing; the other verbs in the same way
/// @param names whether it knows the nodes itself and is sent their names only
/// @param ignorable whether pods are scheduled without it when it does not answer
/// @param managed resources that make a pod its concern; none: all pods are
/// @param ignored those of them that the scheduler does not count
/// @param caBundle PEM in base64, or ""
public record Extender(String urlPrefix, String filterVerb, String prioritizeVerb, String bindVerb, String preemptVerb, int weight, boolean names,
        boolean ignorable,
        Set<String> managed, Set<String> ignored, Duration timeout, String caBundle) {

    /// Whether it has a say in which node is taken.
    public boolean filters() {
        return !filterVerb.isEmpty() || !prioritizeVerb.isEmpty();
    }

    /// Whether it has a say in who makes room.
    public boolean preempts() {
        return !preemptVerb.isEmpty();
    }

    public boolean concerns(Pod pod) {
        return managed.isEmpty() || Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .flatMap(Extender::resources).anyMatch(managed::contains);
    }

    private static Stream<String> resources(Container container) {
        if (container.getResources() == null) {
            return Stream.empty();
        }
        List<Map<String, Quantity>> both = Stream.of(container.getResources().getRequests(), container.getResources().getLimits())
                .filter(each -> each != null).toList();
        return both.stream().flatMap(each -> each.keySet().stream());
    }

    String url(String verb) {
        return urlPrefix + "/" + verb;
    }
}

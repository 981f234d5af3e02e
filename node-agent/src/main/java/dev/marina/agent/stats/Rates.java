package dev.marina.agent.stats;

import dev.marina.agent.cgroup.GroupUsage;
import dev.marina.agent.stats.Sample.ContainerSample;
import dev.marina.agent.stats.Sample.PodSample;
import dev.marina.model.tunnel.NodeUsage;
import dev.marina.model.tunnel.NodeUsage.Amounts;
import dev.marina.model.tunnel.NodeUsage.ContainerUsage;
import dev.marina.model.tunnel.NodeUsage.PodUsage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What the control plane is told: of the node and of those pods whose containers have all been measured.
final class Rates {

    private final Measurement measured;

    private Rates(Measurement measured) {
        this.measured = measured;
    }

    static NodeUsage of(Measurement measured) {
        Rates rates = new Rates(measured);
        Sample now = measured.now();
        return new NodeUsage(now.at().toString(), measured.window().toMillis(),
                now.whole().flatMap(usage -> amounts(measured.nodeNanoCores(), usage)).orElse(null),
                now.pods().stream().flatMap(pod -> rates.pod(pod).stream()).toList());
    }

    private Optional<PodUsage> pod(PodSample pod) {
        List<ContainerUsage> containers = pod.containers().stream().flatMap(this::container).toList();
        return containers.isEmpty() || containers.size() < pod.containers().size()
                ? Optional.empty()
                : Optional.of(new PodUsage(pod.pod().namespace(), pod.pod().name(), pod.pod().uid(), containers));
    }

    private Stream<ContainerUsage> container(ContainerSample container) {
        return amounts(measured.nanoCores(container), container.usage()).map(amounts -> new ContainerUsage(container.state().name(), amounts)).stream();
    }

    private static Optional<Amounts> amounts(OptionalLong nanoCores, GroupUsage usage) {
        return nanoCores.isEmpty() ? Optional.empty() : Optional.of(new Amounts(nanoCores.getAsLong(), usage.memory().workingSet()));
    }
}

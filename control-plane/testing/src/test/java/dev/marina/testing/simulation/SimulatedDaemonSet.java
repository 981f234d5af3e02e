package dev.marina.testing.simulation;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.testing.simulation.FaultyClient.Write;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Its template changes, nodes come and go. Not more nodes are without a pod than may be, and not more have two.
final class SimulatedDaemonSet implements Workload {

    private final Simulation simulation;
    private final String name;
    private final int surge;
    private final int unavailable;
    private int version = 1;

    SimulatedDaemonSet(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
        this.surge = simulation.random.nextInt(3);
        this.unavailable = surge > 0 ? 0 : 1 + simulation.random.nextInt(2);
    }

    @Override
    public void create() {
        simulation.people().create(Types.DAEMON_SETS, new DaemonSetBuilder().withMetadata(Templates.named(name)).withNewSpec().withNewSelector()
                .withMatchLabels(Templates.labels(name)).endSelector().withNewUpdateStrategy().withType("RollingUpdate").withNewRollingUpdate()
                .withMaxSurge(new IntOrString(surge)).withMaxUnavailable(new IntOrString(unavailable)).endRollingUpdate().endUpdateStrategy()
                .withTemplate(Templates.template(name)).endSpec().build());
    }

    @Override
    public void change() {
        version = 1 + simulation.random.nextInt(3);
        simulation.tell("%s: web:%d".formatted(name, version));
        simulation.people().update(Types.DAEMON_SETS, new DaemonSetBuilder(set()).editSpec().editTemplate().editSpec().editFirstContainer()
                .withImage("web:" + version).endContainer().endSpec().endTemplate().endSpec().build());
    }

    @Override
    public void progress(Pod pod) {
        if (!simulation.calm && simulation.faulty() && Templates.of(pod, name)) {
            switch (simulation.random.nextInt(10)) {
                case 0 -> simulation.nodes.unready(pod);
                case 1 -> simulation.nodes.end(pod, "Failed");
                default -> {
                }
            }
        }
    }

    @Override
    public Optional<String> wrong(Write write) {
        if (!write.of(Types.PODS.resource()) || !write.verb().equals("delete") || !simulation.calm) {
            return Optional.empty();
        }
        Set<String> before = served("");
        Set<String> after = served(write.key().name());
        int missing = nodes().size() - after.size();
        return after.size() < before.size() && missing > unavailable
                ? Optional.of("%s goes though %d nodes are without then, and %d may be".formatted(write.key().name(), missing, unavailable))
                : Optional.empty();
    }

    /// Nodes with an available pod, but for this one.
    private Set<String> served(String but) {
        Set<String> served = new HashSet<>();
        active().stream().filter(pod -> PodState.ready(pod) && !pod.getMetadata().getName().equals(but)).forEach(pod -> served.add(node(pod)));
        return served;
    }

    @Override
    public Optional<String> broken() {
        Map<String, List<Pod>> byNode = active().stream().collect(Collectors.groupingBy(SimulatedDaemonSet::node));
        boolean tooMany = byNode.values().stream().anyMatch(there -> there.size() > (surge > 0 ? 2 : 1));
        return tooMany || byNode.values().stream().filter(SimulatedDaemonSet::surges).count() > surge
                ? Optional.of("%s has too many pods: %s".formatted(name, Simulation.names(active())))
                : Optional.empty();
    }

    /// One has come beside another that was ready already. Beside one that does not work, a new one comes at once.
    private static boolean surges(List<Pod> there) {
        Instant youngest = there.stream().map(pod -> Instant.parse(pod.getMetadata().getCreationTimestamp())).max(Instant::compareTo).orElseThrow();
        return there.size() > 1 && there.stream().anyMatch(pod -> PodState.readySince(pod).filter(since -> since.isBefore(youngest)).isPresent());
    }

    @Override
    public Optional<String> unsettled() {
        List<Pod> pods = Templates.pods(simulation.snapshot(), name);
        boolean well = pods.size() == nodes().size() && pods.stream().allMatch(pod -> PodState.ready(pod) && Templates.image(pod).equals("web:" + version));
        if (!well) {
            return Optional.of("%s wants web:%d on %s and has %s".formatted(name, version, nodes(), Simulation.names(pods)));
        }
        DaemonSet set = set();
        return set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration()) && set.getStatus().getNumberAvailable() == pods.size()
                && set.getStatus().getUpdatedNumberScheduled() == pods.size()
                        ? Optional.empty()
                        : Optional.of("%s says %s".formatted(name, set.getStatus()));
    }

    @Override
    public void delete() {
        simulation.people().delete(Types.DAEMON_SETS, set(), simulation.random.nextBoolean() ? "Foreground" : "Background");
    }

    private List<String> nodes() {
        return simulation.nodes.names();
    }

    private List<Pod> active() {
        return Templates.active(simulation.snapshot(), name);
    }

    private static String node(Pod pod) {
        return pod.getSpec().getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution().getNodeSelectorTerms().getFirst()
                .getMatchFields().getFirst().getValues().getFirst();
    }

    private DaemonSet set() {
        return simulation.snapshot().find(Types.DAEMON_SETS, Simulation.NAMESPACE, name).orElseThrow();
    }
}

package dev.marina.testing;

import dev.marina.model.Machine;
import dev.marina.model.Machine.AssignedNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A machine whose agent pretends: what it is told to have it registers as nodes on which pods run at once, and what it is not told any more it takes away.
final class PretendedMachine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PretendedMachine.class);
    private static final Duration LOOKS = Duration.ofMillis(100);

    private final KubernetesClient management;
    private final String name;
    private final Function<AssignedNode, KubernetesClient> clusters;
    private final Map<AssignedNode, PretendedNode> nodes = new HashMap<>();
    private final ScheduledExecutorService agent = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, KubernetesClient> clients = new HashMap<>();
    private Set<AssignedNode> reported = Set.of();
    private int renewed;

    PretendedMachine(KubernetesClient management, String name, Function<AssignedNode, KubernetesClient> clusters) {
        this.management = management;
        this.name = name;
        this.clusters = clusters;
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName(name).build());
        machine.setSpec(new Machine.Spec(List.of()));
        management.resource(machine).create();
        management.resource(new LeaseBuilder().withNewMetadata().withName(name).withNamespace(Machine.LEASES).endMetadata()
                .withNewSpec().withHolderIdentity(name).withLeaseDurationSeconds(4000).withRenewTime(ZonedDateTime.now(ZoneOffset.UTC)).endSpec().build())
                .create();
        report();
        agent.scheduleWithFixedDelay(this::look, 0, LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// An exception that left here would end the schedule: it is told, and everything is looked at again.
    private void look() {
        try {
            List<AssignedNode> told = management.resources(Machine.class).withName(name).get().getSpec().nodes();
            nodes.keySet().stream().filter(had -> told.stream().noneMatch(each -> same(each, had))).toList().forEach(this::remove);
            for (AssignedNode node : told) {
                if (nodes.keySet().stream().noneMatch(had -> same(had, node))) {
                    nodes.put(node, new PretendedNode(client(node), node));
                }
            }
            if (!nodes.keySet().equals(reported)) {
                report();
            }
            if (++renewed % 100 == 0) {
                management.leases().inNamespace(Machine.LEASES).withName(name)
                        .edit(lease -> new LeaseBuilder(lease).editSpec().withRenewTime(ZonedDateTime.now(ZoneOffset.UTC)).endSpec().build());
            }
        } catch (RuntimeException e) {
            // mostly somebody wrote in between
            LOG.atWarn().setCause(e).log("the pretended machine looks again");
        }
    }

    private static boolean same(AssignedNode one, AssignedNode other) {
        return one.clusterId().equals(other.clusterId()) && one.name().equals(other.name());
    }

    private void remove(AssignedNode node) {
        nodes.remove(node).close();
        client(node).nodes().withName(node.name()).delete();
    }

    private KubernetesClient client(AssignedNode node) {
        return clients.computeIfAbsent(node.clusterId(), _ -> clusters.apply(node));
    }

    private void report() {
        management.resources(Machine.class).withName(name).editStatus(machine -> {
            machine.setStatus(new Machine.Status("1", "64", "256Gi", null,
                    nodes.keySet().stream().map(node -> new Machine.NodeState(node.clusterId(), node.name(), "Ready", null)).toList(), List.of()));
            return machine;
        });
        reported = Set.copyOf(nodes.keySet());
    }

    @Override
    public void close() {
        agent.shutdownNow();
        nodes.values().forEach(PretendedNode::close);
    }
}

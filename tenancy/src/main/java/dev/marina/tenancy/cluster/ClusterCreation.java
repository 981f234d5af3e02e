package dev.marina.tenancy.cluster;

import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.management.ManagementCluster.Fork;
import dev.marina.tenancy.management.NodeSize;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedure.Step;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// One more cluster with its nodes. What exceeds the tenant's plan the control plane refuses, whoever asks at once.
public final class ClusterCreation {

    /// @param id of the work
    /// @param fork what it begins with; null where that is what every cluster begins with
    public record Input(UUID id, String tenant, String cluster, int nodes, Fork fork) {}

    private ClusterCreation() {}

    public static Procedure<Input> procedure(ManagementCluster management) {
        return new Procedure<>("cluster-creation", Input.class, List.of(
                new Step<>("CREATE_CLUSTER", input -> management.createCluster(input.id(), input.tenant(), input.cluster(), Optional.ofNullable(input.fork())),
                        input -> management.deleteCluster(input.id(), input.tenant(), input.cluster())),
                // They go with the cluster.
                Step.of("CREATE_NODES", input -> management.createNodePool(input.tenant(), input.cluster(), input.nodes(), NodeSize.STANDARD))));
    }
}

package dev.marina.tenancy.cluster;

import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.procedure.NotYet;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedure.Step;
import java.util.List;
import java.util.UUID;

/// The end of a cluster. Once it was asked for there is no way back.
public final class ClusterDeletion {

    /// @param id of the work
    /// @param uid of the cluster object; null in work from before it was kept, which is about whatever cluster has the name
    public record Input(UUID id, String tenant, String cluster, String uid) {

        boolean about(ClusterState present) {
            return uid == null || uid.equals(present.uid());
        }
    }

    private ClusterDeletion() {}

    public static Procedure<Input> procedure(ManagementCluster management) {
        return new Procedure<>("cluster-deletion", Input.class, List.of(
                Step.of("DELETE", input -> management.cluster(input.tenant(), input.cluster()).filter(input::about)
                        .ifPresent(present -> management.deleteCluster(input.tenant(), present))),
                Step.of("AWAIT_GONE", input -> {
                    if (management.cluster(input.tenant(), input.cluster()).filter(input::about).isPresent()) {
                        throw new NotYet("the cluster's nodes are being removed");
                    }
                })));
    }
}

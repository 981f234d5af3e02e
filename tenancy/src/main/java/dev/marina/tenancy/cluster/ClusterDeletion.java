package dev.marina.tenancy.cluster;

import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.procedure.NotYet;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedure.Step;
import java.util.List;
import java.util.UUID;

/// The end of a cluster. Once it was asked for there is no way back.
public final class ClusterDeletion {

    /// @param id of the work
    public record Input(UUID id, String tenant, String cluster) {}

    private ClusterDeletion() {}

    public static Procedure<Input> procedure(ManagementCluster management) {
        return new Procedure<>("cluster-deletion", Input.class, List.of(
                Step.of("DELETE", input -> management.deleteCluster(input.tenant(), input.cluster())),
                Step.of("AWAIT_GONE", input -> {
                    if (management.cluster(input.tenant(), input.cluster()).isPresent()) {
                        throw new NotYet("the cluster's nodes are being removed");
                    }
                })));
    }
}

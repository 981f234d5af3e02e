package dev.marina.controllers.release;

import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import java.util.Optional;

/// What the controller of releases asks of the API server beside its own reads and writes.
public interface ReleaseAccess {

    /// Requests with nothing but the rights that somebody has at this moment.
    ///
    /// @param manager of the fields that are applied
    ClusterClient as(Asker asker, ClusterId cluster, String manager);

    /// The platform's registry, as pods of this cluster reach it; empty where there is none.
    Optional<ChartRegistry> registry(ClusterId cluster);

    /// What a pod has printed, by the way that everybody has. Blocks for some seconds at most.
    ///
    /// @return empty where it cannot be read now
    Optional<String> printed(Call call, String namespace, String pod, int mostBytes);
}

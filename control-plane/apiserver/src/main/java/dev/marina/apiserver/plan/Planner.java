package dev.marina.apiserver.plan;

import dev.marina.api.WaitReasons;
import dev.marina.apiserver.authn.Identity;
import dev.marina.store.ClusterRecord;

/// Finds out what would follow from manifests. Implemented beside controllers and scheduler; blocks until it is known.
@FunctionalInterface
public interface Planner {

    /// @param who applies the manifests, with their rights
    /// @param readable which objects they may know of
    Planned plan(ClusterRecord cluster, PlanRequest request, Identity who, WaitReasons.Readable readable);
}

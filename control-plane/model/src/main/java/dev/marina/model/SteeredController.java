package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// How a cluster holds up one of its controllers, or its scheduler, as far as a fault has to do with it. Cluster-scoped.
@Group("marina.dev")
@Version("v1")
@Kind("Controller")
@Plural("controllers")
public class SteeredController extends CustomResource<SteeredController.Spec, SteeredController.Status> {

    /// What somebody wants of it is none of a fault's business.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec() {}

    /// @param phase Running, Paused, AtBreakpoint or Slowed: as its gate is
    /// @param queued how many items wait
    /// @param slowedBy the faults that slow it, one at a time
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String phase, Integer queued, List<SlowedBy> slowedBy) {}

    /// @param fault its name
    /// @param uid its uid
    /// @param delayMillis from one item to the next
    /// @param until when it is over, whether or not anybody says so
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SlowedBy(String fault, String uid, Integer delayMillis, String until) {}

    public List<SlowedBy> slowedBy() {
        return getStatus() == null || getStatus().slowedBy() == null ? List.of() : getStatus().slowedBy();
    }
}

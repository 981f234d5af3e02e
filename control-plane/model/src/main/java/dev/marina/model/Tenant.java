package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// A tenant of the platform, as the control plane knows it: object name = tenant. Cluster-scoped in the management cluster.
///
/// Tenancy writes the spec, always with the resourceVersion that it read before it looked up what to write, so that an older
/// truth never replaces a newer one. The tenant controller makes the namespace of the same name with the plan in it. Who belongs
/// to the tenant is read from here with every request that a person makes to one of its clusters.
@Group("marina.dev")
@Version("v1")
public class Tenant extends CustomResource<Tenant.Spec, Tenant.Status> {

    public static final String READY = "Ready";
    public static final String PENDING = "Pending";
    public static final String SUSPENDED = "Suspended";
    public static final String DELETING = "Deleting";

    /// @param id tenancy's id: a name may come again, an id never; immutable
    /// @param plan name of the tenant's plan
    /// @param limits what the plan allows; an absent one is no limit
    /// @param suspended whether nobody of it may ask anything of its clusters, and its nodes are taken away; everything that is stored stays
    /// @param domains DNS names that the tenant has proved to own
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(String id, List<Member> members, String plan, PlanLimits limits, Boolean suspended, List<String> domains) {}

    /// @param subject the identity's subject at Keycloak
    /// @param email lower case; the person's name in Kubernetes
    /// @param role owner, developer or viewer
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Member(String subject, String email, String role) {}

    /// @param phase Pending, Ready (the namespace takes clusters), Suspended or Deleting
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(String phase, Long observedGeneration, List<Condition> conditions) {}

    /// The group that a role of a tenant gives in Kubernetes, such as `marina:acme:owner`.
    public static String group(String tenant, String role) {
        return "marina:" + tenant + ":" + role;
    }
}

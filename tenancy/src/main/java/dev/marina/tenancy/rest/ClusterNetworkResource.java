package dev.marina.tenancy.rest;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.management.ManagementCluster.NetworkSettings;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// How nodes of a cluster carry pods' packets to each other. What each node really does, its Node object says.
@RequestScoped
@Path("v1/tenants/{tenant}/clusters/{cluster}/network")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "clusters")
public class ClusterNetworkResource {

    private static final String BACKENDS = "vxlan|vxlan-direct|host-gw|ipip|bgp";
    private static final String BACKENDS_EXPECTED = "vxlan, vxlan-direct, host-gw, ipip or bgp";
    private static final String REFLECTOR = "reflector";

    @Inject
    private Caller caller;

    @Inject
    private Clusters clusters;

    @PathParam("tenant")
    private String tenant;

    @PathParam("cluster")
    private String cluster;

    public record Network(
            @NotNull(message = BACKENDS_EXPECTED) @Pattern(regexp = BACKENDS, message = BACKENDS_EXPECTED) @Schema(description = "vxlan: every packet in "
                    + "VXLAN; vxlan-direct: VXLAN between subnets only; host-gw: plain routes within a subnet; ipip: packets in packets within a subnet; bgp: "
                    + "plain routes that nodes learn from each other") String backend,
            @Schema(description = "With the back end bgp only. Its reflector: true has one node of each subnet pass routes on, so that the others have one "
                    + "session each") Map<String, Object> bgp) {

        static Network of(NetworkSettings settings) {
            return new Network(settings.backend(), settings.reflector() == null ? null : Map.of(REFLECTOR, settings.reflector()));
        }

        NetworkSettings settings() {
            if (bgp == null) {
                return new NetworkSettings(backend, null);
            }
            bgp.forEach((key, value) -> {
                if (!key.equals(REFLECTOR)) {
                    throw ProblemException.invalid(new FieldProblem("bgp." + key, String.valueOf(value), "no such field; bgp has reflector"));
                }
                if (!(value instanceof Boolean)) {
                    throw ProblemException.invalid(new FieldProblem("bgp.reflector", String.valueOf(value), "true or false"));
                }
            });
            return new NetworkSettings(backend, (Boolean) bgp.getOrDefault(REFLECTOR, false));
        }
    }

    @GET
    @Needs(Permission.CLUSTERS_READ)
    @Operation(summary = "How the cluster's nodes carry pods' packets to each other")
    public Network read() {
        return Network.of(clusters.network(caller.tenant(), cluster));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.CLUSTERS_WRITE)
    @Operation(summary = "Change how the cluster's nodes carry pods' packets to each other; needs the role owner",
            description = "Nodes follow while the cluster runs, and pods keep their addresses. A node's condition NetworkBackend says whether it does what is "
                    + "wanted, and its annotations network.marina.dev/backend-type, routes and bgp-sessions what it does")
    public Network change(Network wanted) {
        return Network.of(clusters.network(caller.tenant(), cluster, wanted.settings()));
    }
}

package dev.marina.apiserver.subresource;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.machine.JoinedMachines;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.apiserver.pki.SigningRequest;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.tunnel.ProxyTokens;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import java.time.Clock;
import java.time.Duration;

/// `machines/nodecredentials` of the management cluster: an agent's only way to an identity in a tenant's cluster, for nodes
/// that its own machine's spec lists.
public final class NodeCredentialsSubresource implements SubresourceHandler {

    private static final Duration LIFE = Duration.ofDays(365);
    /// One that is over was good until this long ago.
    private static final Duration OVER = Duration.ofHours(1);

    private final ClusterViews views;
    private final ClusterProvisioning provisioning;
    private final ProxyTokens proxyTokens;
    private final int proxyPort;
    private final String serverCa;
    private final Clock clock;

    public NodeCredentialsSubresource(ClusterViews views, ClusterProvisioning provisioning, ProxyTokens proxyTokens, int proxyPort, String serverCa,
            Clock clock) {
        this.views = views;
        this.provisioning = provisioning;
        this.proxyTokens = proxyTokens;
        this.proxyPort = proxyPort;
        this.serverCa = serverCa;
        this.clock = clock;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Identity identity = request.requireIdentity();
        if (identity.machine() && !identity.machineName().equals(target.name())) {
            throw StatusException.forbidden(target.groupResource(), target.name(),
                    "machine \"%s\" cannot ask for another machine's nodes".formatted(identity.machineName()));
        }
        Document machine = views.current(request.requireCluster()).find(new ObjectKey(request.clusterId(), target.groupResource(), "", target.name()))
                .map(stored -> Document.parse(stored.bytes())).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        Document body = BodyReader.require(request);
        String clusterId = body.text("clusterId");
        String node = body.text("node");
        boolean assigned = machine.at("spec", "nodes").valueStream()
                .anyMatch(candidate -> candidate.path("clusterId").asText().equals(clusterId) && candidate.path("name").asText().equals(node));
        if (!assigned || node.isEmpty()) {
            throw StatusException.forbidden(target.groupResource(), target.name(),
                    "node \"%s\" of cluster \"%s\" is not assigned to this machine".formatted(node, clusterId));
        }
        ClusterRecord cluster = views.store().find(new ClusterId(clusterId)).filter(record -> record.state() == ClusterRecord.State.ACTIVE)
                .orElseThrow(() -> new StatusException(404, "NotFound", "there is no cluster " + clusterId, StatusException.Details.EMPTY));
        SigningRequest signing = UserCredentialsSubresource.parse(body.text("csr"));
        boolean expired = body.at("expired").asBoolean();
        String certificate = Pem.certificate(JoinedMachines.issue(ClusterKeys.of(cluster).authority(), machine, node, signing, LIFE,
                expired ? Clock.offset(clock, LIFE.plus(OVER).negated()) : clock));
        return ApiResponse.json(201, Document.object("marina.dev/v1", "NodeCredentials").edited(answer -> answer.put("certificate", certificate)
                .put("server", provisioning.endpoint(cluster.tenant(), cluster.name())).put("serverCa", serverCa)
                .put("clientCa", ClusterKeys.authorityPem(cluster))
                .put("proxyAddress", proxyTokens.address(cluster.id(), target.name()).getHostAddress()).put("proxyPort", proxyPort)));
    }
}

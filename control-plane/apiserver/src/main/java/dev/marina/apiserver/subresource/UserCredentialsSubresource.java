package dev.marina.apiserver.subresource;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.ClientCertificates;
import dev.marina.apiserver.authn.TenantMembers;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.apiserver.pki.SigningRequest;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// `clusters/usercredentials` of the management cluster: signs a member's certificate for the tenant's cluster. Body
/// `{"csr": PEM, "expirationSeconds": n}`, where the CSR's CN is the member's e-mail address and its UID their subject; answer
/// `{"certificate": PEM, "serverCa": PEM, "server": URL}`. The certificate gives no groups: those are looked up at every request.
public final class UserCredentialsSubresource implements SubresourceHandler {

    private static final long SHORTEST_SECONDS = 600;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration DEFAULT = Duration.ofDays(30);

    private final ClusterViews views;
    private final TenantMembers members;
    private final ClusterProvisioning provisioning;
    private final String serverCa;
    private final Clock clock;

    public UserCredentialsSubresource(ClusterViews views, TenantMembers members, ClusterProvisioning provisioning, String serverCa, Clock clock) {
        this.views = views;
        this.members = members;
        this.provisioning = provisioning;
        this.serverCa = serverCa;
        this.clock = clock;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        String tenant = target.namespace();
        ClusterRecord cluster = ServedCluster.of(request, target, views);
        Document body = BodyReader.require(request);
        SigningRequest signing = parse(body.text("csr"));
        String email = signing.commonName().toLowerCase(Locale.ROOT);
        if (signing.uid().isEmpty()) {
            throw StatusException.badRequest("csr: its subject has no UID, which says whose the address is");
        }
        if (members.groups(tenant, signing.uid(), email).orElse(List.of()).isEmpty()) {
            throw StatusException.forbidden(target.groupResource(), target.name(), "\"%s\" is not a member of tenant \"%s\"".formatted(email, tenant));
        }
        if (members.suspended(tenant)) {
            throw StatusException.forbidden(target.groupResource(), target.name(), "tenant \"%s\" is suspended".formatted(tenant));
        }
        String certificate = Pem.certificate(
                ClusterKeys.of(cluster).authority().issueClient(email, signing.uid(), List.of(ClientCertificates.PERSON), signing.key(), life(body), clock));
        return ApiResponse.json(201, Document.object("marina.dev/v1", "UserCredentials").edited(node -> node.put("certificate", certificate)
                .put("serverCa", serverCa).put("server", provisioning.endpoint(tenant, target.name()))));
    }

    static SigningRequest parse(String csr) {
        try {
            return SigningRequest.parse(csr);
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest("csr: " + e.getMessage());
        }
    }

    private static Duration life(Document body) {
        if (!body.has("expirationSeconds")) {
            return DEFAULT;
        }
        long seconds = body.at("expirationSeconds").asLong();
        if (seconds < SHORTEST_SECONDS || seconds > LONGEST.toSeconds()) {
            throw StatusException.badRequest("expirationSeconds is %d; it must be between %d and %d".formatted(seconds, SHORTEST_SECONDS, LONGEST.toSeconds()));
        }
        return Duration.ofSeconds(seconds);
    }
}

package dev.marina.apiserver.machine;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.apiserver.pki.SigningRequest;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.model.Machine;
import java.time.Clock;

/// `machines/credentials` of the management cluster: a machine that has joined renews its own certificate, for the key that it joined with. Another key
/// needs another token, so that whoever gets at a certificate alone has it for its days only.
public final class CredentialsSubresource implements SubresourceHandler {

    private final ManagementReader management;
    private final Clock clock;

    public CredentialsSubresource(ManagementReader management, Clock clock) {
        this.management = management;
        this.clock = clock;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Identity identity = request.requireIdentity();
        if (!identity.machine() || !identity.machineName().equals(target.name())) {
            throw StatusException.forbidden(target.groupResource(), target.name(), "only machine \"%s\" renews its certificate".formatted(target.name()));
        }
        SigningRequest signing;
        try {
            signing = SigningRequest.parse(BodyReader.require(request).text("csr"));
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest("csr: " + e.getMessage());
        }
        String key = management.find(JoinedMachines.MACHINES, "", target.name()).map(machine -> machine.annotations().getOrDefault(Machine.KEY_HASH, ""))
                .orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        if (!key.equals(Hashes.of(signing.key()))) {
            throw StatusException.forbidden(target.groupResource(), target.name(), "csr: it is not for the key that the machine joined with");
        }
        String certificate = Pem.certificate(
                JoinedMachines.issue(ClusterKeys.of(request.requireCluster()).authority(), target.name(), signing.key(), clock));
        return ApiResponse.json(201, Document.object("marina.dev/v1", "Credentials").edited(answer -> answer.put("certificate", certificate)));
    }
}

package dev.marina.apiserver.forward;

import dev.marina.api.Cause;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.ConnectionMemory;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.pki.Pem;
import dev.marina.apiserver.pki.Subject;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// The other end of [Forwarder]: believes another control-plane process about who the client is, and nobody else.
public final class ForwardedRequests implements ApiHandler {

    /// The name in the certificates of control-plane processes.
    public static final String PROCESS = "marina:control-plane";

    private final X509Certificate authority;
    private final ApiHandler chain;

    public ForwardedRequests(X509Certificate authority, ApiHandler chain) {
        this.authority = authority;
        this.chain = chain;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        if (!(request.peer() instanceof Peer.Remote remote) || remote.chain().isEmpty() || !trusted(remote)) {
            throw StatusException.unauthorized();
        }
        String certificate = request.headers().first(Forwarder.CERTIFICATE);
        List<X509Certificate> clientChain = certificate.isEmpty()
                ? List.of()
                : List.of(Pem.certificate(Pem.encode("CERTIFICATE", Base64.getDecoder().decode(certificate))));
        String told = request.headers().first(Forwarder.ID);
        String id = told.isEmpty() ? request.id() : told;
        Peer client = new Peer.Remote(request.headers().first(Forwarder.ADDRESS), clientChain, new ConnectionMemory());
        return chain.handle(new ApiRequest(id, request.method(), request.tenant(), request.clusterName(), request.path(), request.query(), request.headers(),
                request.body(), client, request.target(), request.cluster(), request.identity(), Cause.request(id)));
    }

    private boolean trusted(Peer.Remote remote) {
        X509Certificate process = remote.chain().getFirst();
        return remote.connection().remember("control-plane process", _ -> {
            try {
                process.verify(authority.getPublicKey());
                process.checkValidity();
                return Subject.of(process).commonName().equals(PROCESS);
            } catch (GeneralSecurityException e) {
                return false;
            }
        });
    }

    /// Whether a request has come this way already: it is not sent on.
    public static boolean forwarded(ApiRequest request) {
        return !request.headers().first(Forwarder.ID).isEmpty() || !request.headers().first(Forwarder.CERTIFICATE).isEmpty();
    }
}

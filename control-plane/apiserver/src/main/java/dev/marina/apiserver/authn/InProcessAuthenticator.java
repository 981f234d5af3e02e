package dev.marina.apiserver.authn;

import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Peer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Components of this process act as service accounts of kube-system; nobody outside can have such a peer.
public final class InProcessAuthenticator implements Authenticator {

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    @Override
    public Optional<Identity> authenticate(ApiRequest request) {
        if (!(request.peer() instanceof Peer.InProcess inProcess)) {
            return Optional.empty();
        }
        return Optional.of(Identity.authenticated(inProcess.user(), "", groups(inProcess.user()), Map.of(), Identity.Proof.IN_PROCESS));
    }

    private static List<String> groups(String user) {
        if (!user.startsWith(SERVICE_ACCOUNT)) {
            return List.of("system:masters");
        }
        String namespace = user.substring(SERVICE_ACCOUNT.length()).split(":", 2)[0];
        return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
    }
}

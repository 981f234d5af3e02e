package dev.marina.apiserver.authn;

import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Peer;
import java.util.Optional;

/// Somebody whom another server of this process has known before: in a copy of their cluster they may do what they may do in it.
public final class ActingFor implements Authenticator {

    @Override
    public Optional<Identity> authenticate(ApiRequest request) {
        return request.peer() instanceof Peer.ActingFor acting ? Optional.of(acting.who()) : Optional.empty();
    }
}

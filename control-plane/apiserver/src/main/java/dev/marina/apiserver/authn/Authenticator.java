package dev.marina.apiserver.authn;

import dev.marina.apiserver.http.ApiRequest;
import java.util.Optional;

/// Understands one kind of proof.
@FunctionalInterface
public interface Authenticator {

    /// Empty when the request brings no proof of this kind. Throws `Unauthorized` for a proof that is not good.
    Optional<Identity> authenticate(ApiRequest request);
}

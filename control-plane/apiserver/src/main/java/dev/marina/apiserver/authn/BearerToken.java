package dev.marina.apiserver.authn;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import java.util.List;
import java.util.Optional;

/// Asks the cluster for a bootstrap token, and of all others the authenticator of the token's issuer. A token that nobody knows is
/// refused, never ignored.
public final class BearerToken implements Authenticator {

    /// Knows the tokens of some issuers.
    public interface Issuer {
        /// Empty when the token is not of this issuer; throws `Unauthorized` when it is and is not good.
        Optional<Identity> accept(Jwt token, ApiRequest request);
    }

    private final BootstrapTokens bootstrap;
    private final List<Issuer> issuers;

    public BearerToken(BootstrapTokens bootstrap, List<Issuer> issuers) {
        this.bootstrap = bootstrap;
        this.issuers = issuers;
    }

    @Override
    public Optional<Identity> authenticate(ApiRequest request) {
        String header = request.headers().first("authorization");
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.empty();
        }
        String shown = header.substring(7).strip();
        Optional<Identity> bootstrapping = bootstrap.accept(shown, request);
        if (bootstrapping.isPresent()) {
            return bootstrapping;
        }
        Jwt token = Jwt.parse(shown).orElseThrow(StatusException::unauthorized);
        for (Issuer issuer : issuers) {
            Optional<Identity> identity = issuer.accept(token, request);
            if (identity.isPresent()) {
                return identity;
            }
        }
        throw StatusException.unauthorized();
    }
}

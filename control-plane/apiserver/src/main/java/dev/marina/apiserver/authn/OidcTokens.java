package dev.marina.apiserver.authn;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.model.Tenant;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Tokens of the platform's Keycloak realm. The user is the e-mail address; the full group path `/acme/owner` becomes the
/// group `marina:acme:owner`.
public final class OidcTokens implements BearerToken.Issuer {

    private final String issuer;
    private final String audience;
    private final KeySet keys;
    private final TenantMembers members;
    private final Clock clock;

    /// The issuer's public keys by key id.
    @FunctionalInterface
    public interface KeySet {
        Optional<PublicKey> find(String keyId);
    }

    public OidcTokens(String issuer, String audience, KeySet keys, TenantMembers members, Clock clock) {
        this.issuer = issuer;
        this.audience = audience;
        this.keys = keys;
        this.members = members;
        this.clock = clock;
    }

    @Override
    public Optional<Identity> accept(Jwt token, ApiRequest request) {
        if (issuer.isEmpty() || !token.issuer().equals(issuer)) {
            return Optional.empty();
        }
        if (!token.validAt(clock.instant()) || !token.audiences().contains(audience)) {
            throw StatusException.unauthorized();
        }
        PublicKey key = keys.find(token.keyId()).orElseThrow(StatusException::unauthorized);
        String email = token.claims().text("email").toLowerCase(Locale.ROOT);
        boolean unverified = token.claims().has("email_verified") && !token.claims().at("email_verified").asBoolean();
        if (!token.signedBy(key, Jwt.Algorithm.RS256) || email.isEmpty() || email.startsWith("system:") || email.startsWith("marina:") || unverified) {
            throw StatusException.unauthorized();
        }
        List<String> groups = new ArrayList<>();
        token.claims().at("groups").valueStream().map(com.fasterxml.jackson.databind.JsonNode::asText).forEach(path -> {
            String[] parts = path.split("/", -1);
            if (parts.length == 3 && parts[0].isEmpty() && !parts[1].isEmpty() && !parts[2].isEmpty()) {
                groups.add(Tenant.group(parts[1], parts[2]));
            }
        });
        // a token outlives a membership: where the tenant's members are known here, their roles are those of this moment
        members.groups(request.tenant(), token.claims().text("sub"), email).ifPresent(present -> {
            groups.removeIf(group -> group.startsWith("marina:" + request.tenant() + ":"));
            groups.addAll(present);
        });
        return Optional.of(Identity.authenticated(email, token.claims().text("sub"), groups, Map.of(), Identity.Proof.OIDC_TOKEN));
    }
}

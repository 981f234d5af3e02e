package dev.marina.registry.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.registry.token.RegistryToken.Action;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds out whether a token is one of the platform's, for this registry and now. The registry does the same once more: it is asked with the same token.
/// https://distribution.github.io/distribution/spec/auth/jwt/
public final class TokenVerifier {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 16 << 10;

    private final String issuer;
    private final String service;
    private final PublicKey key;
    private final Clock clock;

    public TokenVerifier(String issuer, String service, PublicKey key, Clock clock) {
        this.issuer = issuer;
        this.service = service;
        this.key = key;
        this.clock = clock;
    }

    public static PublicKey key(String certificatePem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.US_ASCII)))
                .getPublicKey();
    }

    public Optional<RegistryToken> verify(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            JsonNode header = JSON.readTree(decoded(parts[0]));
            if (!header.path("alg").asText().equals("ES256") || !signed(parts)) {
                return Optional.empty();
            }
            JsonNode claims = JSON.readTree(decoded(parts[1]));
            return valid(claims) ? Optional.of(token(claims)) : Optional.empty();
        } catch (IOException | IllegalArgumentException | GeneralSecurityException _) {
            // Not a token: whoever made it up need not be told where it is wrong.
            return Optional.empty();
        }
    }

    private boolean signed(String[] parts) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(key);
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(decoded(parts[2]));
    }

    private boolean valid(JsonNode claims) {
        Instant now = clock.instant();
        return claims.path("iss").asText().equals(issuer) && claims.path("aud").asText().equals(service)
                && now.isBefore(Instant.ofEpochSecond(claims.path("exp").asLong())) && !now.isBefore(Instant.ofEpochSecond(claims.path("nbf").asLong()));
    }

    private static RegistryToken token(JsonNode claims) {
        Map<String, Set<Action>> access = new HashMap<>();
        for (JsonNode entry : claims.path("access")) {
            if (entry.path("type").asText().equals("repository")) {
                access.put(entry.path("name").asText(), entry.path("actions").valueStream().flatMap(action -> Arrays.stream(Action.values())
                        .filter(known -> known.name().equalsIgnoreCase(action.asText()))).collect(Collectors.toUnmodifiableSet()));
            }
        }
        JsonNode tenant = claims.path("marina");
        return new RegistryToken(claims.path("sub").asText(), access, tenant.path("tenantId").asText(""), tenant.path("limitBytes").asLong(0));
    }

    private static byte[] decoded(String part) {
        return Base64.getUrlDecoder().decode(part);
    }
}

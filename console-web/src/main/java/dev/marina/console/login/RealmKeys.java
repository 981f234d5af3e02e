package dev.marina.console.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The keys by which the realm signs. Fetched anew for a key that is not known, but not as often as somebody names one.
public final class RealmKeys {

    private static final Duration SELDOM = Duration.ofSeconds(10);

    private final Source source;
    private final Clock clock;
    /// Both guarded by this.
    private Map<String, PublicKey> keys = Map.of();
    private Instant fetched = Instant.EPOCH;

    /// Where the keys are, as a JSON Web Key Set.
    @FunctionalInterface
    interface Source {
        String keySet() throws IOException;
    }

    RealmKeys(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    public static RealmKeys of(KeycloakTokens keycloak) {
        return new RealmKeys(keycloak::keySet, Clock.systemUTC());
    }

    synchronized Optional<PublicKey> find(String id) {
        Instant now = clock.instant();
        if (!keys.containsKey(id) && fetched.plus(SELDOM).isBefore(now)) {
            fetched = now;
            try {
                keys = read(source.keySet());
            } catch (IOException e) {
                throw new UncheckedIOException("Keycloak does not answer", e);
            }
        }
        return Optional.ofNullable(keys.get(id));
    }

    private static Map<String, PublicKey> read(String keySet) throws IOException {
        Map<String, PublicKey> read = new HashMap<>();
        for (JsonNode key : new ObjectMapper().readTree(keySet).path("keys")) {
            if (key.path("kty").asText().equals("RSA") && key.path("use").asText("sig").equals("sig")) {
                read.put(key.path("kid").asText(), rsa(key));
            }
        }
        return Map.copyOf(read);
    }

    private static PublicKey rsa(JsonNode key) throws IOException {
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(number(key.path("n")), number(key.path("e"))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("a key of the realm cannot be read", e);
        }
    }

    private static BigInteger number(JsonNode encoded) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(encoded.asText()));
    }
}

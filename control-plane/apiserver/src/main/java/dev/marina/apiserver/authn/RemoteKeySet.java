package dev.marina.apiserver.authn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of an OpenID provider, fetched when needed and kept. An unknown key id makes a new fetch, at most one every few
/// seconds, so a rotated key is found and made-up ones cost nothing. Kept keys outlive a provider that does not answer.
public final class RemoteKeySet implements OidcTokens.KeySet {

    private static final Logger log = LoggerFactory.getLogger(RemoteKeySet.class);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);

    private final URI address;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    /// Guards fetching: one at a time. The only lock held during I/O, waited for by requests that need the very answer.
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Keys keys = new Keys(Map.of(), Instant.EPOCH, Instant.EPOCH);

    private record Keys(Map<String, PublicKey> byId, Instant fetched, Instant tried) {}

    public RemoteKeySet(URI address, Clock clock) {
        this.address = address;
        this.clock = clock;
    }

    @Override
    public Optional<PublicKey> find(String keyId) {
        Keys known = keys;
        boolean fresh = clock.instant().isBefore(known.fetched().plus(FRESH));
        if (!fresh || !known.byId().containsKey(keyId)) {
            fetchUnlessJustTried(keyId);
        }
        Keys now = keys;
        if (now.byId().isEmpty()) {
            throw StatusException.unavailable("the identity provider's keys cannot be fetched, please try again");
        }
        return Optional.ofNullable(now.byId().get(keyId));
    }

    private void fetchUnlessJustTried(String keyId) {
        fetching.lock();
        try {
            Instant now = clock.instant();
            boolean justTried = now.isBefore(keys.tried().plus(BETWEEN_FETCHES));
            if (justTried || keys.byId().containsKey(keyId) && now.isBefore(keys.fetched().plus(FRESH))) {
                return;
            }
            Map<String, PublicKey> fetched = fetch();
            keys = fetched.isEmpty() ? new Keys(keys.byId(), keys.fetched(), now) : new Keys(fetched, now, now);
        } finally {
            fetching.unlock();
        }
    }

    private Map<String, PublicKey> fetch() {
        try {
            HttpResponse<byte[]> response = http.send(HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == 200 ? parse(response.body()) : Map.of();
        } catch (IOException | Document.MalformedDocument e) {
            log.atWarn().addKeyValue("address", address).addKeyValue("reason", e.toString()).log("keys of the identity provider not fetched");
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    /// RSA signing keys of a JSON Web Key Set.
    static Map<String, PublicKey> parse(byte[] jwks) {
        Map<String, PublicKey> found = new LinkedHashMap<>();
        for (JsonNode key : Document.parse(jwks).at("keys")) {
            if (!key.path("kty").asText().equals("RSA") || key.path("use").asText("sig").equals("enc")) {
                continue;
            }
            try {
                found.put(key.path("kid").asText(), KeyFactory.getInstance("RSA").generatePublic(
                        new RSAPublicKeySpec(number(key.path("n").asText()), number(key.path("e").asText()))));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                log.atWarn().addKeyValue("kid", key.path("kid").asText()).addKeyValue("reason", e.toString()).log("key of the identity provider ignored");
            }
        }
        return found;
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }
}

package dev.marina.registry.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.registry.RepositoryName;
import dev.marina.registry.TestKey;
import dev.marina.registry.token.RegistryToken.Action;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final TestKey KEY = TestKey.make();
    private static final Map<String, List<String>> ACCESS = Map.of("acme/app", List.of("pull", "push"));

    private static TokenVerifier verifier(Instant now) {
        return new TokenVerifier(TestKey.ISSUER, TestKey.SERVICE, KEY.certificate().getPublicKey(), Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void aTokenAllowsWhatItSaysAndNothingElse() {
        RegistryToken token = verifier(NOW).verify(KEY.token(ACCESS, 1000, NOW, LIFE)).orElseThrow();

        assertTrue(token.allows(new RepositoryName("acme", "app"), Action.PUSH));
        assertFalse(token.allows(new RepositoryName("acme", "app"), Action.DELETE));
        assertFalse(token.allows(new RepositoryName("acme", "application"), Action.PULL));
        assertFalse(token.allows(new RepositoryName("globex", "app"), Action.PULL));
        assertEquals(1000, token.limitBytes());
        assertEquals(TestKey.TENANT_ID, token.tenantId());
    }

    @Test
    void itIsGoodForItsTimeOnly() {
        String token = KEY.token(ACCESS, 1000, NOW, LIFE);

        assertEquals(Optional.empty(), verifier(NOW.minusSeconds(1)).verify(token));
        assertTrue(verifier(NOW.plus(LIFE).minusSeconds(1)).verify(token).isPresent());
        assertEquals(Optional.empty(), verifier(NOW.plus(LIFE)).verify(token));
    }

    @Test
    void anothersSignatureIsWorthNothing() {
        assertEquals(Optional.empty(), verifier(NOW).verify(TestKey.make().token(ACCESS, 1000, NOW, LIFE)));
    }

    @Test
    void whatWasChangedIsNotBelieved() {
        String[] parts = KEY.token(ACCESS, 1000, NOW, LIFE).split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1])).replace("acme/app", "globex/x");
        String forged = parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes()) + "." + parts[2];

        assertEquals(Optional.empty(), verifier(NOW).verify(forged));
    }

    @Test
    void whatIsNoTokenIsNone() {
        String unsigned = Base64.getUrlEncoder().encodeToString("{\"alg\":\"none\"}".getBytes()) + "."
                + KEY.token(ACCESS, 1000, NOW, LIFE).split("\\.")[1] + ".";

        for (String text : List.of("", "a", "a.b", "a.b.c", "..", "\u0000.\u0000.\u0000", unsigned, "x".repeat(100_000))) {
            assertEquals(Optional.empty(), verifier(NOW).verify(text), text.substring(0, Math.min(text.length(), 20)));
        }
    }
}

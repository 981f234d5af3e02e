package dev.marina.api.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTokenTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private static BootstrapToken token(String... changes) {
        Map<String, String> data = new HashMap<>(Map.of("token-id", "abcdef", "token-secret", "0123456789abcdef", "usage-bootstrap-authentication", "true"));
        for (int i = 0; i < changes.length; i += 2) {
            data.put(changes[i], changes[i + 1]);
        }
        data.replaceAll((_, text) -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        return BootstrapToken.of("bootstrap-token-abcdef", BootstrapToken.TYPE, data).orElseThrow();
    }

    @Test
    void aWholeTokenLetsInAndHasNoFurtherGroups() {
        BootstrapToken token = token();
        assertEquals("abcdef", token.id());
        assertTrue(token.authenticates());
        assertFalse(token.signs());
        assertEquals(List.of(), token.groups());
        assertFalse(token.over(NOW));
    }

    @ParameterizedTest
    @CsvSource({"token-id, abcdeg", "token-id, ABCDEF", "token-secret, short", "token-secret, 0123456789ABCDEF", "token-secret, 0123456789abcdef0",
            "usage-bootstrap-authentication, false", "usage-bootstrap-authentication, True", "auth-extra-groups, system:masters",
            "auth-extra-groups, 'system:bootstrappers:a,system:nodes'", "auth-extra-groups, 'system:bootstrappers:a,'",
            "auth-extra-groups, system:bootstrappers:a-", "auth-extra-groups, system:bootstrappers:", "auth-extra-groups, system:bootstrappers:A"})
    void whatIsNotAsItMustBeLetsNobodyIn(String key, String value) {
        assertFalse(token(key, value).authenticates());
    }

    @Test
    void furtherGroupsAreSortedAndThereOnce() {
        assertEquals(List.of("system:bootstrappers:a", "system:bootstrappers:b:c-1"),
                token("auth-extra-groups", "system:bootstrappers:b:c-1,system:bootstrappers:a,system:bootstrappers:a").groups());
    }

    @Test
    void aTokenGivesNoGroupsWithoutEnd() {
        String many = IntStream.range(0, 65).mapToObj(i -> "system:bootstrappers:g" + i).collect(Collectors.joining(","));
        assertFalse(token("auth-extra-groups", many).authenticates());
    }

    @Test
    void aTokenIsOverAtItsTimeWhateverTheZone() {
        assertTrue(token("expiration", "2026-06-01T12:00:00Z").over(NOW));
        assertFalse(token("expiration", "2026-06-01T12:00:01Z").over(NOW));
        assertFalse(token("expiration", "2026-06-01T11:30:00-01:00").over(NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "2026-06-01", " "})
    void aTimeThatIsNoneIsOver(String expiration) {
        assertTrue(token("expiration", expiration).over(NOW));
    }

    @Test
    void signingIsAUseOfItsOwn() {
        BootstrapToken token = token("usage-bootstrap-authentication", "", "usage-bootstrap-signing", "true");
        assertTrue(token.signs());
        assertFalse(token.authenticates());
    }

    @Test
    void aSecretOfAnotherTypeIsNoToken() {
        assertEquals(Optional.empty(), BootstrapToken.of("bootstrap-token-abcdef", "Opaque", Map.of()));
    }

    @Test
    void dataThatIsNoBase64IsNoToken() {
        BootstrapToken token = BootstrapToken.of("bootstrap-token-abcdef", BootstrapToken.TYPE, Map.of("token-id", "%%%")).orElseThrow();
        assertEquals("", token.id());
        assertFalse(token.authenticates());
    }

    @Test
    void itsSecretIsNotPrinted() {
        assertFalse(token().toString().contains("0123456789abcdef"));
    }
}

package dev.marina.console.login;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdTokenTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final String GOOD = "{\"iss\":\"i\",\"aud\":\"marina-console\",\"nonce\":\"n\",\"exp\":1060,\"email\":\"a@b.test\"}";

    @Test
    void aTokenForThisLoginIsTaken() {
        assertDoesNotThrow(() -> token(GOOD).require("i", "n", NOW));
        assertDoesNotThrow(() -> token(GOOD.replace("\"marina-console\"", "[\"x\",\"marina-console\"]")).require("i", "n", NOW));
    }

    @ParameterizedTest
    @CsvSource({"\"i\",\"evil\",iss", "marina-console,other,aud", "\"n\",\"m\",nonce", "1060,1000,exp", "a@b.test,'',email"})
    void aTokenWithAWrongClaimIsRefusedNamingIt(String right, String wrong, String claim) {
        IOException refusal = assertThrows(IOException.class, () -> token(GOOD.replace(right, wrong)).require("i", "n", NOW));

        assertTrue(refusal.getMessage().contains(claim), refusal.getMessage());
    }

    @Test
    void whatIsNoTokenIsRefused() {
        assertThrows(IOException.class, () -> IdToken.parse("abc"));
    }

    private static IdToken token(String claims) throws IOException {
        return IdToken.parse("e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".x");
    }
}

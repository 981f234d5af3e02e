package dev.marina.console.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginRequestTest {

    @Test
    void theChallengeIsTheOneOfRfc7636() {
        LoginRequest request = new LoginRequest("s", "n", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "clusters");

        assertEquals("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", request.challenge());
    }

    @Test
    void theAddressCarriesStateNonceChallengeAndHint() {
        LoginRequest request = new LoginRequest("s", "n", "v", "clusters");

        String url = request.url("http://k/realms/marina", "http://c/callback", Optional.of("a+b@c.test"), "zh-CN");

        assertTrue(url.startsWith("http://k/realms/marina/protocol/openid-connect/auth?response_type=code&client_id=marina-console"), url);
        for (String part : new String[] {"&redirect_uri=http%3A%2F%2Fc%2Fcallback", "&state=s", "&nonce=n", "&code_challenge_method=S256",
                "&login_hint=a%2Bb%40c.test", "&ui_locales=zh-CN"}) {
            assertTrue(url.contains(part), part + " in " + url);
        }
        assertTrue(!url.contains("code_verifier"), url);
    }

    @Test
    void noTwoLoginsAreAlike() {
        assertNotEquals(LoginRequest.to("a").state(), LoginRequest.to("a").state());
        assertNotEquals(LoginRequest.to("a").verifier(), LoginRequest.to("a").verifier());
    }
}

package dev.marina.console.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;

/// What an ID token says. It came straight from the token endpoint, so its signature adds nothing; its claims are checked.
record IdToken(JsonNode claims) {

    static IdToken parse(String token) throws IOException {
        String[] parts = token.split("\\.");
        if (parts.length != 3) {
            throw new IOException("not a token");
        }
        return new IdToken(new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1])));
    }

    /// The answer to a request that began in a browser.
    ///
    /// @throws IOException naming the claim that is wrong
    void require(String issuer, String nonce, Instant now) throws IOException {
        require(issuer, now);
        check("nonce", claims.path("nonce").asText().equals(nonce));
    }

    /// The answer to a request that no browser had a part in.
    void require(String issuer, Instant now) throws IOException {
        check("iss", claims.path("iss").asText().equals(issuer));
        check("aud", names(claims.path("aud"), LoginRequest.CLIENT));
        check("exp", Instant.ofEpochSecond(claims.path("exp").asLong()).isAfter(now));
        check("email", !email().isBlank());
    }

    /// Whether an audience, a text or an array of them, has this one in it.
    static boolean names(JsonNode audience, String one) {
        return audience.asText().equals(one) || audience.valueStream().anyMatch(each -> each.asText().equals(one));
    }

    private static void check(String claim, boolean right) throws IOException {
        if (!right) {
            throw new IOException("the ID token's claim " + claim + " is not as expected");
        }
    }

    Person.Who who() {
        return new Person.Who(email(), claims.path("sub").asText(), claims.path("sid").asText());
    }

    String email() {
        return claims.path("email").asText();
    }
}

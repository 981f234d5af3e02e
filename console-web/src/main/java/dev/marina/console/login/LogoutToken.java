package dev.marina.console.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/// What Keycloak says when it ends somebody's login (OpenID Connect Back-Channel Logout 1.0). It comes from the outside, so its signature is what
/// makes it Keycloak's.
///
/// @param subject empty where it is about one login alone
/// @param session the one login of the subject; empty where it is about all
record LogoutToken(String subject, String session) {

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Duration LATE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    /// By the rules of section 2.6.
    ///
    /// @param keys the realm's keys, by their id
    /// @throws IOException naming what is wrong
    static LogoutToken parse(String token, Function<String, Optional<PublicKey>> keys, String issuer, Instant now) throws IOException {
        String[] parts = token.split("\\.");
        check("form", parts.length == 3);
        try {
            JsonNode header = part(parts[0]);
            check("alg", header.path("alg").asText().equals("RS256"));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(keys.apply(header.path("kid").asText()).orElseThrow(() -> new IOException("the logout token's key is not the realm's")));
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            check("signature", signature.verify(Base64.getUrlDecoder().decode(parts[2])));
            return claimed(part(parts[1]), issuer, now);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the logout token cannot be read", e);
        }
    }

    private static JsonNode part(String encoded) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(encoded));
    }

    private static LogoutToken claimed(JsonNode claims, String issuer, Instant now) throws IOException {
        check("iss", claims.path("iss").asText().equals(issuer));
        check("aud", IdToken.names(claims.path("aud"), LoginRequest.CLIENT));
        Instant issued = Instant.ofEpochSecond(claims.path("iat").asLong());
        check("iat", issued.isAfter(now.minus(LATE)) && issued.isBefore(now.plus(LATE)));
        check("exp", !claims.has("exp") || Instant.ofEpochSecond(claims.path("exp").asLong()).isAfter(now));
        check("events", claims.path("events").path(EVENT).isObject());
        // An ID token is not to be taken for one.
        check("nonce", !claims.has("nonce"));
        LogoutToken meant = new LogoutToken(claims.path("sub").asText(), claims.path("sid").asText());
        check("sub", !meant.subject.isEmpty() || !meant.session.isEmpty());
        return meant;
    }

    private static void check(String what, boolean right) throws IOException {
        if (!right) {
            throw new IOException("the logout token's " + what + " is not as expected");
        }
    }

    boolean means(Person.Who who) {
        return (subject.isEmpty() || subject.equals(who.subject())) && (session.isEmpty() || session.equals(who.session()));
    }
}

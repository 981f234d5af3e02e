package dev.marina.tenancy.image;

import dev.marina.tenancy.settings.RegistrySettings;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says to the registry what somebody may do, in tokens that it knows by our certificate.
/// https://distribution.github.io/distribution/spec/auth/jwt/
public final class RegistryTokens {

    /// As the registry and its gate are told.
    public static final String ISSUER = "marina";
    /// A layer that takes longer is gone on with by another token: clients get one for each request that is refused.
    static final Duration LIFE = Duration.ofMinutes(5);
    /// Clocks of one machine do not differ; the registry takes "not before" by the second.
    private static final Duration BACKDATE = Duration.ofSeconds(5);
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----(?<body>[^-]+)-----END PRIVATE KEY-----");
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final RegistrySettings registry;
    private final Clock clock;

    public RegistryTokens(RegistrySettings registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /// @param text to be shown as a bearer token
    public record Made(String text, Instant issued, Duration life) {}

    /// @param asked what the client would like to do
    public Made make(RegistryLogins.Known known, List<RegistryScope> asked) {
        RegistryGrant grant = RegistryGrant.of(asked, known.rights());
        Instant now = clock.instant();
        JsonArrayBuilder access = Json.createArrayBuilder();
        for (RegistryScope scope : grant.granted()) {
            JsonArrayBuilder actions = Json.createArrayBuilder();
            scope.actions().stream().map(RegistryScope.Action::text).sorted().forEach(actions::add);
            access.add(Json.createObjectBuilder().add("type", "repository").add("name", scope.repository()).add("actions", actions));
        }
        JsonObjectBuilder claims = Json.createObjectBuilder().add("iss", ISSUER).add("sub", known.name()).add("aud", registry.name())
                .add("iat", now.getEpochSecond()).add("nbf", now.minus(BACKDATE).getEpochSecond()).add("exp", now.plus(LIFE).getEpochSecond())
                .add("jti", UUID.randomUUID().toString()).add("access", access);
        grant.writes().ifPresent(rights -> claims.add("marina",
                Json.createObjectBuilder().add("tenantId", rights.tenant().toString()).add("limitBytes", rights.limitBytes())));
        return new Made(signed(claims.build()), now, LIFE);
    }

    private String signed(JsonObject claims) {
        try {
            String pem = Files.readString(registry.key());
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            JsonObject header = Json.createObjectBuilder().add("typ", "JWT").add("alg", "ES256")
                    .add("x5c", Json.createArrayBuilder().add(Base64.getEncoder().encodeToString(certificate.getEncoded()))).build();
            String content = encoded(header.toString()) + "." + encoded(claims.toString());
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key(pem));
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + URL.encodeToString(signature.sign());
        } catch (IOException e) {
            throw new UncheckedIOException("the registry's key cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the registry's key is of no use", e);
        }
    }

    private static PrivateKey key(String pem) throws GeneralSecurityException {
        Matcher found = KEY.matcher(pem);
        if (!found.find()) {
            throw new GeneralSecurityException("no private key in PKCS#8");
        }
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group("body"))));
    }

    private static String encoded(String text) {
        return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

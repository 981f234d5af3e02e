package dev.marina.apiserver.authn;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// A signed JSON web token, taken apart; nothing in it is to be believed before [#signedBy] said so.
public record Jwt(Document header, Document claims, String signedPart, byte[] signature) {

    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /// The algorithms that are accepted, with their names in Java. A token never chooses another.
    public enum Algorithm {
        ES256("SHA256withECDSAinP1363Format"), RS256("SHA256withRSA");

        private final String java;

        Algorithm(String java) {
            this.java = java;
        }
    }

    /// Empty for a text that is no such token.
    public static Optional<Jwt> parse(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Jwt(Document.parse(DECODER.decode(parts[0])), Document.parse(DECODER.decode(parts[1])),
                    parts[0] + "." + parts[1], DECODER.decode(parts[2])));
        } catch (IllegalArgumentException | Document.MalformedDocument e) {
            return Optional.empty();
        }
    }

    public static String sign(Document claims, PrivateKey key, String keyId) {
        Document header = Document.empty().with("ES256", "alg").with("JWT", "typ").with(keyId, "kid");
        String signedPart = ENCODER.encodeToString(header.bytes()) + "." + ENCODER.encodeToString(claims.bytes());
        try {
            Signature signer = Signature.getInstance(Algorithm.ES256.java);
            signer.initSign(key);
            signer.update(signedPart.getBytes(StandardCharsets.US_ASCII));
            return signedPart + "." + ENCODER.encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
    }

    public boolean signedBy(PublicKey key, Algorithm algorithm) {
        if (!header.text("alg").equals(algorithm.name())) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(algorithm.java);
            verifier.initVerify(key);
            verifier.update(signedPart.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    public String issuer() {
        return claims.text("iss");
    }

    public String keyId() {
        return header.text("kid");
    }

    public List<String> audiences() {
        return claims.at("aud").isArray()
                ? claims.at("aud").valueStream().map(com.fasterxml.jackson.databind.JsonNode::asText).toList()
                : List.of(claims.text("aud"));
    }

    /// A token without an end is never valid.
    public boolean validAt(Instant now) {
        long seconds = now.getEpochSecond();
        return claims.has("exp") && seconds < claims.at("exp").asLong() && (!claims.has("nbf") || seconds >= claims.at("nbf").asLong() - 5);
    }
}
